/** Owns small bars of a count by day, from zero. */
import { useFormat } from '../../components/useFormat.ts'
import classes from './Alerts.module.css'

const HEIGHT = 64
const STEP = 20

export function DayBars({ days, what }: { days: readonly { day: string; alerts: number }[]; what: string }) {
  const format = useFormat()
  const most = Math.max(1, ...days.map(({ alerts }) => alerts))
  const width = Math.max(1, days.length) * STEP
  return (
    <figure className={classes.chart}>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT + 2}`}
        width="100%"
        height={HEIGHT + 2}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${what}: ${days.map(({ day, alerts }) => `${day} ${alerts}`).join(', ')}`}
      >
        <path d={`M0 ${HEIGHT + 1}H${width}`} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
        {days.map(({ day, alerts }, index) => (
          <rect
            key={day}
            x={index * STEP + 2}
            width={STEP - 4}
            y={HEIGHT + 1 - (alerts / most) * HEIGHT}
            height={(alerts / most) * HEIGHT}
            fill="var(--accent)"
          >
            <title>{`${day}: ${format.count(alerts, 'alert', 'alerts')}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className={`dim ${classes.ends}`}>
        <span>{days[0]?.day}</span>
        <span>most in a day: {format.number(most)}</span>
        <span>{days.at(-1)?.day}</span>
      </figcaption>
    </figure>
  )
}
