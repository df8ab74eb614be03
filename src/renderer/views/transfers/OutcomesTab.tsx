/** Owns how good the predictions were: over all, by class of SKU, lane and author, and transfer by transfer. */
import type { OutcomeGroup, TransferOutcome } from '../../../shared/readModels/transfers.ts'
import { Age } from '../../components/Age.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { IntervalBar } from './IntervalBar.tsx'
import { transferPath } from './transferWords.ts'
import classes from './Transfers.module.css'

const nothing = {}

export function OutcomesTab() {
  const answer = useTowerQuery('transfers.outcomes', nothing, { refetchEveryMs: 30_000 })
  const format = useFormat()
  const summary = answer.data
  if (summary === undefined) {
    return answer.error ? (
      <Failure what="The outcomes" error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading label="Loading the outcomes" lines={10} />
    )
  }
  if (summary.outcomes + summary.waiting === 0) {
    return (
      <Message title="No outcome yet">
        With each transfer that comes from a plan its prediction is frozen. At the end of the plan’s horizon
        the receiver’s sales are held against untouched locations like it, and what was predicted stands here
        beside what happened.
      </Message>
    )
  }
  return (
    <div className={classes.scrolls} role="region" aria-label="Outcomes" tabIndex={0}>
      <Section
        title="Predicted and measured"
        note={`${format.count(summary.outcomes, 'line', 'lines')} measured, ${format.number(summary.waiting)} wait for their horizon`}
      >
        <IntervalBar
          label="Units sold more at the receivers"
          predicted={summary.predictedUnits}
          measured={summary.measuredUnits}
        />
      </Section>
      <Groups title="By class of SKU" groups={summary.bySkuClass} hasFactor />
      <Groups title="By lane" groups={summary.byLane} />
      <Groups title="By author" groups={summary.byAuthor} />
      <Section title="Transfer by transfer" note="the latest first">
        <div className={classes.wide}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>Transfer</th>
                <th data-left>State</th>
                <th>Predicted units</th>
                <th>Measured units, 95 % interval</th>
                <th>Horizon ends</th>
              </tr>
            </thead>
            <tbody>
              {summary.rows.map((row) => (
                <Row key={row.transfer} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </div>
  )
}

const OUTCOME_STATES = {
  waiting: { state: 'neutral', word: 'Waits' },
  measured: { state: 'good', word: 'Measured' },
  tooThin: { state: 'warning', word: 'Too thin to tell' },
} as const

function Row({ row }: { row: TransferOutcome }) {
  return (
    <tr>
      <td>
        <a className={classes.id} href={addressOf(transferPath(row.transfer))}>
          {row.transfer}
        </a>
      </td>
      <td data-left>
        <StateMark {...OUTCOME_STATES[row.state]} />
      </td>
      <Measured predicted={row.predictedUnits} measured={row.measuredUnits} />
      <td>
        <Age at={row.horizonEndsAt} />
      </td>
    </tr>
  )
}

function Measured({ predicted, measured }: { predicted: number; measured: OutcomeGroup['measuredUnits'] }) {
  const format = useFormat()
  return (
    <>
      <td>{format.number(predicted, 1)}</td>
      <td>
        {measured === null
          ? '–'
          : `${format.number(measured.mean, 1)} (${format.number(measured.low, 1)} to ${format.number(measured.high, 1)})`}
      </td>
    </>
  )
}

interface GroupsProps {
  title: string
  groups: readonly OutcomeGroup[]
  hasFactor?: boolean
}

function Groups({ title, groups, hasFactor }: GroupsProps) {
  const format = useFormat()
  if (groups.length === 0) return null
  return (
    <Section title={title}>
      <div className={classes.wide}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{title.replace('By ', '').replace(/^./, (first) => first.toUpperCase())}</th>
              <th>Lines measured</th>
              <th>Predicted units</th>
              <th>Measured units, 95 % interval</th>
              {hasFactor ? (
                <th title="What the next plan’s demand of this class is multiplied by. – where there are too few outcomes">
                  Next plan’s factor
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.key}>
                <td>{group.label}</td>
                <td>{format.number(group.outcomes)}</td>
                <Measured predicted={group.predictedUnits} measured={group.measuredUnits} />
                {hasFactor ? <td>{format.number(group.biasFactor, 2)}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
