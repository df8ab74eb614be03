/** Owns how marks, arcs and names are painted on one canvas. */
import type { TransitArc } from '../../../shared/readModels/network.ts'
import type { Place } from './clusters.ts'

export interface Mark {
  place: Place
  x: number
  y: number
  radius: number
  fill: string
  ink: string
  /** The figure, short. */
  text: string
  /** The location's name; absent for a cluster. */
  name?: string
  faded: boolean
}

export interface Curve {
  arc: TransitArc
  from: [x: number, y: number]
  bend: [x: number, y: number]
  to: [x: number, y: number]
  width: number
}

export interface Ink {
  outline: string
  trouble: string
  arc: string
  text: string
  halo: string
  selected: string
}

export const INKS: Record<'light' | 'dark', Ink> = {
  light: {
    outline: '#2b3540',
    trouble: '#c24100',
    arc: '#0072b2',
    text: '#18202a',
    halo: '#f8f9fa',
    selected: '#1864ab',
  },
  dark: {
    outline: '#dfe4ea',
    trouble: '#ff8a3c',
    arc: '#56b4e9',
    text: '#e6e9ee',
    halo: '#14181d',
    selected: '#74b9f5',
  },
}

/** A gentle bow to the left of the way, so that there and back do not lie on each other. */
export function bendOf(from: [number, number], to: [number, number]): [x: number, y: number] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  return [(from[0] + to[0]) / 2 + dy * 0.16, (from[1] + to[1]) / 2 - dx * 0.16]
}

/** A point of a curve, `t` from 0 to 1. */
export function pointOn(curve: Pick<Curve, 'from' | 'bend' | 'to'>, t: number): [x: number, y: number] {
  const at = (axis: 0 | 1) =>
    (1 - t) ** 2 * curve.from[axis] + 2 * (1 - t) * t * curve.bend[axis] + t ** 2 * curve.to[axis]
  return [at(0), at(1)]
}

export function drawCurve(context: CanvasRenderingContext2D, curve: Curve, ink: Ink): void {
  context.beginPath()
  context.moveTo(...curve.from)
  context.quadraticCurveTo(...curve.bend, ...curve.to)
  context.lineWidth = curve.width
  context.globalAlpha = 0.5
  context.strokeStyle = curve.arc.troubled > 0 ? ink.trouble : ink.arc
  // Told apart without colour too.
  context.setLineDash(curve.arc.troubled > 0 ? [6, 4] : [])
  context.stroke()
  context.setLineDash([])
  const [tipX, tipY] = pointOn(curve, 0.62)
  const [tailX, tailY] = pointOn(curve, 0.58)
  const angle = Math.atan2(tipY - tailY, tipX - tailX)
  const size = 3 + curve.width
  context.beginPath()
  context.moveTo(tipX + size * Math.cos(angle), tipY + size * Math.sin(angle))
  context.lineTo(tipX + size * Math.cos(angle + 2.5), tipY + size * Math.sin(angle + 2.5))
  context.lineTo(tipX + size * Math.cos(angle - 2.5), tipY + size * Math.sin(angle - 2.5))
  context.closePath()
  context.globalAlpha = 0.9
  context.fillStyle = context.strokeStyle
  context.fill()
  context.globalAlpha = 1
}

const TURN = Math.PI * 2

export function drawMark(
  context: CanvasRenderingContext2D,
  mark: Mark,
  ink: Ink,
  selected: boolean,
  font: string,
): void {
  const { x, y, radius, place } = mark
  const isCluster = place.row === undefined
  const share = place.sums.locations > 0 ? place.sums.troubled / place.sums.locations : 0
  context.globalAlpha = mark.faded ? 0.6 : 1
  context.beginPath()
  context.arc(x, y, radius, 0, TURN)
  context.fillStyle = mark.fill
  context.fill()
  context.lineWidth = 1
  context.strokeStyle = ink.outline
  context.stroke()
  if (share > 0) {
    context.beginPath()
    context.arc(x, y, radius + 3.5, -TURN / 4, -TURN / 4 + TURN * share)
    context.lineWidth = 3
    context.strokeStyle = ink.trouble
    context.stroke()
  }
  if (selected) {
    context.beginPath()
    context.arc(x, y, radius + 8, 0, TURN)
    context.lineWidth = 2.5
    context.strokeStyle = ink.selected
    context.stroke()
  }
  if (isCluster && radius >= 13) {
    context.fillStyle = mark.ink
    context.font = font
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(mark.text, x, y + 0.5)
  }
  context.globalAlpha = 1
}

/** Keeps texts from lying on each other: a box is taken once. */
export class Occupancy {
  readonly #boxes: [left: number, top: number, right: number, bottom: number][] = []

  take(left: number, top: number, right: number, bottom: number): boolean {
    if (this.#boxes.some((box) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1]))
      return false
    this.#boxes.push([left, top, right, bottom])
    return true
  }
}

export function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  halo: string,
): void {
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = halo
  context.strokeText(text, x, y)
  context.fillStyle = colour
  context.fillText(text, x, y)
}
