/** Owns what the what-if map draws: places that can be chosen, those supposed to be out, and arcs of what a plan moves. */
import L from 'leaflet'
import type { Scheme } from '../network/basemapLayer.ts'
import { CanvasLayer, type Sheet } from '../network/canvasLayer.ts'
import { bendOf, INKS, pointOn } from '../network/drawing.ts'
import { arcWidth } from '../network/marks.ts'

export interface MapPlace {
  location: string
  name: string | null
  kind: string | null
  latitude: number
  longitude: number
  isOut: boolean
}

export interface MapMove {
  from: string
  to: string
  units: number
  netMinor: number
}

export interface MoveData {
  places: readonly MapPlace[]
  moves: readonly MapMove[]
  scheme: Scheme
}

export interface MoveHit {
  place: MapPlace | null
  move: MapMove | null
}

export interface MoveEvents {
  hover(hit: MoveHit | null, at: L.Point): void
  open(location: string): void
}

interface Arc {
  move: MapMove
  from: [number, number]
  bend: [number, number]
  to: [number, number]
  width: number
}

/** Blue and vermillion of Okabe and Ito, which are told apart with any colour vision. */
const MOVE_COLOURS = { light: '#0072b2', dark: '#56b4e9' } as const
const OUT_COLOURS = { light: '#d55e00', dark: '#ff8c42' } as const
const ARC_STEPS = 24

export class MoveLayer extends CanvasLayer {
  #data: MoveData
  readonly #events: MoveEvents
  #arcs: Arc[] = []
  #spots: { place: MapPlace; x: number; y: number; radius: number }[] = []

  constructor(data: MoveData, events: MoveEvents) {
    super()
    this.#data = data
    this.#events = events
  }

  update(data: MoveData): void {
    this.#data = data
    this.schedule()
  }

  protected override paint({ context, map }: Sheet): void {
    const { places, moves, scheme } = this.#data
    const ink = INKS[scheme]
    this.#spots = places.map((place) => {
      const { x, y } = map.latLngToLayerPoint([place.latitude, place.longitude])
      return { place, x, y, radius: place.kind === 'dc' ? 6 : 4.5 }
    })
    const spotOf = new Map(this.#spots.map((spot) => [spot.place.location, spot]))
    const largest = moves.reduce((most, { units }) => Math.max(most, units), 0)
    this.#arcs = moves.flatMap((move) => {
      const from = spotOf.get(move.from)
      const to = spotOf.get(move.to)
      if (!from || !to) return []
      const ends: [[number, number], [number, number]] = [
        [from.x, from.y],
        [to.x, to.y],
      ]
      return [
        {
          move,
          from: ends[0],
          to: ends[1],
          bend: bendOf(...ends),
          width: 0.8 + arcWidth(move.units, largest),
        },
      ]
    })
    for (const arc of this.#arcs) {
      context.beginPath()
      context.moveTo(...arc.from)
      context.quadraticCurveTo(...arc.bend, ...arc.to)
      context.globalAlpha = 0.8
      context.lineWidth = arc.width
      context.strokeStyle = MOVE_COLOURS[scheme]
      context.stroke()
    }
    context.globalAlpha = 1
    for (const { place, x, y, radius } of this.#spots) {
      context.beginPath()
      if (place.kind === 'dc') context.rect(x - radius, y - radius, 2 * radius, 2 * radius)
      else context.arc(x, y, radius, 0, 2 * Math.PI)
      context.fillStyle = place.isOut ? OUT_COLOURS[scheme] : MOVE_COLOURS[scheme]
      context.fill()
      context.lineWidth = 1.5
      context.strokeStyle = ink.outline
      context.stroke()
      // A cross beside the colour, so that an outage is seen without it.
      if (place.isOut) {
        context.beginPath()
        context.moveTo(x - radius - 4, y - radius - 4)
        context.lineTo(x + radius + 4, y + radius + 4)
        context.moveTo(x + radius + 4, y - radius - 4)
        context.lineTo(x - radius - 4, y + radius + 4)
        context.lineWidth = 2.5
        context.strokeStyle = OUT_COLOURS[scheme]
        context.stroke()
      }
    }
  }

  #hit(at: L.Point): MoveHit | null {
    const spot = this.#spots.findLast(({ x, y, radius }) => Math.hypot(x - at.x, y - at.y) <= radius + 5)
    if (spot) return { place: spot.place, move: null }
    const arc = this.#arcs.findLast((each) => {
      for (let step = 0; step <= ARC_STEPS; step += 1) {
        const [x, y] = pointOn(each, step / ARC_STEPS)
        if (Math.hypot(x - at.x, y - at.y) <= each.width / 2 + 5) return true
      }
      return false
    })
    return arc ? { place: null, move: arc.move } : null
  }

  protected override pointed(event: L.LeafletMouseEvent): void {
    const hit = this.#hit(event.layerPoint)
    if (this.map) this.map.getContainer().style.cursor = hit?.place ? 'pointer' : ''
    this.#events.hover(hit, event.containerPoint)
  }

  protected override left(): void {
    this.#events.hover(null, L.point(0, 0))
  }

  protected override clicked(event: L.LeafletMouseEvent): void {
    const place = this.#hit(event.layerPoint)?.place
    if (place) this.#events.open(place.location)
  }
}
