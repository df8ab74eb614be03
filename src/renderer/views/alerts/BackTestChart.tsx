/** Owns the chart of a back-test: alerts by threshold, the threshold as a handle that is dragged or moved by arrow keys. */
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { useComputedColorScheme } from '@mantine/core'
import type { AlertBackTest } from '../../../shared/readModels/alerts.ts'
import { useFormat } from '../../components/useFormat.ts'
import { figureWords } from './alertWords.ts'
import { nearestPoint } from './nearestPoint.ts'
import classes from './Alerts.module.css'

const INK = {
  light: { curve: '#0072b2', handle: '#18202a', set: '#536070', text: '#536070', grid: '#dce1e7' },
  dark: { curve: '#56b4e9', handle: '#e6e9ee', set: '#9ba7b5', text: '#9ba7b5', grid: '#2a313a' },
} as const
const AXIS_PX = 46
const RIGHT_PX = 22

interface BackTestChartProps {
  test: AlertBackTest
  /** Point of the curve that the handle stands on. */
  at: number
  onMove(at: number): void
}

export default function BackTestChart({ test, at, onMove }: BackTestChartProps) {
  const format = useFormat()
  const ink = INK[useComputedColorScheme('light')]
  const { curve, unit, direction, threshold } = test
  const data = curve.map((point, index) => ({ ...point, index }))
  const words = (value: number) => figureWords(value, unit, format)
  const over = direction === 'above' ? 'over' : 'under'
  const chosen = curve[at]
  const said = chosen
    ? `${over} ${words(chosen.threshold)}: ${format.count(chosen.alerts, 'alert', 'alerts')}`
    : ''
  return (
    <figure className={classes.chart}>
      <div
        role="img"
        aria-label={`Alerts by threshold: ${curve.map((point) => `${over} ${words(point.threshold)} ${point.alerts}`).join('; ')}`}
      >
        <ResponsiveContainer width="100%" height={200}>
          <AreaChart data={data} margin={{ top: 18, right: RIGHT_PX, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke={ink.grid} />
            <XAxis
              dataKey="index"
              type="number"
              domain={[0, Math.max(1, curve.length - 1)]}
              tickCount={6}
              allowDecimals={false}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={(index: number) => format.number(curve[index]?.threshold ?? null, 2)}
              stroke={ink.grid}
            />
            <YAxis
              allowDecimals={false}
              width={AXIS_PX}
              tick={{ fill: ink.text, fontSize: 11 }}
              tickFormatter={(alerts: number) => format.compact(alerts)}
              stroke={ink.grid}
            />
            <Area
              dataKey="alerts"
              type="stepAfter"
              stroke={ink.curve}
              fill={ink.curve}
              fillOpacity={0.18}
              isAnimationActive={false}
            />
            <ReferenceLine
              x={nearestPoint(curve, threshold)}
              stroke={ink.set}
              strokeDasharray="4 3"
              label={{ value: 'as set', position: 'top', fill: ink.set, fontSize: 11 }}
            />
            <ReferenceLine x={at} stroke={ink.handle} strokeWidth={2} />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <input
        type="range"
        className={classes.range}
        style={{ marginLeft: AXIS_PX - 8, width: `calc(100% - ${AXIS_PX + RIGHT_PX - 16}px)` }}
        aria-label="Threshold to try"
        aria-valuetext={said}
        min={0}
        max={Math.max(0, curve.length - 1)}
        step={1}
        value={at}
        onChange={(event) => onMove(Number(event.currentTarget.value))}
        data-testid="threshold-handle"
      />
      <figcaption className="dim">
        Alerts that each threshold would have fired ({unit}); from the loosest on the left to the tightest.
        Drag the handle, or move it with the arrow keys.
      </figcaption>
      <p role="status" className={classes.said} data-testid="threshold-said">
        {said}
      </p>
    </figure>
  )
}
