/** Proves that what a benchmark sends is understood, sells what it says, and repeats by its seed. */
import { expect, it } from 'vitest'
import { epcisAdapter } from '../../core/feeds/adapters/epcis/epcisAdapter.ts'
import { openingStock, recordCount } from './openingStock.ts'
import { gridOf, locationId, skuId } from './grid.ts'
import { salesDocuments } from './sales.ts'

const grid = gridOf(2_000, 100)
const plan = { grid, messages: 3, eventsPerMessage: 40, seed: 5, firstAt: Date.UTC(2026, 0, 5) }
const known = {
  locations: new Set(Array.from({ length: grid.locations }, (_, place) => locationId(place))),
  skus: new Set(Array.from({ length: grid.skus }, (_, sku) => skuId(sku))),
}

it('makes a grid of the wanted size', () => {
  expect(grid).toEqual({ locations: 100, skus: 20 })
  expect(gridOf(1_000_000)).toEqual({ locations: 1_000, skus: 1_000 })
  expect(gridOf(10_000_000)).toEqual({ locations: 2_000, skus: 5_000 })
  expect(gridOf(3)).toEqual({ locations: 3, skus: 1 })
})

it('sends sales that the adapter understands, each with an identity of its own', () => {
  const identities = new Set<string>()
  for (const document of salesDocuments(plan)) {
    for (const reading of epcisAdapter.read({ text: document.toString() })) {
      if (reading.outcome !== 'record') throw new Error(reading.reason)
      identities.add(reading.record.identity)
      const [event] = reading.record.events
      if (event?.type !== 'StockMoved' || typeof event.from === 'string') throw new Error('no sale')
      expect(event.to).toBe('customer')
      expect(known.locations).toContain(event.from.location)
      expect(known.skus).toContain(event.sku)
    }
  }
  expect(identities.size).toBe(120)
})

it('repeats by its seed, and shares no identity with another seed', () => {
  const text = (seed: number) => salesDocuments({ ...plan, seed }).join('')
  expect(text(5)).toBe(text(5))
  const ids = (seed: number) => new Set(text(seed).match(/urn:uuid:[^"]+/g))
  const both = [...ids(5)].filter((id) => ids(6).has(id))
  expect(both).toEqual([])
})

it('stocks the same grid', () => {
  const small = gridOf(60, 6)
  const bodies = [...openingStock(small)].flatMap(({ records }) =>
    records.flatMap((record) => ('reason' in record ? [] : [record.body])),
  )
  expect(bodies).toHaveLength(recordCount(small))
  expect(bodies.filter((body) => body.includes('"StockCounted"'))).toHaveLength(60)
})
