/** Owns the bars of what made lines late: shares from zero, hours lost, what is not known, and the method in words. */
import type { CauseSplit } from '../../../shared/readModels/speed.ts'
import { useFormat } from '../../components/useFormat.ts'
import { CAUSE_WORDS } from '../orderWords.ts'
import type { CauseName } from './speedScope.ts'
import classes from './Speed.module.css'

interface CauseBarsProps {
  split: CauseSplit
  chosen: CauseName | undefined
  onChoose(cause: CauseName): void
}

export function CauseBars({ split, chosen, onChoose }: CauseBarsProps) {
  if (split.late === 0) return <p className="dim">No line was late.</p>
  const bars = [
    ...split.causes
      .toSorted((a, b) => b.lines - a.lines)
      .map(({ cause, ...figures }) => ({ cause: cause as CauseName, word: CAUSE_WORDS[cause], ...figures })),
    {
      cause: 'unknown' as const,
      word: 'Not known',
      lines: split.unknown,
      share: split.unknown / split.late,
      hoursMedian: null,
    },
  ]
  return (
    <>
      <div className={classes.causes} role="group" aria-label="Causes, as shares of the late lines">
        {bars.map((bar) => (
          <Bar
            key={bar.cause}
            bar={bar}
            pressed={bar.cause === chosen}
            onChoose={() => onChoose(bar.cause)}
          />
        ))}
      </div>
      <details className="dim">
        <summary>How a line’s cause is found. Choose a cause to see its lines.</summary>
        <p>{split.method}</p>
      </details>
    </>
  )
}

interface BarProps {
  bar: { cause: CauseName; word: string; lines: number; share: number; hoursMedian: number | null }
  pressed: boolean
  onChoose(): void
}

function Bar({ bar, pressed, onChoose }: BarProps) {
  const format = useFormat()
  return (
    <button
      type="button"
      className={classes.cause}
      aria-pressed={pressed}
      disabled={bar.lines === 0}
      onClick={onChoose}
      data-testid={`cause-${bar.cause}`}
      data-value={bar.lines}
    >
      <span>{bar.word}</span>
      <span className={classes.causeBar} aria-hidden="true">
        <span
          style={{ width: `${bar.share * 100}%` }}
          data-unknown={bar.cause === 'unknown' || undefined}
          hidden={bar.lines === 0}
        />
      </span>
      <span className={classes.causeFigures}>
        {format.share(bar.share, 0)} · n {format.number(bar.lines)}
        {bar.hoursMedian === null ? null : (
          <span className="dim" title="Median of the hours that the cause took in these lines">
            {' '}
            · {format.hours(bar.hoursMedian)}
          </span>
        )}
      </span>
    </button>
  )
}
