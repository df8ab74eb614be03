/** Owns the one canvas over the map that shows locations, clusters and shipments, and tells what lies under a point. */
import L from 'leaflet'
import type { LocationRow, TransitArc } from '../../../shared/readModels/network.ts'
import { drawBadge, SEVERITY_INKS, severityOf, type Badges } from './alertBadges.ts'
import type { BasemapLabel } from './basemap.ts'
import { MAP_COLOURS, type Scheme } from './basemapLayer.ts'
import { CanvasLayer, type Sheet } from './canvasLayer.ts'
import { clusterIndex, opensAt, placesIn, type Bounds, type Place } from './clusters.ts'
import {
  bendOf,
  drawCurve,
  drawMark,
  drawText,
  INKS,
  Occupancy,
  pointOn,
  type Curve,
  type Mark,
} from './drawing.ts'
import {
  arcWidth,
  classColours,
  COLOUR_SCALES,
  figureOf,
  inkOn,
  METRICS,
  radiusOf,
  sizeOf,
  UNKNOWN_COLOUR,
  type Metric,
} from './marks.ts'

export interface LayerData {
  rows: readonly LocationRow[]
  arcs: readonly TransitArc[]
  labels: readonly BasemapLabel[]
  metric: Metric
  /** Locations as small dots without figures, because the ground under them says something else. */
  isPlain: boolean
  scheme: Scheme
  selected: string | undefined
  /** Open alerts by location. */
  badges: Badges
  compact(value: number | null): string
}

export type Hit = { kind: 'mark'; mark: Mark } | { kind: 'arc'; arc: TransitArc }

export interface LayerEvents {
  /** `at` is in pixels of the map's box. */
  hover(hit: Hit | null, at: L.Point): void
  open(location: string): void
  /** Largest size on the screen, for the legend. */
  largest(size: number): void
}

const MOST_ARCS = 400
const FIGURES_FROM_ZOOM = 6
const NAMES_FROM_ZOOM = 8
const HIT_SLACK_PX = 4

export class LocationLayer extends CanvasLayer {
  #data: LayerData
  readonly #events: LayerEvents
  #index: ReturnType<typeof clusterIndex>
  #marks: Mark[] = []
  #curves: Curve[] = []

  constructor(data: LayerData, events: LayerEvents) {
    super()
    this.#data = data
    this.#events = events
    this.#index = clusterIndex(data.rows, data.badges)
  }

  update(data: LayerData): void {
    if (data.rows !== this.#data.rows || data.badges !== this.#data.badges) {
      this.#index = clusterIndex(data.rows, data.badges)
    }
    this.#data = data
    this.schedule()
  }

  protected override paint({ context, map, bounds }: Sheet): void {
    this.#marks = this.#layOut(map, bounds)
    this.#curves = this.#layOutArcs(map)
    this.#paint(context, map)
  }

  protected override left(): void {
    this.#events.hover(null, L.point(0, 0))
  }

  #layOut(map: L.Map, bounds: Bounds): Mark[] {
    const { metric, isPlain, scheme, compact } = this.#data
    const places = placesIn(this.#index, bounds, map.getZoom())
    if (isPlain) return places.map((place) => this.#dot(map, place))
    const largest = places.reduce((most, { sums }) => Math.max(most, sizeOf(sums, metric)), 0)
    this.#events.largest(largest)
    const scale = COLOUR_SCALES[METRICS[metric].colourBy]
    const colours = classColours(scheme)
    const marks = places.map((place): Mark => {
      const point = map.latLngToLayerPoint([place.latitude, place.longitude])
      const fill = colours[scale.classOf(place.sums) ?? -1] ?? UNKNOWN_COLOUR[scheme]
      const radius = radiusOf(sizeOf(place.sums, metric), largest)
      return {
        place,
        x: point.x,
        y: point.y,
        radius: place.row ? radius : Math.max(20, radius),
        fill,
        ink: inkOn(fill),
        text: compact(place.sums.skus === 0 ? null : figureOf(place.sums, metric)),
        ...(place.row ? { name: place.row.name ?? place.row.location } : {}),
        faded: place.row?.freshness.stale ?? false,
      }
    })
    // Small ones last, so that none hides under a large one.
    return marks.sort((a, b) => b.radius - a.radius)
  }

  #dot(map: L.Map, place: Place): Mark {
    const { x, y } = map.latLngToLayerPoint([place.latitude, place.longitude])
    const { scheme } = this.#data
    const sums = { ...place.sums, troubled: 0 }
    return {
      place: { ...place, sums },
      x,
      y,
      radius: place.row ? 3.5 : 6,
      fill: INKS[scheme].halo,
      ink: INKS[scheme].text,
      text: '',
      ...(place.row ? { name: place.row.name ?? place.row.location } : {}),
      faded: false,
    }
  }

  #layOutArcs(map: L.Map): Curve[] {
    const arcs =
      this.#data.arcs.length > MOST_ARCS
        ? this.#data.arcs.toSorted((a, b) => b.units - a.units).slice(0, MOST_ARCS)
        : this.#data.arcs
    const largest = arcs.reduce((most, arc) => Math.max(most, arc.units), 0)
    return arcs.map((arc) => {
      const start = map.latLngToLayerPoint([arc.origin.latitude, arc.origin.longitude])
      const end = map.latLngToLayerPoint([arc.destination.latitude, arc.destination.longitude])
      const from: [number, number] = [start.x, start.y]
      const to: [number, number] = [end.x, end.y]
      return { arc, from, to, bend: bendOf(from, to), width: arcWidth(arc.units, largest) }
    })
  }

  #paint(context: CanvasRenderingContext2D, map: L.Map): void {
    const { scheme, selected } = this.#data
    const ink = INKS[scheme]
    const family = getComputedStyle(map.getContainer()).fontFamily
    const zoom = map.getZoom()
    const taken = new Occupancy()
    for (const mark of this.#marks) {
      taken.take(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
    }
    this.#paintLabels(context, map, taken, family)
    for (const curve of this.#curves) drawCurve(context, curve, ink)
    for (const mark of this.#marks) {
      drawMark(
        context,
        mark,
        ink,
        mark.place.row?.location === selected && selected !== undefined,
        `600 11px ${family}`,
      )
    }
    this.#paintBadges(context, family)
    if (zoom < FIGURES_FROM_ZOOM) return
    context.font = `600 11px ${family}`
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    for (const mark of this.#marks) {
      if (mark.name === undefined) continue
      const text = zoom >= NAMES_FROM_ZOOM ? `${mark.text}  ${mark.name}`.trim() : mark.text
      const left = mark.x + mark.radius + 6
      const width = context.measureText(text).width
      if (taken.take(left - 1, mark.y - 7, left + width + 2, mark.y + 7)) {
        drawText(context, text, left, mark.y, ink.text, ink.halo)
      }
    }
  }

  #paintBadges(context: CanvasRenderingContext2D, family: string): void {
    const { scheme, compact } = this.#data
    const look = { inks: SEVERITY_INKS[scheme], outline: INKS[scheme].halo, font: `600 10px ${family}` }
    // The largest were drawn first: a badge of a small mark may lie on a large one.
    for (const { x, y, radius, place } of this.#marks) {
      const { alerts, gravity } = place.sums
      if (alerts === 0) continue
      const at = { x: x + radius * 0.6, y: y - radius * 0.6 + 3 }
      const badge = { alerts, severity: severityOf(gravity) }
      drawBadge(context, at, badge, { ...look, text: compact(alerts) })
    }
  }

  #paintLabels(context: CanvasRenderingContext2D, map: L.Map, taken: Occupancy, family: string): void {
    const zoom = map.getZoom()
    const colours = MAP_COLOURS[this.#data.scheme]
    const pxPerDegree = (256 * 2 ** zoom) / 360
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    for (const label of this.#data.labels) {
      if (label.kind === 'state' ? zoom < 5 : zoom >= 7) continue
      const width = Math.sqrt(label.area) * pxPerDegree
      const point = map.latLngToLayerPoint([label.latitude, label.longitude])
      context.font = `${label.kind === 'country' ? '600 ' : ''}11px ${family}`
      const textWidth = context.measureText(label.name).width
      if (textWidth > width * 1.1 || (label.kind === 'country' && width > 900)) continue
      const half = textWidth / 2 + 4
      if (!taken.take(point.x - half, point.y - 8, point.x + half, point.y + 8)) continue
      drawText(context, label.name, point.x, point.y, colours.label, colours.halo)
    }
  }

  #hit(at: L.Point): Hit | null {
    // The last drawn lies on top.
    const mark = this.#marks.findLast(
      (each) => Math.hypot(each.x - at.x, each.y - at.y) <= each.radius + HIT_SLACK_PX,
    )
    if (mark) return { kind: 'mark', mark }
    const curve = this.#curves.find((each) => {
      for (let step = 0; step <= 24; step += 1) {
        const [x, y] = pointOn(each, step / 24)
        if (Math.hypot(x - at.x, y - at.y) <= each.width / 2 + 6) return true
      }
      return false
    })
    return curve ? { kind: 'arc', arc: curve.arc } : null
  }

  protected override pointed(event: L.LeafletMouseEvent): void {
    const hit = this.#hit(event.layerPoint)
    const { map } = this
    if (map) map.getContainer().style.cursor = hit ? 'pointer' : ''
    this.#events.hover(hit, event.containerPoint)
  }

  protected override clicked(event: L.LeafletMouseEvent): void {
    const hit = this.#hit(event.layerPoint)
    if (hit?.kind !== 'mark') return
    const { place } = hit.mark
    const { map } = this
    if (place.row) this.#events.open(place.row.location)
    else if (map && place.clusterId !== undefined) {
      const zoom = Math.max(opensAt(this.#index, place.clusterId), map.getZoom() + 1)
      map.setView([place.latitude, place.longitude], Math.min(zoom, map.getMaxZoom()))
    }
  }
}
