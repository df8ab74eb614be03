/** Proves that ties are broken in the order in which the store sorts. */
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../shared/events.ts'
import { compareTexts } from './stockFold.ts'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

const FULL_WIDTH = '\uff5e'
const BEYOND_16_BITS = '\u{1f600}'

describe('order of texts', () => {
  it('is that of the bytes of UTF-8', () => {
    const texts = ['', 'a', 'ab', 'b', 'é', FULL_WIDTH, `${FULL_WIDTH}a`, BEYOND_16_BITS, '\u{1f601}']
    const byBytes = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(texts.toReversed().toSorted(compareTexts)).toEqual(byBytes)
  })

  it('breaks a tie of two counts as the proof in SQL does', () => {
    const ledger = openTestLedger([])
    const count = (identity: string, units: number): FeedRecord => ({
      identity,
      occurredAt: 5,
      events: [{ type: 'StockCounted', sku: 's', location: 'L', disposition: 'sellable', units }],
    })
    ledger.commit([[intaken(count(`a|${BEYOND_16_BITS}`, 2)), intaken(count(`a|${FULL_WIDTH}`, 1))]])
    expect(ledger.reader.get('SELECT microunits FROM balances')).toEqual({ microunits: 2_000_000 })
    expect(ledger.verify().checks.flatMap((check) => check.violations)).toEqual([])
    ledger.close()
  })
})
