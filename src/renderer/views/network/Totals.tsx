/** Owns the network's sums above the map, each with where it comes from and how old it is. */
import { useMemo } from 'react'
import { Tooltip } from '@mantine/core'
import type { LocationRow, NetworkTotals } from '../../../shared/readModels/network.ts'
import { Figure } from '../../components/Figure.tsx'
import { formatAge } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { useNow } from '../../stores/clock.ts'
import classes from './Network.module.css'

interface Sources {
  feeds: number
  stale: number
  oldest: number | null
  latest: number | null
}

/** What the sums rest on: how many feeds, from when to when, how many places are stale. */
export function sourcesOf(rows: readonly LocationRow[]): Sources {
  const feeds = new Set<string>()
  const sources: Sources = { feeds: 0, stale: 0, oldest: null, latest: null }
  for (const { freshness } of rows) {
    if (freshness.feed !== null) feeds.add(freshness.feed)
    if (freshness.stale) sources.stale += 1
    // Places that were only ever described hold no figure.
    if (!freshness.dataAsOf) continue
    sources.oldest = Math.min(sources.oldest ?? Infinity, freshness.dataAsOf)
    sources.latest = Math.max(sources.latest ?? 0, freshness.dataAsOf)
  }
  return { ...sources, feeds: feeds.size }
}

export function Totals({ totals, rows }: { totals: NetworkTotals; rows: readonly LocationRow[] }) {
  const format = useFormat()
  const sources = useMemo(() => sourcesOf(rows), [rows])
  const text = useNow((now) =>
    sources.latest === null
      ? 'No feed has sent a figure yet.'
      : [
          `Sum of ${format.count(totals.locations, 'location', 'locations')} from ${format.count(sources.feeds, 'feed', 'feeds')}`,
          `latest data ${formatAge(sources.latest, now)} (${format.instant(sources.latest, now)})`,
          `oldest ${formatAge(sources.oldest, now)}`,
          sources.stale > 0
            ? `${format.count(sources.stale, 'location is', 'locations are')} stale`
            : 'none stale',
        ].join(' · '),
  )
  const facts: { name: string; value: number; unit: string; id: string; to?: string }[] = [
    { name: 'On hand', value: totals.onHandUnits, unit: 'units', id: 'total-onHand' },
    { name: 'ATP', value: totals.atpUnits, unit: 'units', id: 'total-atp' },
    {
      name: 'Stockouts',
      value: totals.stockoutCount,
      unit: 'positions',
      id: 'total-stockouts',
      to: addressOf('/inventory', { state: 'stockout' }),
    },
    {
      name: 'In transit',
      value: totals.inTransitUnits,
      unit: 'units',
      id: 'total-inTransit',
      to: addressOf('/network/shipments'),
    },
    {
      name: 'Shipments',
      value: totals.inTransitShipments,
      unit: 'under way',
      id: 'total-shipments',
      to: addressOf('/network/shipments'),
    },
    {
      name: 'Locations',
      value: totals.locations,
      unit: totals.unplacedLocations > 0 ? `${format.number(totals.unplacedLocations)} not on map` : '',
      id: 'total-locations',
    },
  ]
  return (
    <dl className={classes.totals}>
      {facts.map(({ name, value, unit, id, to }) => (
        <div key={id}>
          <dt className="dim">{name}</dt>
          <dd>
            <Tooltip label={text} events={{ hover: true, focus: true, touch: true }}>
              {to === undefined ? (
                // Focusable, so that the keyboard reaches what the hover shows.
                <span tabIndex={0} role="note">
                  <Figure value={value} testId={id} />
                </span>
              ) : (
                <a href={to} aria-label={`${name}: ${format.units(value)} ${unit}. Show them`}>
                  <Figure value={value} testId={id} />
                </a>
              )}
            </Tooltip>{' '}
            {unit ? <span className="dim">{unit}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
