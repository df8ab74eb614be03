/** Owns the tab of ratings: what they go with, and each rated order. */
import { lazy, Suspense } from 'react'
import { SegmentedControl } from '@mantine/core'
import type { Estimate, RatingByLateness } from '../../../shared/readModels/experience.ts'
import type { RatingScale } from '../../../shared/vocabulary.ts'
import { UNKNOWN } from '../../components/format.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { SCALE_WORDS, scaleOf, type ExperienceScope } from './filter.ts'
import { RatedOrders } from './RatedOrders.tsx'
import classes from './Experience.module.css'

const RatingChart = lazy(() => import('./RatingChart.tsx'))
const SCALES = Object.entries(SCALE_WORDS).map(([value, label]) => ({
  value,
  label: label.split(',')[0] ?? '',
}))

interface RatingsViewProps {
  scope: ExperienceScope
  selected: string | undefined
}

export function RatingsView({ scope, selected }: RatingsViewProps) {
  const { params } = useAddress()
  const scale = scaleOf(params)
  const ratings = useTowerQuery('experience.ratings', { ...scope, scale }, { keepPrevious: true })
  return (
    <>
      <div className={classes.ratingsTop}>
        {ratings.data ? (
          <Association ratings={ratings.data} scale={scale} />
        ) : ratings.error ? (
          <Failure what="The ratings" error={ratings.error} retry={() => void ratings.refetch()} />
        ) : (
          <Loading label="Loading the ratings" lines={8} />
        )}
      </div>
      <RatedOrders scope={scope} scale={scale} selected={selected} />
    </>
  )
}

function Association({ ratings, scale }: { ratings: RatingByLateness; scale: RatingScale }) {
  const format = useFormat()
  return (
    <>
      <section className={classes.chartPart}>
        <div className={classes.chartHead}>
          <h2>Mean rating, by how late the order was</h2>
          <SegmentedControl
            aria-label="Scale of the ratings"
            data={SCALES}
            value={scale}
            onChange={(next) => setParams({ scale: next === 'stars' ? null : next })}
          />
        </div>
        {ratings.rated === 0 ? (
          <Message title="No rated order in this time">
            Ratings come by CSV, as CloudEvents, or from the feedback page of an order.
          </Message>
        ) : (
          <>
            <Suspense fallback={<div className={classes.chart} />}>
              <RatingChart ratings={ratings} />
            </Suspense>
            <p className="dim">
              {SCALE_WORDS[scale]}. Points are means, lines their 95 % intervals;{' '}
              {format.count(ratings.rated, 'rated order', 'rated orders')}.
            </p>
            <p data-testid="association">{ratings.statement}</p>
          </>
        )}
      </section>
      <section className={classes.association} aria-label="What the ratings go with">
        <dl>
          <Row name="Mean, on time" estimate={ratings.onTime} />
          <Row name="Mean, late" estimate={ratings.late} />
          <Row name="Difference" estimate={ratings.difference} signed />
          <Row name="For each further day late" estimate={ratings.slopePerDay} signed />
        </dl>
      </section>
    </>
  )
}

function Row({ name, estimate, signed }: { name: string; estimate: Estimate | null; signed?: boolean }) {
  const format = useFormat()
  const text = (value: number) => `${signed && value > 0 ? '+' : ''}${format.number(value, 2)}`
  return (
    <div className={classes.estimate}>
      <dt className="dim">{name}</dt>
      <dd>
        <span className={estimate?.thin ? classes.thin : undefined}>
          {estimate ? text(estimate.value) : UNKNOWN}
        </span>
        {estimate ? (
          <span className={classes.interval}>
            {estimate.low === null || estimate.high === null
              ? 'too few for an interval'
              : `${text(estimate.low)} to ${text(estimate.high)}`}
            {' · n '}
            {format.number(estimate.of)}
          </span>
        ) : null}
      </dd>
    </div>
  )
}
