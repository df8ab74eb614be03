/** Owns the drawer of one lane: how long its lines were on the way, beside what was promised, and the lines. */
import { lazy, Suspense, useMemo } from 'react'
import type { InputOf } from '../../../shared/contract.ts'
import type { LaneDistribution } from '../../../shared/readModels/speed.ts'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, locationPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { PERIODS, type Period } from '../../stores/period.ts'
import { DataAge } from './DataAge.tsx'
import { regionWord } from './HeatmapParts.tsx'
import type { LaneKey } from './laneFigures.ts'
import { SpeedOrders } from './SpeedOrders.tsx'
import { spanOf, type SpeedQuestion } from './speedScope.ts'

const LaneChart = lazy(() => import('./LaneChart.tsx'))

export function LanePanel({ lane, period, onClose }: { lane: LaneKey; period: Period; onClose(): void }) {
  const { origin, destinationRegion, carrier } = lane
  const text = JSON.stringify({ origin, destinationRegion, carrier, ...spanOf(period) })
  const input = useMemo(() => JSON.parse(text) as InputOf<'speed.lane'>, [text])
  const answer = useTowerQuery('speed.lane', input, { keepPrevious: true, refetchEveryMs: 10_000 })
  const question: SpeedQuestion = { location: origin, region: destinationRegion, carrier, ...spanOf(period) }
  const name = answer.data?.lane.originName ?? origin
  return (
    <SidePanel
      wide
      title={`${name || 'Origin not known'} → ${regionWord(destinationRegion)}`}
      subtitle={
        <>
          {carrier || 'carrier not known'} · {period.name === 'custom' ? 'Chosen days' : PERIODS[period.name]}{' '}
          · <DataAge />
        </>
      }
      onClose={onClose}
      testId="lane-panel"
    >
      {answer.data ? (
        <Distribution distribution={answer.data} origin={origin} />
      ) : answer.error ? (
        <Failure what="This lane" error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <Loading label="Loading the lane" lines={10} />
      )}
      <SpeedOrders question={question} cause={undefined} title="Lines by this lane" />
    </SidePanel>
  )
}

function Distribution({ distribution, origin }: { distribution: LaneDistribution; origin: string }) {
  const format = useFormat()
  const { bins, promisedHoursP10, promisedHoursMedian, promisedHoursP90 } = distribution
  const lines = bins.reduce((sum, bin) => sum + bin.lines, 0)
  const late = bins.reduce((sum, bin) => sum + bin.late, 0)
  return (
    <>
      <Facts>
        <Fact name="Lines">{format.number(lines)}</Fact>
        <Fact name="Late">
          {format.number(late)}
          {lines > 0 ? <span className="dim"> · {format.share(late / lines)}</span> : null}
        </Fact>
        <Fact name="Promised, median">{format.hours(promisedHoursMedian)}</Fact>
        <Fact name="Promised, p10–p90">
          {promisedHoursP10 === null
            ? '–'
            : `${format.hours(promisedHoursP10)} – ${format.hours(promisedHoursP90)}`}
        </Fact>
        <Fact name="Origin">
          {origin ? (
            <a href={addressOf(locationPath(origin))}>{distribution.lane.originName}</a>
          ) : (
            'not known'
          )}
        </Fact>
      </Facts>
      <Section title="Hours on the way, against the promise" note={`n ${format.number(lines)}`}>
        {lines === 0 ? (
          <p className="dim">No line was on this lane in this period.</p>
        ) : (
          <Suspense fallback={<Loading label="Loading the chart" lines={4} />}>
            <LaneChart distribution={distribution} />
          </Suspense>
        )}
      </Section>
    </>
  )
}
