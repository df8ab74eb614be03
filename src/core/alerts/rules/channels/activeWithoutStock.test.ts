/** Proves that an active listing without stock is found, from when the last unit went. */
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
import { activeWithoutStock } from './activeWithoutStock.ts'
import { counted, received, shows, sold, SKU } from './channelEvents.fixture.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(START - DAY, counted('gln:dc', 10)),
    record(START - DAY, shows('web', { active: true })),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(activeWithoutStock)

it('fires from when the last unit went, and is over when stock comes or the listing is closed', () => {
  harness.tell(record(START, sold('gln:dc', 7)), record(START + MINUTE, sold('gln:dc', 3)))
  harness.at(START + HOUR)
  const [found] = firing()
  expect(found).toMatchObject({ subject: `web\n${SKU}`, figure: 0, since: START + MINUTE })
  const { summary, severity } = harness.explain(activeWithoutStock, found!)
  expect(summary).toBe(
    'sku:tea: web shows it as active and counts no stock of it; the ledger can promise it 0.',
  )
  expect(severity).toBeUndefined()
  harness.tell(record(START + 2 * MINUTE, received('gln:dc', 1)))
  expect(firing()).toEqual([])
  harness.tell(
    record(START + 3 * MINUTE, sold('gln:dc', 1)),
    record(START + 4 * MINUTE, shows('web', { active: false })),
  )
  expect(firing()).toEqual([])
})

it('is milder where customers see that it is sold out', () => {
  harness.tell(record(START, sold('gln:dc', 10)), record(START, shows('web', { offeredUnits: 0 })))
  harness.at(START + HOUR)
  expect(harness.explain(activeWithoutStock, firing()[0]!).severity).toBe('warning')
})

it('waits an hour before it calls anybody, also over a sell-out that the channel takes over in time', async () => {
  const engine = openRuleHarness({ rules: [activeWithoutStock] })
  engine.tell(
    record(START - DAY, counted('gln:dc', 10)),
    record(START - DAY, shows('web', { active: true })),
    record(START, sold('gln:dc', 10)),
  )
  await engine.evaluate()
  expect(engine.alerts('activeWithoutStock')).toMatchObject([{ state: 'pending' }])
  engine.at(START + HOUR)
  await engine.evaluate()
  expect(engine.alerts('activeWithoutStock')).toMatchObject([{ state: 'firing', since: START }])
  engine.close()
})

it('says nothing of a listing that has not told whether it is active, and of a SKU that the ledger does not know', () => {
  harness.tell(
    record(START, sold('gln:dc', 10)),
    record(START, shows('web', { active: false }), shows('app', { offeredUnits: null })),
    record(START, shows('web', { active: true }, 'sku:unknown')),
  )
  expect(firing()).toEqual([])
})
