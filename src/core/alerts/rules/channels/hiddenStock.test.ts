/** Proves that much stock of which a channel offers little is found after a while, and a fair share is not. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { counted, received, shows, SKU } from './channelEvents.fixture.ts'
import { hiddenStock } from './hiddenStock.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(record(START - DAY, counted('gln:dc', 200)))
})
afterEach(() => harness.close())
const firing = () => harness.fires(hiddenStock)

it('fires where a channel offers less than a quarter, from when it said so', () => {
  harness.tell(record(START, shows('web', { offeredUnits: 49 })))
  harness.at(START + MINUTE)
  const [found] = firing()
  expect(found).toMatchObject({ subject: `web\n${SKU}`, figure: 151, since: START })
  const { summary, impact } = harness.explain(hiddenStock, found!)
  expect(summary).toBe('web offers 49 units of sku:tea, though the ledger could promise it 200.')
  expect(impact.units).toBe(151)
})

it('begins when the stock came, where that is later', () => {
  harness.tell(
    record(START - HOUR, shows('web', { offeredUnits: 190 }), counted('gln:dc', 200)),
    record(START, received('gln:dc', 700)),
    record(START + MINUTE, received('gln:dc', 5)),
  )
  harness.at(START + 2 * MINUTE)
  expect(firing()).toMatchObject([{ since: START, figure: 715 }])
})

it('lets a share of a quarter be, and few units, an inactive listing, and stock that nobody counts', () => {
  harness.tell(
    record(START, shows('web', { offeredUnits: 50 })),
    record(START, counted('gln:dc', 20, 'sku:few'), shows('web', { offeredUnits: 0 }, 'sku:few')),
    record(START, shows('app', { offeredUnits: 0, active: false })),
    record(START, shows('market', { offeredUnits: null }), shows('street', { active: true })),
  )
  expect(firing()).toEqual([])
})
