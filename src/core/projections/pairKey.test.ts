/** Proves that keys of two texts part again, and that no text makes a batch fail for ever. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { pairKey, pairOf } from './pairKey.ts'
import { PROJECTIONS } from './projections.ts'

const text = fc.string({ unit: fc.constantFrom('a', '\n', '"', '[', ',', '\\') })

describe('a key of two texts', () => {
  it('gives the texts back', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(pairOf(pairKey(a, b))).toEqual([a, b])
      }),
    )
  })

  it('lets subjects have line breaks in their ids', () => {
    const ledger = openTestLedger(PROJECTIONS)
    const events: CanonicalEvent[] = [
      { type: 'PostalAreaLocated', country: 'U\nS', postalCode: '1\n2', latitude: 1, longitude: 2 },
      { type: 'SafetyStockSet', location: 'A\nB', sku: 'C\nD', units: 3 },
      { type: 'CategoryNamed', language: 'e\nn', category: 'x\ny', name: 'Tea' },
    ]
    ledger.commit([
      events.map((event, index) => intaken({ identity: `${index}`, occurredAt: 1, events: [event] })),
    ])
    expect(ledger.reader.all('SELECT country, postal_code FROM postal_areas')).toEqual([
      { country: 'U\nS', postal_code: '1\n2' },
    ])
    expect(
      ledger.reader.all(
        'SELECT location, sku FROM safety_stocks JOIN locations USING (location_id) JOIN skus USING (sku_id)',
      ),
    ).toEqual([{ location: 'A\nB', sku: 'C\nD' }])
    expect(ledger.reader.all('SELECT language, category FROM category_names')).toEqual([
      { language: 'e\nn', category: 'x\ny' },
    ])
    ledger.close()
  })
})
