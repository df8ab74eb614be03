/** Makes basemap.json from world-atlas (Natural Earth 1:50m) and us-atlas (US Census, 1:10m): run `node resources/basemap/make.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { feature, mesh } from 'topojson-client'

const UNITS_PER_DEGREE = 400
const read = (name) => JSON.parse(readFileSync(new URL(`../../node_modules/${name}`, import.meta.url), 'utf8'))
const world = read('world-atlas/countries-50m.json')
const states = read('us-atlas/states-10m.json')

/**
 * Lines that cross the 180th meridian jump to the other side there. They are continued beyond it instead, with a
 * copy a whole turn away, so that each edge of the map shows its part. A ring around a pole is closed over the pole.
 */
function unwrap(line, isRing) {
  let turn = 0
  const out = line.map(([longitude, latitude], index) => {
    const step = index > 0 ? longitude - line[index - 1][0] : 0
    if (step > 180) turn -= 360
    if (step < -180) turn += 360
    return [longitude + turn, latitude]
  })
  if (isRing && turn !== 0) {
    const pole = out.reduce((sum, point) => sum + point[1], 0) < 0 ? -90 : 90
    out.push([out.at(-1)[0], pole], [out[0][0], pole])
  }
  const crosses = out.some(([longitude]) => Math.abs(longitude) > 180)
  if (!crosses) return [out]
  const shifts = [-360, 360].filter((shift) => out.some(([longitude]) => Math.abs(longitude + shift) < 180))
  return [out, ...shifts.map((shift) => out.map(([longitude, latitude]) => [longitude + shift, latitude]))]
}

/** One line as a flat list: the first point, then differences, in whole 1/400 degrees. */
function encode(line) {
  const out = []
  let lastX = 0
  let lastY = 0
  for (const [index, [longitude, latitude]] of line.entries()) {
    const x = Math.round(longitude * UNITS_PER_DEGREE)
    const y = Math.round(latitude * UNITS_PER_DEGREE)
    if (index > 0 && x === lastX && y === lastY) continue
    out.push(x - lastX, y - lastY)
    lastX = x
    lastY = y
  }
  return out
}

const polygonsOf = (geometry) => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
const landGeometries = feature(world, world.objects.land).features.map((each) => each.geometry)
const land = landGeometries
  .flatMap(polygonsOf)
  .map((rings) => rings.flatMap((ring) => unwrap(ring, true)).map(encode).filter((ring) => ring.length >= 8))
  .filter((rings) => rings.length > 0)

/** The middle of the largest ring, good enough to write a name on. */
function labelPoint(geometry) {
  let best = null
  let bestArea = -1
  for (const [ring] of polygonsOf(geometry)) {
    let area = 0
    let x = 0
    let y = 0
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1]
      area += cross
      x += (ring[i][0] + ring[i + 1][0]) * cross
      y += (ring[i][1] + ring[i + 1][1]) * cross
    }
    if (Math.abs(area) > bestArea) {
      bestArea = Math.abs(area)
      best = [x / (3 * area), y / (3 * area)]
    }
  }
  return { point: best, area: bestArea / 2 }
}

function labels(topology, object, kind) {
  return feature(topology, object)
    .features.filter((each) => each.geometry && each.properties.name)
    .map((each) => {
      const { point, area } = labelPoint(each.geometry)
      return [each.properties.name, Number(point[0].toFixed(2)), Number(point[1].toFixed(2)), Number(area.toFixed(1)), kind]
    })
    .filter((label) => label[3] > 0.3)
    .sort((a, b) => b[3] - a[3])
}

const basemap = {
  source: 'Natural Earth 1:50m by world-atlas 2.0.2; US Census states by us-atlas 3.0.1; both in the public domain',
  unitsPerDegree: UNITS_PER_DEGREE,
  land,
  borders: mesh(world, world.objects.countries, (a, b) => a !== b).coordinates.flatMap((line) => unwrap(line, false)).map(encode),
  states: mesh(states, states.objects.states, (a, b) => a !== b).coordinates.map(encode),
  labels: [...labels(world, world.objects.countries, 'country'), ...labels(states, states.objects.states, 'state')],
}
writeFileSync(new URL('./basemap.json', import.meta.url), `${JSON.stringify(basemap)}\n`)
