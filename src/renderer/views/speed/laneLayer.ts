/** Owns the arcs of lanes on a map: width by lines, colour by the share on time, dashed where that rests on little. */
import L from 'leaflet'
import type { LaneRow } from '../../../shared/readModels/speed.ts'
import type { Scheme } from '../network/basemapLayer.ts'
import { CanvasLayer, type Sheet } from '../network/canvasLayer.ts'
import { bendOf, INKS, pointOn } from '../network/drawing.ts'
import { arcWidth, UNKNOWN_COLOUR } from '../network/marks.ts'
import { shareClasses } from './classes.ts'
import { THIN_BELOW } from './figures.ts'
import { laneId } from './laneFigures.ts'

export type PlacedLane = LaneRow & {
  originLatitude: number
  originLongitude: number
  destinationLatitude: number
  destinationLongitude: number
}
export const isPlacedLane = (lane: LaneRow): lane is PlacedLane =>
  lane.originLatitude !== null && lane.destinationLatitude !== null

export interface LaneData {
  lanes: readonly PlacedLane[]
  scheme: Scheme
  selected: string | undefined
}

interface Arc {
  lane: PlacedLane
  from: [x: number, y: number]
  bend: [x: number, y: number]
  to: [x: number, y: number]
  width: number
}

export interface LaneEvents {
  hover(lane: PlacedLane | null, at: L.Point): void
  open(lane: PlacedLane): void
}

export class LaneLayer extends CanvasLayer {
  #data: LaneData
  readonly #events: LaneEvents
  #arcs: Arc[] = []

  constructor(data: LaneData, events: LaneEvents) {
    super()
    this.#data = data
    this.#events = events
  }

  update(data: LaneData): void {
    this.#data = data
    this.schedule()
  }

  protected override paint({ context, map }: Sheet): void {
    const { lanes, scheme, selected } = this.#data
    const largest = lanes.reduce((most, { lines }) => Math.max(most, lines), 0)
    const place = (latitude: number, longitude: number): [number, number] => {
      const { x, y } = map.latLngToLayerPoint([latitude, longitude])
      return [x, y]
    }
    // The worst last, so that none of them lies under a good one; the chosen one on top.
    const worth = (lane: PlacedLane) => (laneId(lane) === selected ? -1 : (lane.onTimeShare ?? 2))
    this.#arcs = lanes
      .toSorted((a, b) => worth(b) - worth(a))
      .map((lane) => {
        const from = place(lane.originLatitude, lane.originLongitude)
        const to = place(lane.destinationLatitude, lane.destinationLongitude)
        return { lane, from, to, bend: bendOf(from, to), width: 0.8 + arcWidth(lane.lines, largest) }
      })
    const { colours, classOf } = shareClasses(scheme)
    const ink = INKS[scheme]
    for (const arc of this.#arcs) {
      const isChosen = laneId(arc.lane) === selected
      const colour = colours[classOf(arc.lane.onTimeShare) ?? -1] ?? UNKNOWN_COLOUR[scheme]
      const strength = selected === undefined || isChosen ? 1 : 0.3
      // A soft edge, so that the palest class is seen on the palest ground.
      context.globalAlpha = strength * (isChosen ? 1 : 0.3)
      stroke(context, arc, arc.width + 1.8, isChosen ? ink.selected : ink.outline)
      context.setLineDash(arc.lane.promised < THIN_BELOW ? [7, 5] : [])
      context.globalAlpha = strength
      stroke(context, arc, arc.width, colour)
      context.setLineDash([])
      dot(context, arc.from, 3, ink.outline)
    }
    context.globalAlpha = 1
  }

  #hit(at: L.Point): PlacedLane | null {
    return (
      this.#arcs.findLast((arc) => {
        for (let step = 0; step <= 24; step += 1) {
          const [x, y] = pointOn(arc, step / 24)
          if (Math.hypot(x - at.x, y - at.y) <= arc.width / 2 + 6) return true
        }
        return false
      })?.lane ?? null
    )
  }

  protected override pointed(event: L.LeafletMouseEvent): void {
    const lane = this.#hit(event.layerPoint)
    const { map } = this
    if (map) map.getContainer().style.cursor = lane ? 'pointer' : ''
    this.#events.hover(lane, event.containerPoint)
  }

  protected override left(): void {
    this.#events.hover(null, L.point(0, 0))
  }

  protected override clicked(event: L.LeafletMouseEvent): void {
    const lane = this.#hit(event.layerPoint)
    if (lane) this.#events.open(lane)
  }
}

function stroke(context: CanvasRenderingContext2D, arc: Arc, width: number, colour: string): void {
  context.beginPath()
  context.moveTo(...arc.from)
  context.quadraticCurveTo(...arc.bend, ...arc.to)
  context.lineWidth = width
  context.strokeStyle = colour
  context.stroke()
}

function dot(
  context: CanvasRenderingContext2D,
  [x, y]: [number, number],
  radius: number,
  colour: string,
): void {
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.fillStyle = colour
  context.fill()
}
