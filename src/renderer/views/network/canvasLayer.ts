/** Owns a canvas over the map: as large as what may come into sight, drawn anew when the map rests, stretched while it zooms. */
import L from 'leaflet'
import type { Bounds } from './clusters.ts'

const PADDING = 0.3

/** What is drawn when: a box of the world, with room around what can be seen. */
export interface Sheet {
  context: CanvasRenderingContext2D
  map: L.Map
  bounds: Bounds
}

export abstract class CanvasLayer extends L.Layer {
  #map: L.Map | undefined
  #canvas: HTMLCanvasElement | undefined
  #drawnAt: { topLeft: L.LatLng; zoom: number } | undefined
  #frame = 0
  readonly #pane: string

  /** @param pane of the map that it lies in */
  constructor(pane = 'overlayPane') {
    super()
    this.#pane = pane
  }

  /** Draws in pixels of the map's layer. */
  protected abstract paint(sheet: Sheet): void
  protected abstract pointed(event: L.LeafletMouseEvent): void
  protected abstract left(): void
  protected abstract clicked(event: L.LeafletMouseEvent): void

  protected get map(): L.Map | undefined {
    return this.#map
  }

  /** Draws with the next frame. */
  protected schedule(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#draw())
  }

  override onAdd(map: L.Map): this {
    this.#map = map
    this.#canvas = L.DomUtil.create('canvas', 'leaflet-zoom-animated', map.getPane(this.#pane))
    this.#canvas.style.pointerEvents = 'none'
    this.#draw()
    return this
  }

  override onRemove(): this {
    cancelAnimationFrame(this.#frame)
    this.#canvas?.remove()
    this.#canvas = undefined
    this.#map = undefined
    return this
  }

  override getEvents(): { [name: string]: L.LeafletEventHandlerFn } {
    return {
      moveend: () => this.#draw(),
      resize: () => this.#draw(),
      zoomanim: (event) => this.#follow(event as L.ZoomAnimEvent),
      mousemove: (event) => this.pointed(event as L.LeafletMouseEvent),
      mouseout: () => this.left(),
      click: (event) => this.clicked(event as L.LeafletMouseEvent),
    }
  }

  /** Stretches the last picture with the map while it zooms. */
  #follow(event: L.ZoomAnimEvent): void {
    const map = this.#map
    if (!map || !this.#canvas || !this.#drawnAt) return
    const scale = map.getZoomScale(event.zoom, this.#drawnAt.zoom)
    const panePosition = L.DomUtil.getPosition(map.getPane('mapPane') ?? this.#canvas)
    const newOrigin = map
      .project(event.center, event.zoom)
      .subtract(map.getSize().divideBy(2))
      .add(panePosition)
      .round()
    const offset = map.project(this.#drawnAt.topLeft, event.zoom).subtract(newOrigin)
    L.DomUtil.setTransform(this.#canvas, offset, scale)
  }

  #draw(): void {
    const map = this.#map
    const canvas = this.#canvas
    const context = canvas?.getContext('2d')
    if (!map || !canvas || !context) return
    const size = map.getSize()
    const padding = size.multiplyBy(PADDING).round()
    const full = size.add(padding.multiplyBy(2))
    const ratio = Math.min(2, window.devicePixelRatio || 1)
    const origin = map.containerPointToLayerPoint([-padding.x, -padding.y]).round()
    if (canvas.width !== full.x * ratio || canvas.height !== full.y * ratio) {
      canvas.width = full.x * ratio
      canvas.height = full.y * ratio
      canvas.style.width = `${full.x}px`
      canvas.style.height = `${full.y}px`
    }
    L.DomUtil.setTransform(canvas, origin, 1)
    const topLeft = map.layerPointToLatLng(origin)
    this.#drawnAt = { topLeft, zoom: map.getZoom() }
    context.setTransform(ratio, 0, 0, ratio, -origin.x * ratio, -origin.y * ratio)
    context.clearRect(origin.x, origin.y, full.x, full.y)
    const corner = map.layerPointToLatLng(origin.add(full))
    const bounds = { west: topLeft.lng, north: topLeft.lat, east: corner.lng, south: corner.lat }
    this.paint({ context, map, bounds })
  }
}
