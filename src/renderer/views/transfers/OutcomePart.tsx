/** Owns what became of one transfer's prediction, beside the prediction. */
import type { OutcomeLine } from '../../../shared/readModels/transfers.ts'
import { Age } from '../../components/Age.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { IntervalBar } from './IntervalBar.tsx'
import classes from './Transfers.module.css'

export function OutcomePart({ transfer, isPlanned }: { transfer: string; isPlanned: boolean }) {
  const answer = useTowerQuery('transfers.outcome', { transfer }, { enabled: isPlanned })
  const format = useFormat()
  if (!isPlanned || answer.data === undefined) return null
  const outcome = answer.data
  if (outcome.state === 'waiting') {
    return (
      <Section title="Outcome">
        <p className="dim">
          The plan expected {format.number(outcome.predictedUnits, 1)} more units sold at the receiver. What
          happened is measured at the end of its horizon, <Age at={outcome.horizonEndsAt} />.
        </p>
      </Section>
    )
  }
  return (
    <Section title="Outcome" note="sales more than at untouched locations like it">
      <div data-testid="outcome" data-state={outcome.state}>
        <IntervalBar
          predicted={outcome.predictedUnits}
          measured={outcome.measuredUnits}
          label="Units sold more at the receiver"
        />
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>Item</th>
            <th>Predicted</th>
            <th>Measured</th>
            <th data-left>By what</th>
          </tr>
        </thead>
        <tbody>
          {outcome.lines.map((line) => (
            <Row key={line.line} line={line} />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Row({ line }: { line: OutcomeLine }) {
  const format = useFormat()
  const { measuredUnits: measured } = line
  return (
    <tr>
      <td>{line.sku}</td>
      <td>{format.number(line.predictedUnits, 1)}</td>
      <td>
        {measured === null
          ? '–'
          : `${format.number(measured.mean, 1)} (${format.number(measured.low, 1)} to ${format.number(measured.high, 1)})`}
      </td>
      <td data-left className="dim">
        {line.basis}
      </td>
    </tr>
  )
}
