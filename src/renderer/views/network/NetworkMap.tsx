/** Owns the map's React side: the bundled ground, the canvas over it, its hover and its legend. */
import 'leaflet/dist/leaflet.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import L from 'leaflet'
import { MapContainer, ScaleControl, TileLayer, useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import type { AlertSummary } from '../../../shared/readModels/alerts.ts'
import type { LocationRow, TransitArc } from '../../../shared/readModels/network.ts'
import { useFormat } from '../../components/useFormat.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useAlertSummary } from '../../stores/alerts.ts'
import { useLatest } from '../../stores/useLatest.ts'
import { badgesOf } from './alertBadges.ts'
import { isPlaced, type Bounds } from './clusters.ts'
import { Ground, useBasemap } from './Ground.tsx'
import type { PlacedRegion } from './regionLayer.ts'
import { RegionCard, RegionLegend, RegionMarks, useRegionSpeeds } from './RegionSpeeds.tsx'
import { LocationLayer, type Hit, type LayerData } from './locationLayer.ts'
import { HoverCard } from './HoverCard.tsx'
import { Legend } from './Legend.tsx'
import { lookAt, MapCorner } from './MapCorner.tsx'
import { boundsAround, mainPlaces } from './mapFit.ts'
import { keepView, lastView } from './mapView.ts'
import type { Metric } from './marks.ts'
import classes from './Network.module.css'

export interface NetworkMapProps {
  rows: readonly LocationRow[]
  arcs: readonly TransitArc[]
  metric: Metric
  /** Colours the regions by speed and leaves the locations as dots. */
  showsSpeed: boolean
  selected: string | undefined
  onOpen(location: string): void
  onBounds(bounds: Bounds): void
}

const noArcs: never[] = []
const WORLD: L.LatLngBoundsExpression = [
  [-85, -180],
  [85, 180],
]

export function NetworkMap(props: NetworkMapProps) {
  const reduced = useReducedMotion()
  const { tileUrl } = usePreferences()
  const [hover, setHover] = useState<{ hit: Hit; at: L.Point } | null>(null)
  const [largest, setLargest] = useState(0)
  const [region, setRegion] = useState<{ region: PlacedRegion; at: L.Point } | null>(null)
  const regions = useRegionSpeeds(props.showsSpeed, props.rows)
  const start = lastView() ?? { center: [30, 0] as [number, number], zoom: 2 }
  return (
    <div
      className={classes.map}
      data-testid="network-map"
      role="group"
      aria-label="Map of the network. The table beside it has the same figures."
    >
      <MapContainer
        center={start.center}
        zoom={start.zoom}
        minZoom={1}
        maxZoom={14}
        maxBounds={WORLD}
        maxBoundsViscosity={0.8}
        zoomSnap={0.25}
        wheelPxPerZoomLevel={90}
        preferCanvas
        attributionControl={false}
        zoomAnimation={!reduced}
        fadeAnimation={false}
        inertia={!reduced}
        className={classes.leaflet}
      >
        <Ground />
        {tileUrl ? <TileLayer url={tileUrl} noWrap /> : null}
        <ScaleControl position="bottomright" />
        {regions ? (
          <RegionMarks
            regions={regions}
            onHover={(under, at) => setRegion(under ? { region: under, at } : null)}
          />
        ) : null}
        <Marks {...props} onHover={(hit, at) => setHover(hit ? { hit, at } : null)} onLargest={setLargest} />
        <View {...props} />
        <MapCorner rows={props.rows} metric={props.metric} showsSpeed={props.showsSpeed} />
      </MapContainer>
      {props.showsSpeed ? (
        <RegionLegend regions={regions} />
      ) : (
        <Legend metric={props.metric} largest={largest} arcs={props.arcs} />
      )}
      {hover ? <HoverCard hit={hover.hit} x={hover.at.x} y={hover.at.y} metric={props.metric} /> : null}
      {region && !hover && props.showsSpeed ? (
        <RegionCard row={region.region.row} x={region.at.x} y={region.at.y} />
      ) : null}
    </div>
  )
}

interface MarksProps extends NetworkMapProps {
  onHover(hit: Hit | null, at: L.Point): void
  onLargest(size: number): void
}

function Marks({ rows, arcs, metric, showsSpeed, selected, onOpen, onHover, onLargest }: MarksProps) {
  const map = useMap()
  const basemap = useBasemap()
  const scheme = useComputedColorScheme('light')
  const format = useFormat()
  const badges = useBadges()
  const data = useMemo<LayerData>(
    () => ({
      rows,
      arcs: showsSpeed ? noArcs : arcs,
      labels: basemap?.labels ?? [],
      metric,
      isPlain: showsSpeed,
      scheme,
      selected,
      badges,
      compact: format.compact,
    }),
    [rows, arcs, basemap, metric, showsSpeed, scheme, selected, badges, format],
  )
  const handlers = useLatest({ onOpen, onHover, onLargest })
  const layer = useRef<LocationLayer>(undefined)
  const first = useLatest(data)
  useEffect(() => {
    const made = new LocationLayer(first.current, {
      open: (location) => handlers.current.onOpen(location),
      hover: (hit, at) => handlers.current.onHover(hit, at),
      largest: (size) => handlers.current.onLargest(size),
    }).addTo(map)
    layer.current = made
    return () => {
      layer.current = undefined
      made.remove()
    }
  }, [map, first, handlers])
  useEffect(() => layer.current?.update(data), [data])
  return null
}

/** The badges; the same as before where no location's changed. */
function useBadges() {
  const text = JSON.stringify(useAlertSummary()?.byLocation ?? [])
  return useMemo(() => badgesOf(JSON.parse(text) as AlertSummary['byLocation']), [text])
}

/** Looks at the whole network at first, follows a selection that is out of sight, and tells what is in sight. */
function View({ rows, selected, onBounds }: NetworkMapProps) {
  const map = useMap()
  const fitted = useRef(lastView() !== undefined)
  const report = useLatest(onBounds)
  useEffect(() => {
    const tell = () => {
      const center = map.getCenter()
      if (fitted.current) keepView({ center: [center.lat, center.lng], zoom: map.getZoom() })
      const bounds = map.getBounds()
      report.current({
        west: bounds.getWest(),
        south: bounds.getSouth(),
        east: bounds.getEast(),
        north: bounds.getNorth(),
      })
    }
    map.on('moveend', tell)
    tell()
    const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }))
    observer.observe(map.getContainer())
    return () => {
      map.off('moveend', tell)
      observer.disconnect()
    }
  }, [map, report])
  useEffect(() => {
    if (fitted.current) return
    const bounds = boundsAround(mainPlaces(rows))
    if (!bounds) return
    fitted.current = true
    lookAt(map, bounds)
  }, [map, rows])
  const hasRows = rows.length > 0
  const latestRows = useLatest(rows)
  useEffect(() => {
    const row = hasRows && latestRows.current.find((each) => each.location === selected)
    if (!row || !isPlaced(row)) return
    const place = L.latLng(row.latitude, row.longitude)
    if (map.getZoom() < 6) map.setView(place, 7)
    else if (!map.getBounds().pad(-0.1).contains(place)) map.panTo(place)
  }, [map, selected, hasRows, latestRows])
  return null
}
