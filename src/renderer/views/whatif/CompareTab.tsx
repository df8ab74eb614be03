/** Owns runs side by side: what each supposed, what its plan is worth, and how sure that is. */
import { useState } from 'react'
import { Checkbox } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { RunRow, RunSummary } from '../../../shared/readModels/whatif.ts'
import { Age } from '../../components/Age.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { client, queryKey, useTowerQuery } from '../../stores/engine.ts'
import { runPath, STATE_WORDS } from './whatifWords.ts'
import classes from './Whatif.module.css'

const nothing = {}
const MOST_COMPARED = 4

export function CompareTab({ run }: { run: string | undefined }) {
  const answer = useTowerQuery('whatif.runs', nothing, { refetchEveryMs: 5_000 })
  const [chosen, setChosen] = useState<readonly string[]>(run === undefined ? [] : [run])
  if (answer.data === undefined) {
    return answer.error ? (
      <Failure what="The runs" error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading label="Loading the runs" />
    )
  }
  const { runs } = answer.data
  if (runs.length === 0) {
    return (
      <Message title="No run yet">Each run stays here, so that scenarios can be held side by side.</Message>
    )
  }
  const toggle = (id: string) =>
    setChosen(
      chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id].slice(-MOST_COMPARED),
    )
  return (
    <div className={classes.scrolls} role="region" aria-label="Runs" tabIndex={0}>
      <Compared runs={chosen.filter((id) => runs.some((each) => each.run === id))} />
      <Section title="Runs" note={`choose up to ${MOST_COMPARED} to compare`}>
        <div className={classes.wide}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>Compare</th>
                <th data-left>Run</th>
                <th data-left>State</th>
                <th>Plan’s worth</th>
                <th>Units</th>
                <th>Started</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((each) => (
                <Row
                  key={each.run}
                  row={each}
                  isChosen={chosen.includes(each.run)}
                  toggle={() => toggle(each.run)}
                />
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </div>
  )
}

function Row({ row, isChosen, toggle }: { row: RunRow; isChosen: boolean; toggle(): void }) {
  const format = useFormat()
  return (
    <tr>
      <td>
        <Checkbox aria-label={`Compare ${row.name || row.run}`} checked={isChosen} onChange={toggle} />
      </td>
      <td data-left>
        <a href={addressOf(runPath(row.run))}>{row.name || 'Without a name'}</a>
        <div className="dim">{row.startedBy}</div>
      </td>
      <td data-left>
        {STATE_WORDS[row.state]}
        {row.isOutdated ? <div className="dim">stock has moved since</div> : null}
      </td>
      <td>{format.roundMoney(row.planValueMinor, row.currency)}</td>
      <td>{format.number(row.units)}</td>
      <td>
        <Age at={row.startedAt} />
      </td>
    </tr>
  )
}

function Compared({ runs }: { runs: readonly string[] }) {
  const format = useFormat()
  const answers = useQueries({
    queries: runs.map((run) => ({
      queryKey: queryKey('whatif.run', { run }),
      queryFn: () => client.call('whatif.run', { run }),
    })),
  })
  const summaries = answers.flatMap(({ data }) => (data === undefined ? [] : [data]))
  if (summaries.length < 2) return null
  const money = (minor: number | null | undefined, { currency }: RunSummary) =>
    minor === null || minor === undefined ? '–' : format.roundMoney(minor, currency)
  const rows: readonly { name: string; of(run: RunSummary): string }[] = [
    { name: 'Supposed', of: (run) => run.supposed.join('; ') || 'nothing' },
    { name: 'Horizon', of: (run) => format.count(run.definition.horizonDays, 'day', 'days') },
    {
      name: 'Lost sales, nothing done',
      of: (run) => money(run.comparison?.scenario.lostSalesMinor.mean, run),
    },
    {
      name: 'Lost sales, with the plan',
      of: (run) => money(run.comparison?.withPlan.lostSalesMinor.mean, run),
    },
    { name: 'Fill rate, with the plan', of: (run) => format.share(run.comparison?.withPlan.fillRate.mean) },
    { name: 'Plan’s worth, reckoned', of: (run) => money(run.planValueMinor, run) },
    {
      name: 'Plan’s worth, replayed',
      of: (run) =>
        run.comparison
          ? `${money(run.comparison.planGainMinor.mean, run)} (${money(run.comparison.planGainMinor.low, run)} to ${money(run.comparison.planGainMinor.high, run)})${run.comparison.sample === null ? '' : `, of ${money(run.comparison.sample.planValueMinor, run)} reckoned for ${run.comparison.sample.skus} SKUs drawn at random`}`
          : '–',
    },
    { name: 'At most better', of: (run) => format.share(run.gap) },
    { name: 'Units moved', of: (run) => format.number(run.units) },
  ]
  return (
    <div className={classes.wide}>
      <table className={classes.table} data-testid="compared">
        <thead>
          <tr>
            <th>Side by side</th>
            {summaries.map((run) => (
              <th key={run.run}>{run.name || 'Without a name'}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {summaries.map((run) => (
                <td key={run.run}>{of(run)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
