/** Owns the proof of the marks: classes and their limits, sizes, sums, clusters, orders. */
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { LocationRow } from '../../../shared/readModels/network.ts'
import { decodeLine, toWorld } from './basemap.ts'
import { clusterIndex, insideBounds, placesIn } from './clusters.ts'
import { boundsAround, mainPlaces } from './mapFit.ts'
import { bendOf, Occupancy, pointOn } from './drawing.ts'
import {
  addSums,
  classBy,
  coverDays,
  figureOf,
  inkOn,
  inTrouble,
  radiusOf,
  roundDown,
  sumsOf,
  type Sums,
} from './marks.ts'
import { sharedStart } from './sharedStart.ts'
import { inOrderOf, outOfOrder } from './stableOrder.ts'

const row = (change: Partial<LocationRow> = {}): LocationRow => ({
  location: 'gln:1',
  name: 'Store',
  kind: 'store',
  city: null,
  region: null,
  country: null,
  latitude: 40,
  longitude: -74,
  timeZone: null,
  onHandUnits: 100,
  sellableUnits: 90,
  atpUnits: 80,
  skuCount: 10,
  stockoutCount: 1,
  negativeCount: 0,
  soldUnitsPerDay: 10,
  leavingUnitsPerDay: 10,
  daysOfCover: 10,
  freshness: { dataAsOf: null, recordedAt: null, stale: false, feed: null },
  ...change,
})
const world = { west: -180, south: -85, east: 180, north: 85 }

describe('colour classes', () => {
  it('keep a value on its limit in the better class', () => {
    const limits = [0.02, 0.05, 0.1, 0.2]
    expect([0, 0.02, 0.021, 0.05, 0.1, 0.2, 0.9].map((value) => classBy(value, limits, false))).toEqual([
      0, 0, 1, 1, 2, 3, 4,
    ])
    expect([40, 28, 27, 3, 2, 0].map((value) => classBy(value, [28, 14, 7, 3], true))).toEqual([
      0, 0, 1, 3, 4, 4,
    ])
    expect(classBy(null, limits, false)).toBeNull()
  })

  it('get ink that can be read', () => {
    expect(inkOn('#fde725')).toBe('#101418')
    expect(inkOn('#440154')).toBe('#ffffff')
  })
})

describe('figures', () => {
  it('do not average cover but divide the sums', () => {
    const sums = sumsOf(row())
    addSums(sums, sumsOf(row({ onHandUnits: 50, leavingUnitsPerDay: 20, daysOfCover: 2.5 })))
    expect(coverDays(sums)).toBe(5)
    expect(figureOf(sums, 'stockouts')).toBe(2)
    expect(sums.troubled).toBe(1)
  })

  it('know cover only where something sold', () => {
    expect(coverDays(sumsOf(row({ leavingUnitsPerDay: 0, daysOfCover: null })))).toBeNull()
  })

  it('call trouble what the legend says', () => {
    expect(inTrouble(row())).toBe(false)
    expect(inTrouble(row({ stockoutCount: 2 }))).toBe(true)
    expect(inTrouble(row({ negativeCount: 1 }))).toBe(true)
    expect(inTrouble(row({ daysOfCover: 2.9 }))).toBe(true)
    expect(inTrouble(row({ skuCount: 0, stockoutCount: 0, daysOfCover: null }))).toBe(false)
  })
})

describe('sizes', () => {
  it('grow by area, within their limits', () => {
    expect(radiusOf(0, 100)).toBe(5)
    expect(radiusOf(100, 100)).toBe(26)
    expect(radiusOf(25, 100) - 5).toBeCloseTo((radiusOf(100, 100) - 5) / 2)
    expect(radiusOf(5, 0)).toBe(5)
  })

  it('are rounded down to 1, 2 or 5 of a power of ten', () => {
    expect([0, 0.4, 1, 3, 7, 23, 999].map(roundDown)).toEqual([0, 1, 1, 2, 5, 20, 500])
  })
})

describe('clusters', () => {
  it('lose nobody and no unit at any zoom', () => {
    const placed = fc.record({
      latitude: fc.double({ min: -80, max: 80, noNaN: true }),
      longitude: fc.double({ min: -179, max: 179, noNaN: true }),
      onHandUnits: fc.integer({ min: -50, max: 5000 }),
    })
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 60 }), fc.integer({ min: 0, max: 12 }), (places, zoom) => {
        const rows = places.map((place, index) => row({ ...place, location: `gln:${index}` }))
        const total: Sums = {
          locations: 0,
          onHand: 0,
          atp: 0,
          leavingPerDay: 0,
          skus: 0,
          stockouts: 0,
          troubled: 0,
          alerts: 0,
          gravity: 0,
        }
        const badges = new Map([['gln:0', { alerts: 3, severity: 'serious' as const }]])
        for (const { sums } of placesIn(clusterIndex(rows, badges), world, zoom)) addSums(total, sums)
        expect([total.alerts, total.gravity]).toEqual(rows.length > 0 ? [3, 2] : [0, 0])
        expect(total.locations).toBe(rows.length)
        expect(total.onHand).toBe(rows.reduce((sum, each) => sum + each.onHandUnits, 0))
      }),
      { numRuns: 40 },
    )
  })

  it('come together when far and apart when near; those without a place are left out', () => {
    const rows = [
      row(),
      row({ location: 'gln:2', latitude: 40.2 }),
      row({ location: 'gln:3', latitude: null }),
    ]
    const index = clusterIndex(rows)
    expect(placesIn(index, world, 3).map((place) => place.sums.locations)).toEqual([2])
    const near = placesIn(index, world, 10)
    expect(near.map((place) => place.row?.location).toSorted()).toEqual(['gln:1', 'gln:2'])
    expect(insideBounds(rows[2] as LocationRow, world)).toBe(false)
  })
})

describe('order', () => {
  const compare = (a: { n: number }, b: { n: number }) => a.n - b.n
  const idOf = (each: { id: string }) => each.id

  it('stays as it was when figures change; what is new comes last', () => {
    const rows = [
      { id: 'a', n: 9 },
      { id: 'b', n: 1 },
      { id: 'new', n: 0 },
    ]
    const ordered = inOrderOf(rows, ['a', 'gone', 'b'], idOf)
    expect(ordered.map(idOf)).toEqual(['a', 'b', 'new'])
    expect(outOfOrder(ordered, compare)).toBe(2)
    expect(outOfOrder(rows.toSorted(compare), compare)).toBe(0)
  })
})

describe('drawing', () => {
  it('starts and ends a curve where it should, and bows there and back to different sides', () => {
    const curve = {
      from: [0, 0] as [number, number],
      bend: bendOf([0, 0], [10, 0]),
      to: [10, 0] as [number, number],
    }
    expect(pointOn(curve, 0)).toEqual([0, 0])
    expect(pointOn(curve, 1)).toEqual([10, 0])
    expect(Math.sign(curve.bend[1])).toBe(-Math.sign(bendOf([10, 0], [0, 0])[1]))
  })

  it('gives a place to one text only', () => {
    const taken = new Occupancy()
    expect(taken.take(0, 0, 10, 10)).toBe(true)
    expect(taken.take(5, 5, 15, 15)).toBe(false)
    expect(taken.take(10, 0, 20, 10)).toBe(true)
  })
})

it('puts the world from the north-west corner, and undoes the differences of the bundled map', () => {
  expect(toWorld(0, 0)).toEqual([0.5, 0.5])
  expect(toWorld(-180, 85.0511)[0]).toBe(0)
  const line = decodeLine([400, 0, 400, 0, 0, 400], 400)
  expect([...line.points].filter((_each, index) => index % 2 === 0)).toEqual(
    [1, 2, 2].map((each) => each / 360 + 0.5),
  )
  expect(line.box[2]).toBeCloseTo(2 / 360 + 0.5)
})

describe('the first view', () => {
  const at = (location: string, latitude: number | null, longitude: number | null) =>
    row({ location, latitude, longitude })
  const states = Array.from({ length: 40 }, (_each, index) =>
    at(`gln:${index}`, 30 + (index % 16), -120 + index),
  )

  it('is where the bulk is, without the few far off', () => {
    const rows = [...states, at('anchorage', 61.2, -149.9), at('honolulu', 21.3, -157.8)]
    const main = mainPlaces(rows)
    expect(main).toHaveLength(40)
    expect(boundsAround(main)).toEqual({ west: -120, east: -81, south: 30, north: 45 })
  })

  it('holds all where those far off are many, or all are few', () => {
    const europe = Array.from({ length: 10 }, (_each, index) => at(`eu:${index}`, 48, 2 + index))
    expect(mainPlaces([...states, ...europe])).toHaveLength(50)
    expect(mainPlaces([at('a', 0, 0), at('b', 1, 1), at('c', 60, 100)])).toHaveLength(3)
  })

  it('leaves out what has no place, and keeps those at one place', () => {
    expect(boundsAround([at('a', null, null)])).toBeUndefined()
    expect(mainPlaces(Array.from({ length: 20 }, (_each, index) => at(`s:${index}`, 5, 5)))).toHaveLength(20)
  })
})

describe('the words that most names begin with', () => {
  it('are found by whole words', () => {
    const names = ['Omni Market Boston', 'Omni Market Bern', 'Omni Market Bonn', 'Omni DC Joliet', 'Acme']
    expect(sharedStart(names)).toBe('Omni Market ')
    expect(sharedStart(['A b', 'A c'])).toBe('')
    expect(sharedStart(['', 'x', 'y z', 'q r s'])).toBe('')
  })
})
