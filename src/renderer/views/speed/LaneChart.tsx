/** Owns the chart of a lane: lines by hours on the way, the late ones marked, and where the promise lay. */
import '@mantine/charts/styles.css'
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useComputedColorScheme } from '@mantine/core'
import type { LaneDistribution } from '../../../shared/readModels/speed.ts'
import { useFormat } from '../../components/useFormat.ts'
import classes from './Speed.module.css'

const INK = {
  light: { onTime: '#0072b2', late: '#d55e00', promise: '#18202a', text: '#536070', grid: '#dce1e7' },
  dark: { onTime: '#56b4e9', late: '#e8813a', promise: '#e6e9ee', text: '#9ba7b5', grid: '#2a313a' },
} as const

export default function LaneChart({ distribution }: { distribution: LaneDistribution }) {
  const format = useFormat()
  const ink = INK[useComputedColorScheme('light')]
  const { bins, promisedHoursP10, promisedHoursMedian, promisedHoursP90 } = distribution
  const step = bins[0] ? bins[0].untilHours - bins[0].fromHours : 1
  const data = bins.map(({ fromHours, untilHours, lines, late }) => ({
    middle: (fromHours + untilHours) / 2,
    label: `${format.number(fromHours, 1)}–${format.number(untilHours, 1)} h`,
    'On time or without a promise': lines - late,
    Late: late,
  }))
  const first = bins[0]?.fromHours ?? 0
  const last = Math.max(bins.at(-1)?.untilHours ?? 1, promisedHoursP90 ?? 0)
  return (
    <figure className={classes.chart}>
      <div
        role="img"
        aria-label={`Lines by hours on the way: ${bins.map((bin) => `${format.number(bin.fromHours, 1)} to ${format.number(bin.untilHours, 1)} hours ${format.number(bin.lines)}, late ${format.number(bin.late)}`).join('; ')}`}
      >
        <ResponsiveContainer width="100%" height={210}>
          <BarChart data={data} margin={{ top: 18, right: 12, bottom: 0, left: 0 }} barCategoryGap={1}>
            <CartesianGrid vertical={false} stroke={ink.grid} />
            <XAxis
              dataKey="middle"
              type="number"
              domain={[first, last]}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={(hours: number) => `${format.number(hours)} h`}
              stroke={ink.grid}
            />
            <YAxis
              allowDecimals={false}
              width={40}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={(lines: number) => format.compact(lines)}
              stroke={ink.grid}
            />
            {promisedHoursP10 === null || promisedHoursP90 === null ? null : (
              <ReferenceArea
                x1={promisedHoursP10}
                x2={promisedHoursP90}
                fill={ink.promise}
                fillOpacity={0.09}
              />
            )}
            <Tooltip
              cursor={{ fillOpacity: 0.1 }}
              contentStyle={{
                background: 'var(--surface-panel)',
                border: '1px solid var(--line-strong)',
                fontSize: 12,
              }}
              labelFormatter={(_label, payload) => String(payload[0]?.payload?.label ?? '')}
            />
            <Bar
              dataKey="On time or without a promise"
              stackId="lines"
              fill={ink.onTime}
              isAnimationActive={false}
              barSize={barWidth(bins.length, (step * bins.length) / Math.max(step, last - first))}
            />
            <Bar
              dataKey="Late"
              stackId="lines"
              fill={ink.late}
              isAnimationActive={false}
              barSize={barWidth(bins.length, (step * bins.length) / Math.max(step, last - first))}
            />
            {promisedHoursMedian === null ? null : (
              <ReferenceLine
                x={promisedHoursMedian}
                stroke={ink.promise}
                strokeDasharray="5 3"
                label={{
                  value: `promise, median ${format.hours(promisedHoursMedian)}`,
                  position: 'top',
                  fill: ink.promise,
                  fontSize: 11,
                }}
              />
            )}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="dim">
        <span className={classes.key} style={{ background: ink.onTime }} /> on time, or without a promise{' '}
        <span className={classes.key} style={{ background: ink.late }} /> late{' '}
        <span className={classes.key} style={{ background: ink.promise, opacity: 0.2 }} /> where eight in ten
        promises lay (p10–p90). Hours from leaving the origin.
      </figcaption>
    </figure>
  )
}

const PLOT_PX = 660

/** Bars of even steps lie side by side. @param share of the axis that the bars take */
const barWidth = (bars: number, share: number): number =>
  Math.max(2, Math.floor((PLOT_PX * share) / Math.max(1, bars)) - 1)
