/** Owns where the map looks, kept while other screens are open. */
import type { Bounds } from './clusters.ts'

export interface MapView {
  center: [latitude: number, longitude: number]
  zoom: number
}

let last: MapView | undefined

export const lastView = (): MapView | undefined => last
export function keepView(view: MapView): void {
  last = view
}

export const sameBounds = (a: Bounds | undefined, b: Bounds): boolean =>
  a !== undefined && a.west === b.west && a.east === b.east && a.south === b.south && a.north === b.north
