/** Owns the regions under the marks, coloured by their speed: their shapes, or circles where no shape is bundled. */
import L from 'leaflet'
import type { RegionSpeed } from '../../../shared/readModels/speed.ts'
import { shareClasses } from '../speed/classes.ts'
import { THIN_BELOW } from '../speed/figures.ts'
import { trace, touches } from './basemap.ts'
import type { Scheme } from './basemapLayer.ts'
import { CanvasLayer, type Sheet } from './canvasLayer.ts'
import { INKS } from './drawing.ts'
import { radiusOf, UNKNOWN_COLOUR } from './marks.ts'
import type { RegionShape } from './regionShapes.ts'

/** A region with the shape that it has, else the middle of what is known to lie in it. */
export interface PlacedRegion {
  row: RegionSpeed
  shape: RegionShape | undefined
  middle: [latitude: number, longitude: number] | undefined
}

export interface RegionData {
  regions: readonly PlacedRegion[]
  scheme: Scheme
}

interface Drawn {
  region: PlacedRegion
  /** In pixels of the zoom's world, or of the layer for circles. */
  path: Path2D
  isCircle: boolean
}

const PANE = 'regions'
const FILL_STRENGTH = 0.86

export class RegionLayer extends CanvasLayer {
  #data: RegionData
  readonly #hover: (region: PlacedRegion | null, at: L.Point) => void
  #drawn: Drawn[] = []
  readonly #ruler = document.createElement('canvas').getContext('2d')

  constructor(data: RegionData, hover: (region: PlacedRegion | null, at: L.Point) => void) {
    super(PANE)
    this.#data = data
    this.#hover = hover
  }

  update(data: RegionData): void {
    this.#data = data
    this.schedule()
  }

  override onAdd(map: L.Map): this {
    // Over the ground, under the marks.
    const pane = map.getPane(PANE) ?? map.createPane(PANE)
    pane.style.zIndex = '250'
    pane.style.pointerEvents = 'none'
    return super.onAdd(map)
  }

  protected override paint({ context, map }: Sheet): void {
    const { regions, scheme } = this.#data
    const ink = INKS[scheme]
    const { colours, classOf } = shareClasses(scheme)
    const origin = map.getPixelOrigin()
    const pathOf = pathMaker(map, regions)
    this.#drawn = []
    for (const region of regions) {
      const { shape, row } = region
      const path = pathOf(region)
      if (!path) continue
      const isCircle = shape === undefined
      this.#drawn.push({ region, path, isCircle })
      context.save()
      if (!isCircle) context.translate(-origin.x, -origin.y)
      context.globalAlpha = FILL_STRENGTH * (row.promised < THIN_BELOW ? 0.5 : 1)
      context.fillStyle = colours[classOf(row.onTimeShare) ?? -1] ?? UNKNOWN_COLOUR[scheme]
      context.fill(path, 'evenodd')
      context.globalAlpha = 1
      context.lineWidth = 1
      context.strokeStyle = ink.outline
      context.setLineDash(row.promised < THIN_BELOW ? [4, 3] : [])
      context.stroke(path)
      context.restore()
    }
  }

  protected override pointed(event: L.LeafletMouseEvent): void {
    const { map } = this
    if (!map) return
    const layer = event.layerPoint
    const world = layer.add(map.getPixelOrigin())
    const under = this.#drawn.findLast(({ path, isCircle }) => {
      const { x, y } = isCircle ? layer : world
      return this.#ruler?.isPointInPath(path, x, y, 'evenodd')
    })
    this.#hover(under?.region ?? null, event.containerPoint)
  }

  protected override left(): void {
    this.#hover(null, L.point(0, 0))
  }

  protected override clicked(): void {
    // The marks above answer clicks.
  }
}

/** Makes the paths of regions that can be seen: shapes in pixels of the zoom's world, circles in pixels of the layer. */
function pathMaker(map: L.Map, regions: readonly PlacedRegion[]) {
  const worldPx = 256 * 2 ** map.getZoom()
  const size = map.getSize()
  const { x, y } = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin())
  const largest = regions.reduce((most, { row }) => Math.max(most, row.promised), 0)
  return ({ shape, middle, row }: PlacedRegion): Path2D | undefined => {
    const path = new Path2D()
    if (shape) {
      const seen = (line: RegionShape[number]) =>
        touches(line, x - size.x, y - size.y, x + 2 * size.x, y + 2 * size.y, worldPx)
      if (!shape.some(seen)) return undefined
      for (const line of shape) trace(path, line, worldPx, true)
      return path
    }
    if (!middle) return undefined
    const at = map.latLngToLayerPoint(middle)
    path.arc(at.x, at.y, 4 + radiusOf(row.promised, largest), 0, Math.PI * 2)
    return path
  }
}
