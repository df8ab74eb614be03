/** Proves which lanes a base offers, what they cost and how long they take. */
import { expect, it } from 'vitest'
import type { BasePlace } from './baseTypes.ts'
import { makeLanes } from './lanes.ts'
import { SETTINGS } from './settings.ts'

const place = (location: string, kind: 'store' | 'dc', latitude: number | null): BasePlace => ({
  id: 1,
  location,
  name: null,
  kind,
  told: kind,
  region: location === 'far' ? 'North' : null,
  country: 'DE',
  latitude,
  longitude: latitude === null ? null : 10,
  lastOccurredAt: 0,
  isStale: false,
})
const PLACES = [
  place('centre', 'dc', 48),
  place('near', 'store', 49),
  place('mid', 'store', 50),
  place('far', 'store', 58),
  place('lost', 'store', null),
]
const ends = (lanes: readonly { from: string; to: string }[]) => lanes.map(({ from, to }) => `${from}>${to}`)

it('leads from every centre to every store, and to each store from the nearest ones', () => {
  const { lanes, unplaced } = makeLanes(PLACES, [], { ...SETTINGS, nearestStores: 1 }, 1000)
  expect(ends(lanes)).toEqual(['centre>far', 'centre>mid', 'centre>near', 'mid>far', 'mid>near', 'near>mid'])
  expect(unplaced).toBe(1)
})

it('costs handling and the way, and takes a day and one more for each 500 km', () => {
  const { lanes } = makeLanes(PLACES, [], { ...SETTINGS, nearestStores: 0, laneCharge: 9 }, 1000)
  const far = lanes.find(({ to }) => to === 'far')
  // Ten degrees of latitude are 1,112 km.
  expect(far?.km).toBeCloseTo(1111.9, 0)
  expect(far?.unitCost).toBeCloseTo(0.5 + 11.119 * (0.05 + 0.1), 2)
  expect(far).toMatchObject({ transitDays: 3, fixedCost: 9 })
})

it('takes as long as was agreed, by the agreement that says most of the place', () => {
  const agreement = { origin: 'centre', country: 'DE', region: '', carrier: 'Slow', transitDays: 6 }
  const { lanes } = makeLanes(
    PLACES,
    [agreement, { ...agreement, region: 'North', carrier: 'North Post', transitDays: 3.5 }],
    { ...SETTINGS, nearestStores: 0 },
    1000,
  )
  expect(lanes.map(({ to, carrier, transitDays }) => [to, carrier, transitDays])).toEqual([
    ['far', 'North Post', 4],
    ['mid', 'Slow', 6],
    ['near', 'Slow', 6],
  ])
})
