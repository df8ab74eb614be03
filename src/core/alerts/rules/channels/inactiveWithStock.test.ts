/** Proves that a closed listing with plenty of stock is found, and a draft that was never sold is not. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { counted, received, shows, SKU } from './channelEvents.fixture.ts'
import { inactiveWithStock } from './inactiveWithStock.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(START - DAY, counted('gln:dc', 20)),
    record(START - 2 * DAY, shows('web', { active: true })),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(inactiveWithStock)

it('fires from when it was closed or the stock came, whichever is later, and is over when it is open again', () => {
  harness.tell(record(START - HOUR, shows('web', { active: false })))
  harness.at(START)
  expect(firing()).toEqual([])
  harness.tell(record(START, received('gln:dc', 30)))
  harness.at(START + HOUR)
  const [found] = firing()
  expect(found).toMatchObject({ subject: `web\n${SKU}`, figure: 50, since: START })
  expect(harness.explain(inactiveWithStock, found!).summary).toBe(
    'web does not sell sku:tea, though the ledger could promise it 50 units.',
  )
  harness.tell(record(START + HOUR, shows('web', { active: true })))
  expect(firing()).toEqual([])
})

it('fires for one that was never active where another channel sells it, not for a draft in all', () => {
  harness.tell(
    record(START, received('gln:dc', 30)),
    record(START, shows('app', { active: false })),
    record(START, counted('gln:dc', 90, 'sku:draft'), shows('app', { active: false }, 'sku:draft')),
  )
  expect(firing().map(({ subject }) => subject)).toEqual([`app\n${SKU}`])
})
