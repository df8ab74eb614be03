/** Owns the small chart of units sold a day: bars from zero, a gap where a day is missing. */
import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { useFormat } from '../../components/useFormat.ts'

export default function SoldChart({ days }: { days: { day: string; units: number }[] }) {
  const format = useFormat()
  return (
    <div
      role="img"
      aria-label={`Units sold a day, last ${days.length} days: ${days.map((each) => `${each.day} ${format.units(each.units)}`).join(', ')}`}
    >
      <BarChart
        h={120}
        data={days.map(({ day, units }) => ({ day: day.slice(5), Sold: units }))}
        dataKey="day"
        series={[{ name: 'Sold', color: 'light-dark(#0072b2, #56b4e9)' }]}
        valueFormatter={(value) => `${format.units(value)} units`}
        yAxisProps={{
          width: 44,
          tickFormatter: (value: number) => format.compact(value),
          allowDecimals: false,
        }}
        xAxisProps={{ interval: 6, tickMargin: 4 }}
        gridAxis="x"
        tickLine="none"
        barProps={{ isAnimationActive: false, radius: 1 }}
      />
    </div>
  )
}
