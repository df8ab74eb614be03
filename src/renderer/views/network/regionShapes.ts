/** Owns the shapes of regions: the states of the USA and the countries of the world, found by code or name. */
import { feature } from 'topojson-client'
import { toWorld, type WorldLine } from './basemap.ts'

/** Rings of one region, in world coordinates from 0 to 1. */
export type RegionShape = WorldLine[]

export interface RegionShapes {
  /** Undefined where no shape of that name is bundled. */
  find(region: string, country: string | null): RegionShape | undefined
}

/** Postal codes of the states by the numbers that the shapes carry. */
const STATE_NUMBERS =
  'AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26 ' +
  'MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50 ' +
  'VA51 WA53 WV54 WI55 WY56 PR72'

const plain = (text: string): string => text.trim().toLowerCase().replaceAll('’', "'")

type Atlas = Parameters<typeof feature>[0]
type Positions = number[][]

function shapeOf(geometry: { type: string; coordinates?: unknown }): RegionShape {
  const polygons =
    geometry.type === 'MultiPolygon'
      ? (geometry.coordinates as Positions[][])
      : geometry.type === 'Polygon'
        ? [geometry.coordinates as Positions[]]
        : []
  return polygons.flat().map(lineOf)
}

function lineOf(ring: Positions): WorldLine {
  const points = new Float64Array(ring.length * 2)
  const box: WorldLine['box'] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [index, [longitude = 0, latitude = 0]] of ring.entries()) {
    const [x, y] = toWorld(longitude, latitude)
    points.set([x, y], index * 2)
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  return { points, box }
}

/** Each region of an atlas with its number and its English name. */
function regionsOf(atlas: unknown, name: 'states' | 'countries') {
  const topology = atlas as Atlas
  const collection = feature(topology, topology.objects[name] as Parameters<typeof feature>[1])
  const features = collection.type === 'FeatureCollection' ? collection.features : [collection]
  return features.map(({ id, properties, geometry }) => ({
    number: String(id ?? ''),
    name: String((properties as { name?: unknown } | null)?.name ?? ''),
    shape: shapeOf(geometry),
  }))
}

/** The two-letter code of a country's number, e.g. `US` of `840`. */
function countryCode(number: string): string | undefined {
  if (!/^\d{3}$/.test(number)) return undefined
  const code = Intl.getCanonicalLocales(`und-${number}`)[0]?.slice(4)
  return code && /^[A-Z]{2}$/.test(code) ? code : undefined
}

export function readShapes(stateAtlas: unknown, worldAtlas: unknown): RegionShapes {
  const states = new Map<string, RegionShape>()
  const codes = new Map(STATE_NUMBERS.split(' ').map((each) => [each.slice(2), each.slice(0, 2)]))
  for (const { number, name, shape } of regionsOf(stateAtlas, 'states')) {
    states.set(plain(name), shape)
    states.set(plain(codes.get(number) ?? name), shape)
  }
  const countries = new Map<string, RegionShape>()
  const english = new Intl.DisplayNames('en', { type: 'region' })
  for (const { number, name, shape } of regionsOf(worldAtlas, 'countries')) {
    const code = countryCode(number)
    countries.set(plain(name), shape)
    if (!code) continue
    countries.set(plain(code), shape)
    countries.set(plain(english.of(code) ?? code), shape)
  }
  const isUsa = (country: string | null) =>
    country === null || ['us', 'usa', 'united states', 'united states of america'].includes(plain(country))
  return {
    find(region, country) {
      if (region === '') return country === null ? undefined : countries.get(plain(country))
      if (isUsa(country)) {
        const state = states.get(plain(region))
        if (state) return state
      }
      // Where a source knows the country alone, it stands for the region.
      return country === null || plain(country) === plain(region) ? countries.get(plain(region)) : undefined
    },
  }
}

let loading: Promise<RegionShapes> | undefined

/** Reads the bundled atlases with the first map that needs them. */
export function loadRegionShapes(): Promise<RegionShapes> {
  loading ??= Promise.all([import('us-atlas/states-10m.json'), import('world-atlas/countries-110m.json')])
    .then(([states, world]) => readShapes(states.default, world.default))
    .catch((error: unknown) => {
      // Another visit to the screen tries again.
      loading = undefined
      throw error
    })
  return loading
}
