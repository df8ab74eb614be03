/** Owns the list of words that stand out in some texts against the others. */
import type { FeedbackSearch } from '../../../shared/readModels/experience.ts'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import classes from './Experience.module.css'

/** From here on a difference is unlikely to be chance, for one word looked at alone. */
const STANDS_OUT = 1.96

export function TermList({ search }: { search: FeedbackSearch }) {
  const format = useFormat()
  const terms = search.terms.filter(({ score }) => score >= STANDS_OUT)
  if (search.textsRead === 0) {
    return search.total === 0 ? (
      <p className="dim">Nobody has written anything here.</p>
    ) : (
      <p className="dim">
        Words stand out against other texts: search for a word, or choose a channel, a flow or a region.
      </p>
    )
  }
  return (
    <>
      <p className="dim">
        {format.count(search.textsRead, 'text', 'texts')} against{' '}
        {format.count(search.textsAgainst, 'other', 'others')}; z of the log-odds ratio, {STANDS_OUT} and more
      </p>
      {terms.length === 0 ? (
        <p>No word stands out.</p>
      ) : (
        <ul className={classes.terms} data-testid="terms">
          {terms.map(({ term, score, count }) => (
            <li key={term}>
              <a href={addressOf('/experience', { tab: 'texts', words: term })}>{term}</a>
              <span className={classes.weight} aria-hidden="true">
                <span style={{ width: `${Math.min(100, (score / (terms[0]?.score ?? score)) * 100)}%` }} />
              </span>
              <span className="dim nowrap">
                z {format.number(score, 1)} · {format.count(count, 'time', 'times')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
