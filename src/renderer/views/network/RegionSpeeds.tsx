/** Owns the speed of regions on the Network map: what is asked, what is drawn, its legend and its card. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type L from 'leaflet'
import { useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import type { InputOf } from '../../../shared/contract.ts'
import type { LocationRow } from '../../../shared/readModels/network.ts'
import type { RegionSpeed } from '../../../shared/readModels/speed.ts'
import { notifyFailure } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useLatest } from '../../stores/useLatest.ts'
import { shareClasses } from '../speed/classes.ts'
import { intervalOf } from '../speed/cellLook.ts'
import { THIN_BELOW } from '../speed/figures.ts'
import { screenScopeOf, spanOf, usePeriod } from '../speed/speedScope.ts'
import { isPlaced } from './clusters.ts'
import { RegionLayer, type PlacedRegion } from './regionLayer.ts'
import { loadRegionShapes, type RegionShapes } from './regionShapes.ts'
import classes from './Network.module.css'

/** Regions with what places them; undefined until the answer is there. */
export function useRegionSpeeds(
  enabled: boolean,
  locations: readonly LocationRow[],
): PlacedRegion[] | undefined {
  const { params } = useAddress()
  const period = usePeriod()
  const text = JSON.stringify({ ...screenScopeOf(params), ...spanOf(period) })
  const input = useMemo(() => JSON.parse(text) as InputOf<'speed.regions'>, [text])
  const { data } = useTowerQuery('speed.regions', input, {
    enabled,
    keepPrevious: true,
    refetchEveryMs: 30_000,
  })
  const [shapes, setShapes] = useState<RegionShapes>()
  useEffect(() => {
    if (!enabled) return undefined
    let wanted = true
    loadRegionShapes().then(
      (loaded) => wanted && setShapes(loaded),
      (error: unknown) => notifyFailure('The shapes of regions could not be read', error),
    )
    return () => {
      wanted = false
    }
  }, [enabled])
  const middles = useMemo(
    () => (enabled ? middlesOf(locations) : new Map<string, never>()),
    [enabled, locations],
  )
  return useMemo(
    () =>
      enabled && shapes
        ? data?.rows.map((row) => ({
            row,
            shape: shapes.find(row.region, row.country),
            middle:
              row.latitude !== null && row.longitude !== null
                ? [row.latitude, row.longitude]
                : middles.get(regionKey(row.region, row.country)),
          }))
        : undefined,
    [enabled, shapes, data, middles],
  )
}

const regionKey = (region: string | null, country: string | null) => `${country ?? ''}\n${region ?? ''}`

/** The middle of the locations that lie in each region. */
function middlesOf(locations: readonly LocationRow[]): Map<string, [number, number]> {
  const sums = new Map<string, { latitude: number; longitude: number; count: number }>()
  for (const row of locations) {
    if (!isPlaced(row) || row.region === null) continue
    const key = regionKey(row.region, row.country)
    const sum = sums.get(key) ?? { latitude: 0, longitude: 0, count: 0 }
    sum.latitude += row.latitude
    sum.longitude += row.longitude
    sum.count += 1
    sums.set(key, sum)
  }
  return new Map(
    [...sums].map(([key, { latitude, longitude, count }]) => [key, [latitude / count, longitude / count]]),
  )
}

interface RegionMarksProps {
  regions: readonly PlacedRegion[]
  onHover(region: PlacedRegion | null, at: L.Point): void
}

export function RegionMarks({ regions, onHover }: RegionMarksProps) {
  const map = useMap()
  const scheme = useComputedColorScheme('light')
  const data = useMemo(() => ({ regions, scheme }), [regions, scheme])
  const hover = useLatest(onHover)
  const first = useLatest(data)
  const layer = useRef<RegionLayer>(undefined)
  useEffect(() => {
    const made = new RegionLayer(first.current, (region, at) => hover.current(region, at)).addTo(map)
    layer.current = made
    return () => {
      layer.current = undefined
      made.remove()
    }
  }, [map, first, hover])
  useEffect(() => layer.current?.update(data), [data])
  return null
}

export function RegionLegend({ regions }: { regions: readonly PlacedRegion[] | undefined }) {
  const scheme = useComputedColorScheme('light')
  const format = useFormat()
  const { words, colours } = shareClasses(scheme)
  const drawn = (regions ?? []).filter(({ shape, middle }) => shape || middle)
  const circles = drawn.filter(({ shape }) => !shape).length
  const unplaced = (regions?.length ?? 0) - drawn.length
  return (
    <div className={classes.legend} role="group" aria-label="Legend" data-testid="region-legend">
      <div className={classes.legendBody} style={{ paddingTop: 8 }}>
        <div>
          <div className="dim">Colour: on-time share of lines to the region, last 28 days of data</div>
          <ul className={classes.scale}>
            {words.map((word, index) => (
              <li key={word}>
                <span className={classes.swatch} style={{ background: colours[index] }} />
                {word}
              </li>
            ))}
          </ul>
        </div>
        <div>
          Pale, dashed: n under {THIN_BELOW}.
          {circles > 0 ? ` Circle: no shape is bundled, size by lines.` : ''} Dots: locations.
        </div>
        <div data-testid="regions-drawn" data-value={drawn.length}>
          {regions === undefined
            ? 'Loading the regions'
            : regions.length === 0
              ? 'No line came into a customer’s hands in this time.'
              : `${format.count(drawn.length, 'region', 'regions')}${unplaced > 0 ? `, ${format.number(unplaced)} without a known place` : ''}.`}{' '}
          <a href={addressOf('/speed')}>The same as a table</a>
        </div>
      </div>
    </div>
  )
}

export function RegionCard({ row, x, y }: { row: RegionSpeed; x: number; y: number }) {
  const format = useFormat()
  const { locale } = usePreferences()
  return (
    <div className={classes.hover} style={{ transform: `translate(${x}px, ${y}px)` }} aria-hidden="true">
      <strong>{[row.region, row.country].filter(Boolean).join(', ') || 'Region not known'}</strong>
      <dl>
        <dt>On time</dt>
        <dd>
          {format.share(row.onTimeShare)} of {format.number(row.promised)}
          <span className="dim">{intervalOf(row, 'onTime', locale)}</span>
        </dd>
        <dt>Median</dt>
        <dd>{format.hours(row.hoursMedian)}</dd>
        <dt>p90</dt>
        <dd>{format.hours(row.hoursP90)}</dd>
      </dl>
    </div>
  )
}
