/** Owns the proof of the small sums and texts that screens make themselves. */
import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../../../shared/readModels/inventory.ts'
import { isBalanced } from '../feeds/balanced.ts'
import { sampleDocument, tryCommand } from '../feeds/tryCommand.ts'
import { tileFault } from '../settings/tileFault.ts'
import { filterOf, isNarrowed } from './filter.ts'
import { ledgerSums } from './ledgerSums.ts'
import { prettyRaw } from './prettyRaw.ts'

describe('a ledger page', () => {
  const move = (units: number) => ({ kind: 'move', units }) as LedgerEntry
  const count = (varianceUnits: number) => ({ kind: 'count', varianceUnits }) as LedgerEntry

  it('adds up without rounding', () => {
    const page = { openingUnits: 0.1, entries: [move(0.2), count(-0.05), move(0.7)], closingUnits: 0.95 }
    expect(ledgerSums(page)).toEqual({ movesUnits: 0.9, varianceUnits: -0.05, addsUp: true, offBy: 0 })
  })

  it('says by how much it does not', () => {
    expect(ledgerSums({ openingUnits: 1, entries: [move(1)], closingUnits: 5 })).toMatchObject({
      addsUp: false,
      offBy: 3,
    })
  })
})

describe('a filter', () => {
  it('takes only what the contract knows', () => {
    const filter = filterOf(new URLSearchParams('state=nonsense&sort=price&text=tea&order=down'))
    expect(filter).toEqual({ text: 'tea', sort: 'location', descending: true })
    expect(isNarrowed(filter)).toBe(true)
    expect(isNarrowed(filterOf(new URLSearchParams('sort=sku')))).toBe(false)
  })
})

it('balances received against what became of it', () => {
  expect(isBalanced({ received: 5, accepted: 3, duplicates: 1, quarantined: 1 })).toBe(true)
  expect(isBalanced({ received: 5, accepted: 3, duplicates: 1, quarantined: 0 })).toBe(false)
})

describe('the command to try', () => {
  const options = {
    feed: 'store-1',
    key: 'twr_key',
    origin: 'http://127.0.0.1:8080',
    eventId: 'abc',
    at: new Date(0),
  }

  it('sends a whole EPCIS document with the key', () => {
    const command = tryCommand({ ...options, authentication: 'bearer' })
    expect(command).toContain("'http://127.0.0.1:8080/capture'")
    expect(command).toContain('Authorization: Bearer twr_key')
    expect(JSON.parse(sampleDocument('abc', new Date(0)))).toMatchObject({
      type: 'EPCISDocument',
      epcisBody: { eventList: [{ eventID: 'urn:uuid:abc', eventTime: '1970-01-01T00:00:00.000Z' }] },
    })
  })

  it('sends a file where there is a mapping, and signs where the feed is signed', () => {
    expect(tryCommand({ ...options, authentication: 'bearer', mapping: 'orders' })).toContain('text/csv')
    expect(tryCommand({ ...options, authentication: 'hmac' })).toContain('openssl dgst -sha256 -hmac')
  })
})

it('lays out JSON and leaves the rest alone', () => {
  expect(prettyRaw('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyRaw('{"a":')).toBe('{"a":')
  expect(prettyRaw('ISA*00*')).toBe('ISA*00*')
})

it('takes a tile server over https only', () => {
  expect(tileFault('')).toBeNull()
  expect(tileFault('https://tiles.example.com/{z}/{x}/{y}.png')).toBeNull()
  expect(tileFault('http://localhost:8080/{z}/{x}/{y}.png')).not.toBeNull()
  expect(tileFault('http://tiles.example.com/{z}/{x}/{y}.png')).not.toBeNull()
  expect(tileFault('https://tiles.example.com/')).not.toBeNull()
  expect(tileFault('{z}{x}{y}')).not.toBeNull()
})
