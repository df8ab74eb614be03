/** Owns the picture of a prediction beside what was measured: the interval, its mean, the prediction, zero. */
import type { Interval } from '../../../shared/readModels/transfers.ts'
import { useFormat } from '../../components/useFormat.ts'
import classes from './Transfers.module.css'

interface IntervalBarProps {
  label: string
  predicted: number
  measured: Interval | null
}

export function IntervalBar({ label, predicted, measured }: IntervalBarProps) {
  const format = useFormat()
  const values = [0, predicted, ...(measured === null ? [] : [measured.low, measured.high])]
  const low = Math.min(...values)
  const width = Math.max(...values) - low || 1
  const at = (value: number) => `${(100 * (value - low)) / width}%`
  const words =
    measured === null
      ? `predicted ${format.number(predicted, 1)}, not measured`
      : `predicted ${format.number(predicted, 1)}, measured ${format.number(measured.mean, 1)}, 95 % interval ${format.number(measured.low, 1)} to ${format.number(measured.high, 1)}`
  return (
    <figure style={{ margin: 0 }}>
      <div className={classes.interval} role="img" aria-label={`${label}: ${words}`}>
        <span className={classes.zero} style={{ left: at(0) }} />
        {measured === null ? null : (
          <>
            <span
              className={classes.reach}
              style={{ left: at(measured.low), width: `${(100 * (measured.high - measured.low)) / width}%` }}
            />
            <span className={classes.mean} style={{ left: at(measured.mean) }} />
          </>
        )}
        <span className={classes.predicted} style={{ left: at(predicted) }} />
      </div>
      <figcaption className="dim">
        {label}: {words}. The tall mark is the prediction, the dot what was measured.
      </figcaption>
    </figure>
  )
}
