/** Owns the map beside the lanes: the same lanes as arcs, with a card beside the pointer and a legend. */
import 'leaflet/dist/leaflet.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import L from 'leaflet'
import { MapContainer, ScaleControl, useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import type { LaneRow } from '../../../shared/readModels/speed.ts'
import { useFormat } from '../../components/useFormat.ts'
import { useLatest } from '../../stores/useLatest.ts'
import { Ground } from '../network/Ground.tsx'
import { shareClasses } from './classes.ts'
import { THIN_BELOW } from './figures.ts'
import { regionWord } from './HeatmapParts.tsx'
import { isPlacedLane, LaneLayer, type LaneData, type PlacedLane } from './laneLayer.ts'
import mapClasses from '../network/Network.module.css'
import classes from './Speed.module.css'

interface LaneMapProps {
  lanes: readonly LaneRow[] | undefined
  total: number
  selected: string | undefined
  onOpen(lane: LaneRow): void
}

export function LaneMap({ lanes, total, selected, onOpen }: LaneMapProps) {
  const reduced = useReducedMotion()
  const [hover, setHover] = useState<{ lane: PlacedLane; at: L.Point } | null>(null)
  const placed = useMemo(() => (lanes ?? []).filter(isPlacedLane), [lanes])
  const unplaced = (lanes?.length ?? 0) - placed.length
  return (
    <div
      className={mapClasses.map}
      role="group"
      aria-label="Map of the lanes. The table beside it has the same figures."
      data-testid="lane-map"
    >
      <MapContainer
        center={[30, 0]}
        zoom={2}
        minZoom={1}
        maxZoom={12}
        zoomSnap={0.25}
        wheelPxPerZoomLevel={90}
        preferCanvas
        attributionControl={false}
        zoomAnimation={!reduced}
        fadeAnimation={false}
        inertia={!reduced}
        className={mapClasses.leaflet}
      >
        <Ground />
        <ScaleControl position="topright" />
        <Arcs
          lanes={placed}
          selected={selected}
          onOpen={onOpen}
          onHover={(lane, at) => setHover(lane ? { lane, at } : null)}
        />
        <Fit lanes={placed} />
      </MapContainer>
      <Legend drawn={placed.length} total={total} unplaced={unplaced} />
      {hover ? <Card lane={hover.lane} x={hover.at.x} y={hover.at.y} /> : null}
    </div>
  )
}

interface ArcsProps {
  lanes: readonly PlacedLane[]
  selected: string | undefined
  onOpen(lane: LaneRow): void
  onHover(lane: PlacedLane | null, at: L.Point): void
}

function Arcs({ lanes, selected, onOpen, onHover }: ArcsProps) {
  const map = useMap()
  const scheme = useComputedColorScheme('light')
  const data = useMemo<LaneData>(() => ({ lanes, scheme, selected }), [lanes, scheme, selected])
  const handlers = useLatest({ onOpen, onHover })
  const layer = useRef<LaneLayer>(undefined)
  const first = useLatest(data)
  useEffect(() => {
    const made = new LaneLayer(first.current, {
      open: (lane) => handlers.current.onOpen(lane),
      hover: (lane, at) => handlers.current.onHover(lane, at),
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

/** Looks at all lanes once; later changes leave the map where the person put it. */
function Fit({ lanes }: { lanes: readonly PlacedLane[] }) {
  const map = useMap()
  const fitted = useRef(false)
  useEffect(() => {
    const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }))
    observer.observe(map.getContainer())
    return () => observer.disconnect()
  }, [map])
  useEffect(() => {
    if (fitted.current || lanes.length === 0) return
    fitted.current = true
    map.fitBounds(
      L.latLngBounds(
        lanes.flatMap((lane): L.LatLngTuple[] => [
          [lane.originLatitude, lane.originLongitude],
          [lane.destinationLatitude, lane.destinationLongitude],
        ]),
      ),
      { padding: [36, 36], maxZoom: 7, animate: false },
    )
  }, [map, lanes])
  return null
}

function Legend({ drawn, total, unplaced }: { drawn: number; total: number; unplaced: number }) {
  const scheme = useComputedColorScheme('light')
  const format = useFormat()
  const { words, colours } = shareClasses(scheme)
  return (
    <div className={mapClasses.legend} role="group" aria-label="Legend">
      <div className={classes.mapLegend}>
        <div className="dim">Colour: on-time share</div>
        <ul className={mapClasses.scale}>
          {words.map((word, index) => (
            <li key={word}>
              <span className={mapClasses.swatch} style={{ background: colours[index] }} />
              {word}
            </li>
          ))}
        </ul>
        <div className="dim">Width: lines. Dashed: n under {THIN_BELOW}. Dot: origin.</div>
        <div className="dim">
          {format.number(drawn)} of {format.count(total, 'lane', 'lanes')}
          {drawn + unplaced < total ? ', the most travelled' : ''}
          {unplaced > 0 ? `, ${format.number(unplaced)} without a known place` : ''}
        </div>
      </div>
    </div>
  )
}

function Card({ lane, x, y }: { lane: PlacedLane; x: number; y: number }) {
  const format = useFormat()
  return (
    <div className={mapClasses.hover} style={{ transform: `translate(${x}px, ${y}px)` }} aria-hidden="true">
      <strong>
        {lane.originName} → {regionWord(lane.destinationRegion)}
      </strong>
      <div>{lane.carrier || 'carrier not known'}</div>
      <dl>
        <dt>On time</dt>
        <dd>
          {format.share(lane.onTimeShare)} of {format.number(lane.promised)}
        </dd>
        <dt>Transit</dt>
        <dd>
          median {format.hours(lane.transitHoursMedian)}, p90 {format.hours(lane.transitHoursP90)}
        </dd>
        <dt>Promised</dt>
        <dd>median {format.hours(lane.promisedHoursMedian)}</dd>
      </dl>
    </div>
  )
}
