/** Owns why other transfers are not in the plan, with the largest of each kind. */
import type { RunSummary } from '../../../shared/readModels/whatif.ts'
import { Message } from '../../components/Message.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { CAUSE_WORDS } from './whatifWords.ts'
import classes from './Whatif.module.css'

export function NotProposedTab({ summary }: { summary: RunSummary }) {
  const format = useFormat()
  if (summary.notProposed.length === 0) {
    return (
      <Message title="Nothing was left out">Every receiver that lacks stock gets what it can use.</Message>
    )
  }
  return (
    <div className={classes.scrolls} role="region" aria-label="Not proposed" tabIndex={0}>
      {summary.notProposed.map(({ cause, pairs, examples }) => (
        <Section
          key={cause}
          title={CAUSE_WORDS[cause]}
          note={format.count(pairs, 'pair of item and place', 'pairs of item and place')}
        >
          <ul className={classes.list}>
            {examples.map(({ sku, from, to, text }) => (
              <li key={`${sku} ${from ?? ''} ${to}`}>
                {text} <span className="dim">{sku}</span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </div>
  )
}
