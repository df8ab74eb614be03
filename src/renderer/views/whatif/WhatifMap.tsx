/** Owns the map of a scenario: a click supposes an outage, and the arcs show what the plan moves. */
import 'leaflet/dist/leaflet.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import L from 'leaflet'
import { MapContainer, ScaleControl, useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import { useFormat } from '../../components/useFormat.ts'
import { useLatest } from '../../stores/useLatest.ts'
import { toggleOutage, useEffectiveDefinition } from '../../stores/whatif.ts'
import { Ground } from '../network/Ground.tsx'
import { mainPlaces } from '../network/mapFit.ts'
import mapClasses from '../network/Network.module.css'
import { MoveLayer, type MapMove, type MapPlace, type MoveData, type MoveHit } from './moveLayer.ts'
import classes from './Whatif.module.css'

interface WhatifMapProps {
  scope: WhatifScope
  moves: readonly MapMove[]
  /** Only the busiest are drawn. */
  isPart: boolean
  currency: string | null
}

export function WhatifMap({ scope, moves, isPart, currency }: WhatifMapProps) {
  const reduced = useReducedMotion()
  const definition = useEffectiveDefinition()
  const [hover, setHover] = useState<{ hit: MoveHit; at: L.Point } | null>(null)
  const out = useMemo(
    () => new Set(definition.operators.flatMap((each) => (each.kind === 'nodeOutage' ? each.locations : []))),
    [definition],
  )
  const { region, locations: chosen } = definition.scope
  const places = useMemo<MapPlace[]>(() => {
    const kept = chosen ? new Set(chosen) : null
    return scope.locations.flatMap((each) =>
      each.latitude === null ||
      each.longitude === null ||
      (region !== undefined && each.region !== region) ||
      (kept !== null && !kept.has(each.location))
        ? []
        : [{ ...each, latitude: each.latitude, longitude: each.longitude, isOut: out.has(each.location) }],
    )
  }, [scope, out, region, chosen])
  return (
    <div
      className={mapClasses.map}
      role="group"
      aria-label="Map of the scenario. Outages can be supposed in the list beside it too."
      data-testid="whatif-map"
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
        <Drawn places={places} moves={moves} onHover={(hit, at) => setHover(hit ? { hit, at } : null)} />
        <Fit places={places} scopeKey={`${region ?? ''} ${chosen?.length ?? ''}`} />
      </MapContainer>
      <Legend drawn={moves.length} isPart={isPart} out={out.size} />
      {hover ? <Card hit={hover.hit} at={hover.at} scope={scope} currency={currency} /> : null}
    </div>
  )
}

interface DrawnProps {
  places: readonly MapPlace[]
  moves: readonly MapMove[]
  onHover(hit: MoveHit | null, at: L.Point): void
}

function Drawn({ places, moves, onHover }: DrawnProps) {
  const map = useMap()
  const scheme = useComputedColorScheme('light')
  const data = useMemo<MoveData>(() => ({ places, moves, scheme }), [places, moves, scheme])
  const first = useLatest(data)
  const handler = useLatest(onHover)
  const layer = useRef<MoveLayer>(undefined)
  useEffect(() => {
    const made = new MoveLayer(first.current, {
      hover: (hit, at) => handler.current(hit, at),
      open: toggleOutage,
    }).addTo(map)
    layer.current = made
    return () => {
      layer.current = undefined
      made.remove()
    }
  }, [map, first, handler])
  useEffect(() => layer.current?.update(data), [data])
  return null
}

/** Looks at the places in scope; what the person does with the map stays until the scope is another. */
function Fit({ places, scopeKey }: { places: readonly MapPlace[]; scopeKey: string }) {
  const map = useMap()
  const fitted = useRef<string>(undefined)
  useEffect(() => {
    const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }))
    observer.observe(map.getContainer())
    return () => observer.disconnect()
  }, [map])
  useEffect(() => {
    if (fitted.current === scopeKey || places.length === 0) return
    fitted.current = scopeKey
    map.fitBounds(
      L.latLngBounds(
        mainPlaces(places).map(({ latitude, longitude }): L.LatLngTuple => [latitude, longitude]),
      ),
      { padding: [30, 30], maxZoom: 7, animate: false },
    )
  }, [map, places, scopeKey])
  return null
}

function Legend({ drawn, isPart, out }: { drawn: number; isPart: boolean; out: number }) {
  const format = useFormat()
  return (
    <div className={classes.legend} role="group" aria-label="Legend">
      <div>Click a location: it is supposed to be out.</div>
      <div className="dim">
        Square: centre. Round: store.
        {out > 0 ? ` Crossed out: ${format.count(out, 'outage', 'outages')}.` : ''}
      </div>
      {drawn > 0 ? (
        <div className="dim">
          Arcs: the plan, width by units; {format.count(drawn, 'lane', 'lanes')}
          {isPart ? ', the busiest only' : ''}.
        </div>
      ) : null}
    </div>
  )
}

interface CardProps {
  hit: MoveHit
  at: L.Point
  scope: WhatifScope
  currency: string | null
}

function Card({ hit, at, scope, currency }: CardProps) {
  const format = useFormat()
  const nameOf = (id: string) => scope.locations.find(({ location }) => location === id)?.name ?? id
  return (
    <div
      className={classes.card}
      style={{ left: at.x + 12, top: at.y + 12 }}
      aria-hidden="true"
      data-testid="map-card"
    >
      {hit.place ? (
        <>
          <strong>{hit.place.name ?? hit.place.location}</strong>
          <div className="dim">{hit.place.isOut ? 'Supposed to be out' : 'Click: suppose an outage'}</div>
        </>
      ) : hit.move ? (
        <>
          <strong>
            {nameOf(hit.move.from)} → {nameOf(hit.move.to)}
          </strong>
          <div>
            {format.unitsOf(hit.move.units)}, net {format.money(hit.move.netMinor, currency)}
          </div>
        </>
      ) : null}
    </div>
  )
}
