/** Owns the reliability plot: how often promises were missed where a probability was said; on the line is perfect. */
import {
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
  ZAxis,
} from 'recharts'
import { useComputedColorScheme } from '@mantine/core'
import type { Calibration } from '../../../shared/readModels/speed.ts'
import { useFormat } from '../../components/useFormat.ts'
import classes from './Speed.module.css'

const INK = {
  light: { mark: '#0072b2', line: '#18202a', text: '#536070', grid: '#dce1e7' },
  dark: { mark: '#56b4e9', line: '#e6e9ee', text: '#9ba7b5', grid: '#2a313a' },
} as const

export default function ReliabilityChart({ set }: { set: Calibration }) {
  const format = useFormat()
  const ink = INK[useComputedColorScheme('light')]
  const points = set.reliability.filter(({ lines }) => lines > 0)
  const most = Math.max(0.1, ...points.flatMap(({ predicted, observed }) => [predicted, observed]))
  const end = Math.min(1, Math.ceil(most * 10) / 10)
  const percent = (share: number) => format.share(share, 0)
  return (
    <figure className={classes.chart}>
      <div
        role="img"
        aria-label={`Said and seen: ${points.map((each) => `said ${format.share(each.predicted)}, missed ${format.share(each.observed)} of ${format.number(each.lines)}`).join('; ')}`}
      >
        <ResponsiveContainer width="100%" height={250}>
          <ScatterChart margin={{ top: 10, right: 16, bottom: 16, left: 0 }}>
            <CartesianGrid stroke={ink.grid} />
            <XAxis
              type="number"
              dataKey="predicted"
              name="Said"
              domain={[0, end]}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={percent}
              stroke={ink.grid}
              label={{
                value: 'said to miss',
                position: 'insideBottom',
                offset: -8,
                fill: ink.text,
                fontSize: 11,
              }}
            />
            <YAxis
              type="number"
              dataKey="observed"
              name="Seen"
              domain={[0, end]}
              width={52}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={percent}
              stroke={ink.grid}
              label={{
                value: 'missed',
                angle: -90,
                position: 'insideLeft',
                offset: 8,
                fill: ink.text,
                fontSize: 11,
              }}
            />
            <ZAxis type="number" dataKey="lines" name="Lines" range={[28, 420]} />
            <ReferenceLine
              segment={[
                { x: 0, y: 0 },
                { x: end, y: end },
              ]}
              stroke={ink.line}
              strokeDasharray="5 3"
            />
            <Tooltip
              contentStyle={{
                background: 'var(--surface-panel)',
                border: '1px solid var(--line-strong)',
                fontSize: 12,
              }}
              formatter={(value, name) =>
                name === 'Lines' ? format.number(Number(value)) : format.share(Number(value))
              }
            />
            <Scatter data={points} fill={ink.mark} fillOpacity={0.8} isAnimationActive={false} />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="dim">
        Each dot: lines that were given about the same probability; its size: how many. On the dashed line,
        promises were missed as often as was said; above it, more often.
      </figcaption>
    </figure>
  )
}
