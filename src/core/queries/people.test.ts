/** Proves which locations are people, and that an answer without any stays the very same. */
import { afterAll, describe, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../shared/events.ts'
import { openSmallNetwork, record, START, STOCK, VIENNA } from '../smallNetwork.fixture.ts'
import { networkLocations } from './network.ts'
import { isPerson, shownEvent, withoutPeople } from './people.ts'

const BUYER = 'gln:9506000134369'
const placed = (order: string, customer: string): CanonicalEvent => ({ type: 'OrderPlaced', order, customer })
const { context, ledger } = openSmallNetwork([
  ...STOCK,
  record(
    'people',
    START,
    { type: 'LocationDescribed', location: 'olist:customer:1', kind: 'customer', city: 'Lyon' },
    { type: 'LocationDescribed', location: 'franchise:7', kind: 'store' },
    placed('o1', 'olist:customer:2'),
    placed('o2', BUYER),
    placed('o3', 'franchise:7'),
    { type: 'StockCounted', sku: 'gtin:tee', location: BUYER, disposition: 'sellable', units: 1 },
  ),
])
afterAll(() => ledger.close())

describe('a person', () => {
  it.each(['olist:customer:1', 'olist:customer:2'])('is %s', (id) => {
    expect(isPerson(context.reader, id)).toBe(true)
  })
  it.each([VIENNA, BUYER, 'franchise:7', 'nobody:ever'])('is not %s', (id) => {
    expect(isPerson(context.reader, id)).toBe(false)
  })
})

it('a description is of a person whatever another one said of its kind', () => {
  const events = [{ type: 'LocationDescribed', location: 'olist:customer:1', kind: 'store' }]
  expect(JSON.stringify(withoutPeople(context, events))).not.toContain('olist')
})

it('an answer and an event about companies stay the same objects', () => {
  const answer = networkLocations(context, {})
  expect(withoutPeople(context, answer)).toBe(answer)
  const event: CanonicalEvent = { type: 'StockMoved', sku: 'x', units: 1, from: 'supplier', to: 'customer' }
  expect(shownEvent(context, event)).toBe(event)
})

it('what holds a person is copied on the way to it, and nothing is changed in place', () => {
  const page = { rows: [{ location: 'olist:customer:1', locationName: 'Ann' }, { location: VIENNA }] }
  const before = structuredClone(page)
  const hidden = context.pseudonymOf('olist:customer:1')
  const shown = withoutPeople(context, page)
  expect(shown).toEqual({ rows: [{ location: hidden, locationName: hidden }, { location: VIENNA }] })
  expect(page).toEqual(before)
  expect(shown.rows[1]).toBe(page.rows[1])
})

it('an entry’s counterpart keeps the word behind the id', () => {
  expect(withoutPeople(context, { counterpart: 'olist:customer:2 sellable' })).toEqual({
    counterpart: `${context.pseudonymOf('olist:customer:2')} sellable`,
  })
  const outer = { counterpart: 'customer' }
  expect(withoutPeople(context, outer)).toBe(outer)
})
