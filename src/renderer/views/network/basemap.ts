/** Owns the bundled map: read once, kept as lines in Mercator coordinates, drawn at any zoom. */
import basemapAddress from '../../../../resources/basemap/basemap.json?url'

interface BasemapFile {
  unitsPerDegree: number
  land: number[][][]
  borders: number[][]
  states: number[][]
  labels: [name: string, longitude: number, latitude: number, area: number, kind: 'country' | 'state'][]
}

/** A line in world coordinates from 0 to 1, x and y in turn, with its box. */
export interface WorldLine {
  points: Float64Array
  box: [left: number, top: number, right: number, bottom: number]
}
export interface BasemapLabel {
  name: string
  longitude: number
  latitude: number
  /** Square degrees, to choose which names are shown from how far. */
  area: number
  kind: 'country' | 'state'
}
export interface Basemap {
  land: WorldLine[][]
  borders: WorldLine[]
  states: WorldLine[]
  labels: BasemapLabel[]
}

const MOST_LATITUDE = 85.0511

/** Spherical Mercator, 0 to 1 from the north-west corner. */
export function toWorld(longitude: number, latitude: number): [x: number, y: number] {
  const sine = Math.sin((Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude)) * Math.PI) / 180)
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)]
}

/** Undoes the differences of the file. */
export function decodeLine(differences: readonly number[], unitsPerDegree: number): WorldLine {
  const points = new Float64Array(differences.length)
  const box: WorldLine['box'] = [Infinity, Infinity, -Infinity, -Infinity]
  let longitude = 0
  let latitude = 0
  for (let index = 0; index + 1 < differences.length; index += 2) {
    longitude += differences[index] ?? 0
    latitude += differences[index + 1] ?? 0
    const [x, y] = toWorld(longitude / unitsPerDegree, latitude / unitsPerDegree)
    points[index] = x
    points[index + 1] = y
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return { points, box }
}

let loading: Promise<Basemap> | undefined

export function loadBasemap(): Promise<Basemap> {
  loading ??= fetch(basemapAddress)
    .then((answer) => answer.json() as Promise<BasemapFile>)
    .then((file) => {
      const line = (differences: number[]) => decodeLine(differences, file.unitsPerDegree)
      return {
        land: file.land.map((rings) => rings.map(line)),
        borders: file.borders.map(line),
        states: file.states.map(line),
        labels: file.labels.map(([name, longitude, latitude, area, kind]) => ({
          name,
          longitude,
          latitude,
          area,
          kind,
        })),
      }
    })
    .catch((error: unknown) => {
      // Another visit to the screen tries again.
      loading = undefined
      throw error
    })
  return loading
}

/** Adds a line to a path in pixels of a zoom, leaving out points that are nearer than half a pixel to the last. */
export function trace(path: Path2D, line: WorldLine, worldPx: number, close: boolean): void {
  const { points } = line
  let lastX = Infinity
  let lastY = Infinity
  for (let index = 0; index < points.length; index += 2) {
    const x = (points[index] ?? 0) * worldPx
    const y = (points[index + 1] ?? 0) * worldPx
    const isLast = index === points.length - 2
    if (!isLast && Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue
    if (index === 0) path.moveTo(x, y)
    else path.lineTo(x, y)
    lastX = x
    lastY = y
  }
  if (close) path.closePath()
}

/** Whether a line can be seen in a box of pixels of a zoom. */
export function touches(
  line: WorldLine,
  left: number,
  top: number,
  right: number,
  bottom: number,
  worldPx: number,
) {
  const [boxLeft, boxTop, boxRight, boxBottom] = line.box
  return (
    boxRight * worldPx >= left &&
    boxLeft * worldPx <= right &&
    boxBottom * worldPx >= top &&
    boxTop * worldPx <= bottom
  )
}
