/** Owns the chart of ratings by lateness: a mean with its 95 % interval for each span, and how many it rests on. */
import {
  CartesianGrid,
  ErrorBar,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { RatingByLateness } from '../../../shared/readModels/experience.ts'
import type { RatingScale } from '../../../shared/vocabulary.ts'
import { useFormat } from '../../components/useFormat.ts'
import { latenessWord } from './ratingBins.ts'
import classes from './Experience.module.css'

interface Point {
  span: string
  mean: number
  /** Distances to the interval's ends. */
  error: [number, number]
  of: number
}

/** From the scale's lowest to its highest answer: means are points, not bars, so the axis need not begin at zero. */
const AXES: Record<RatingScale, { domain: [number, number]; ticks: number[] }> = {
  stars: { domain: [1, 5], ticks: [1, 2, 3, 4, 5] },
  csat: { domain: [1, 5], ticks: [1, 2, 3, 4, 5] },
  nps: { domain: [0, 10], ticks: [0, 2, 4, 6, 8, 10] },
}

export default function RatingChart({ ratings }: { ratings: RatingByLateness }) {
  const format = useFormat()
  const points = ratings.bins.flatMap(({ fromHours, untilHours, rating }): Point[] =>
    rating === null
      ? []
      : [
          {
            span: latenessWord(fromHours, untilHours),
            mean: rating.value,
            error: [
              rating.value - (rating.low ?? rating.value),
              (rating.high ?? rating.value) - rating.value,
            ],
            of: rating.of,
          },
        ],
  )
  const { domain, ticks } = AXES[ratings.scale]
  const text = (point: Point) =>
    `${point.span}: ${format.number(point.mean, 2)} (${format.number(point.mean - point.error[0], 2)} to ${format.number(point.mean + point.error[1], 2)}), n ${format.number(point.of)}`
  return (
    <div
      role="img"
      aria-label={`Mean rating by lateness. ${points.map(text).join('; ')}`}
      className={classes.chart}
    >
      <ResponsiveContainer width="100%" height={230}>
        <ScatterChart margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            type="category"
            dataKey="span"
            interval={0}
            allowDuplicatedCategory={false}
            tick={{ fill: 'var(--text-dim)', fontSize: 11 }}
            stroke="var(--line-strong)"
          />
          <YAxis
            type="number"
            dataKey="mean"
            domain={domain}
            ticks={ticks}
            width={28}
            tick={{ fill: 'var(--text-dim)', fontSize: 11 }}
            stroke="var(--line-strong)"
          />
          <Tooltip cursor={false} content={<PointTip say={text} />} />
          <Scatter data={points} fill="var(--accent)" isAnimationActive={false}>
            <ErrorBar
              dataKey="error"
              direction="y"
              width={6}
              stroke="var(--accent)"
              strokeWidth={1.5}
              isAnimationActive={false}
            />
          </Scatter>
        </ScatterChart>
      </ResponsiveContainer>
    </div>
  )
}

/** @param payload given by the chart: what lies under the pointer */
function PointTip({ say, payload }: { say(point: Point): string; payload?: { payload: Point }[] }) {
  const point = payload?.[0]?.payload
  return point ? <div className={classes.tip}>{say(point)}</div> : null
}
