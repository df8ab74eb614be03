/** Owns the drawing of the bundled map: canvas tiles, so that panning moves pictures and draws nothing anew. */
import L from 'leaflet'
import { touches, trace, type Basemap, type WorldLine } from './basemap.ts'

export const MAP_COLOURS = {
  light: {
    land: '#f8f9fa',
    coast: '#9dabb9',
    border: '#8f9dab',
    state: '#c0cad4',
    label: '#5b6875',
    halo: '#f8f9fa',
  },
  dark: {
    land: '#1b2027',
    coast: '#48545f',
    border: '#5a6775',
    state: '#3b4652',
    label: '#8793a1',
    halo: '#1b2027',
  },
} as const
export type Scheme = keyof typeof MAP_COLOURS

const STATES_FROM_ZOOM = 3

interface ZoomPaths {
  land: { path: Path2D; rings: WorldLine[] }[]
  borders: { path: Path2D; line: WorldLine }[]
  states: { path: Path2D; line: WorldLine }[]
}

export class BasemapLayer extends L.GridLayer {
  readonly basemap: Basemap
  readonly scheme: Scheme
  readonly #paths = new Map<number, ZoomPaths>()

  constructor(basemap: Basemap, scheme: Scheme) {
    super({ tileSize: 512, noWrap: true, updateWhenZooming: false, keepBuffer: 2, pane: 'tilePane' })
    this.basemap = basemap
    this.scheme = scheme
  }

  override createTile(coords: L.Coords): HTMLElement {
    const size = this.getTileSize()
    const ratio = Math.min(2, window.devicePixelRatio || 1)
    const tile = document.createElement('canvas')
    tile.width = size.x * ratio
    tile.height = size.y * ratio
    const context = tile.getContext('2d')
    if (context) {
      context.scale(ratio, ratio)
      context.translate(-coords.x * size.x, -coords.y * size.y)
      this.#draw(context, coords, size)
    }
    return tile
  }

  #draw(context: CanvasRenderingContext2D, coords: L.Coords, size: L.Point): void {
    const worldPx = 256 * 2 ** coords.z
    const left = coords.x * size.x
    const top = coords.y * size.y
    const seen = (line: WorldLine) =>
      touches(line, left - 2, top - 2, left + size.x + 2, top + size.y + 2, worldPx)
    const colours = MAP_COLOURS[this.scheme]
    const paths = this.#at(coords.z, worldPx)
    context.lineJoin = 'round'
    context.fillStyle = colours.land
    context.strokeStyle = colours.coast
    context.lineWidth = 0.8
    for (const { path, rings } of paths.land) {
      if (!rings.some(seen)) continue
      context.fill(path, 'evenodd')
      context.stroke(path)
    }
    const stroke = (lines: ZoomPaths['borders'], colour: string, width: number) => {
      context.strokeStyle = colour
      context.lineWidth = width
      for (const { path, line } of lines) if (seen(line)) context.stroke(path)
    }
    if (coords.z >= STATES_FROM_ZOOM) stroke(paths.states, colours.state, 0.9)
    stroke(paths.borders, colours.border, 1)
  }

  #at(zoom: number, worldPx: number): ZoomPaths {
    const known = this.#paths.get(zoom)
    if (known) return known
    const single = (line: WorldLine) => {
      const path = new Path2D()
      trace(path, line, worldPx, false)
      return { path, line }
    }
    const paths: ZoomPaths = {
      land: this.basemap.land.map((rings) => {
        const path = new Path2D()
        for (const ring of rings) trace(path, ring, worldPx, true)
        return { path, rings }
      }),
      borders: this.basemap.borders.map(single),
      states: this.basemap.states.map(single),
    }
    // A few zooms are enough; each holds the whole world's lines.
    if (this.#paths.size >= 4) this.#paths.delete([...this.#paths.keys()][0] ?? -1)
    this.#paths.set(zoom, paths)
    return paths
  }
}
