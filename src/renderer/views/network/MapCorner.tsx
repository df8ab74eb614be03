/** Owns the map's upper corner: what lies out of sight and the way to it, and the map as a picture. */
import { useEffect, useMemo, useRef, useState } from 'react'
import L from 'leaflet'
import { useMap } from 'react-leaflet'
import { Button } from '@mantine/core'
import { IconPhotoDown } from '@tabler/icons-react'
import type { LocationRow } from '../../../shared/readModels/network.ts'
import { notifyFailure } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { insideBounds, isPlaced, type Bounds } from './clusters.ts'
import { boundsAround, mainPlaces } from './mapFit.ts'
import { saveMapPicture } from './mapPicture.ts'
import { COLOUR_SCALES, METRICS, SIZE_WORDS, type Metric } from './marks.ts'
import { SHARE_WORDS } from '../speed/classes.ts'
import classes from './Network.module.css'

const FIT: L.FitBoundsOptions = { padding: [28, 28], maxZoom: 8, animate: false }

/** Moves the map to a box, at once. */
export function lookAt(map: L.Map, { south, west, north, east }: Bounds): void {
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    FIT,
  )
}

interface MapCornerProps {
  rows: readonly LocationRow[]
  metric: Metric
  showsSpeed: boolean
}

/** Says how many places lie outside what the map shows, and leads to them and back. */
export function MapCorner({ rows, metric, showsSpeed }: MapCornerProps) {
  const map = useMap()
  const format = useFormat()
  const [bounds, setBounds] = useState<L.LatLngBounds>()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const look = () => setBounds(map.getBounds())
    look()
    map.on('moveend', look)
    if (box.current) L.DomEvent.disableClickPropagation(box.current)
    return () => void map.off('moveend', look)
  }, [map])
  const main = useMemo(() => mainPlaces(rows), [rows])
  const placed = useMemo(() => rows.filter(isPlaced), [rows])
  const seen = bounds && {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
  }
  const hidden = seen ? placed.filter((row) => !insideBounds(row, seen)).length : 0
  const look = (at: readonly LocationRow[]) => {
    const around = boundsAround(at)
    if (around) lookAt(map, around)
  }
  return (
    <div className={classes.outOfSight} ref={box}>
      {hidden > 0 ? (
        <Button
          size="compact-xs"
          variant="default"
          data-testid="show-all-places"
          onClick={() => look(placed)}
        >
          {format.count(hidden, 'location', 'locations')} out of sight, show all
        </Button>
      ) : main.length < placed.length ? (
        <Button size="compact-xs" variant="default" data-testid="show-main-places" onClick={() => look(main)}>
          Show the main {format.number(main.length)}
        </Button>
      ) : null}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPhotoDown size={13} />}
        title="Saves what the map shows as a picture"
        onClick={() => {
          const { title, sizeBy, colourBy } = METRICS[metric]
          saveMapPicture(map.getContainer(), {
            title: `${showsSpeed ? 'On-time share, by region, last 28 days of data' : `${title}, by location`} · ${format.instant(clockNow(), 0)}`,
            note: showsSpeed
              ? `Colour: on-time share (${SHARE_WORDS.join(', ')})`
              : `Size: ${SIZE_WORDS[sizeBy]}. Colour: ${COLOUR_SCALES[colourBy].title} (${COLOUR_SCALES[colourBy].words.join(', ')})`,
          }).catch((error: unknown) => notifyFailure('The picture was not made', error))
        }}
      >
        PNG
      </Button>
    </div>
  )
}
