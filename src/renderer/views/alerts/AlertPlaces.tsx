/** Owns the small map of where an alert is; absent where nothing of it is placed. */
import 'leaflet/dist/leaflet.css'
import { useEffect, useMemo } from 'react'
import L from 'leaflet'
import { CircleMarker, MapContainer, Tooltip, useMap } from 'react-leaflet'
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import type { AlertDetail } from '../../../shared/readModels/alerts.ts'
import type { AlertSeverity } from '../../../shared/vocabulary.ts'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, go, locationPath } from '../../stores/address.ts'
import { Ground } from '../network/Ground.tsx'
import { SEVERITY_INKS } from '../network/alertBadges.ts'
import mapClasses from '../network/Network.module.css'
import classes from './Alerts.module.css'

type Place = AlertDetail['places'][number]
type Placed = Place & { latitude: number; longitude: number }
const isPlaced = (place: Place): place is Placed => place.latitude !== null && place.longitude !== null
const CLOSEST_ZOOM = 6

export function AlertPlaces({ places, severity }: { places: readonly Place[]; severity: AlertSeverity }) {
  const scheme = useComputedColorScheme('light')
  const reduced = useReducedMotion()
  const format = useFormat()
  const placed = useMemo(() => places.filter(isPlaced), [places])
  const first = placed[0]
  if (places.length === 0) return null
  const ink = SEVERITY_INKS[scheme][severity]
  return (
    <Section
      title="Where"
      note={
        placed.length < places.length
          ? `${format.count(places.length - placed.length, 'place', 'places')} without coordinates`
          : undefined
      }
    >
      {first ? (
        <div
          className={`${classes.map} ${mapClasses.map}`}
          role="group"
          aria-label="Map of where the alert is. The places stand below it."
        >
          <MapContainer
            center={[first.latitude, first.longitude]}
            zoom={CLOSEST_ZOOM}
            minZoom={1}
            maxZoom={12}
            preferCanvas
            attributionControl={false}
            scrollWheelZoom={false}
            zoomAnimation={!reduced}
            fadeAnimation={false}
            className={mapClasses.leaflet}
          >
            <Ground />
            {placed.map((place) => (
              <CircleMarker
                key={place.location}
                center={[place.latitude, place.longitude]}
                radius={8}
                pathOptions={{ color: ink, weight: 3, fillColor: ink, fillOpacity: 0.35 }}
                eventHandlers={{ click: () => go(locationPath(place.location)) }}
              >
                <Tooltip>{place.name ?? place.location}</Tooltip>
              </CircleMarker>
            ))}
            <Fit placed={placed} />
          </MapContainer>
        </div>
      ) : null}
      <div className={classes.marks}>
        {places.map((place) => (
          <a key={place.location} href={addressOf(locationPath(place.location))}>
            {place.name ?? place.location}
          </a>
        ))}
      </div>
    </Section>
  )
}

function Fit({ placed }: { placed: readonly Placed[] }) {
  const map = useMap()
  useEffect(() => {
    if (placed.length < 2) return
    const bounds = L.latLngBounds(
      placed.map(({ latitude, longitude }): L.LatLngTuple => [latitude, longitude]),
    )
    map.fitBounds(bounds, { padding: [24, 24], maxZoom: CLOSEST_ZOOM, animate: false })
  }, [map, placed])
  return null
}
