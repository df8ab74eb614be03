/** Proves that more offered than can be promised is found, at once where the channel said so, else when it should have known. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, MINUTE, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { counted, described, shows, sold, SKU } from './channelEvents.fixture.ts'
import { oversellRisk } from './oversellRisk.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(START - DAY, described('web', { name: 'Webshop', stockAgeMinutes: 30 })),
    record(START - DAY, counted('gln:dc', 60), counted('gln:shop', 40)),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(oversellRisk)

it('fires when a channel offers more, from when it said so, with what is at stake', () => {
  harness.tell(record(START, shows('web', { offeredUnits: 140 })))
  const [found] = firing()
  expect(found).toMatchObject({
    subject: `web\n${SKU}`,
    labels: { channel: 'web', sku: SKU },
    figure: 35,
    since: START,
  })
  const { summary, impact, evidence, action, severity } = harness.explain(oversellRisk, found!)
  expect(summary).toBe('Webshop offers 140 units of sku:tea; the ledger can promise it 100.')
  expect(impact.units).toBe(40)
  expect(evidence[0]).toMatchObject({ text: 'Webshop offers 140 units', at: START })
  expect(evidence[0]?.identity).toMatch(/^test:/)
  expect(action.link).toBe('/channels?text=sku%3Atea&kind=availability')
  expect(severity).toBeUndefined()
})

it('lets the tolerance be, and what is not offered, and is over when the channel offers less', () => {
  harness.tell(record(START, shows('web', { offeredUnits: 105 })))
  expect(firing()).toEqual([])
  harness.tell(record(START + 1, shows('web', { offeredUnits: 106 })))
  expect(firing()).toHaveLength(1)
  harness.tell(record(START + 2, shows('web', { active: false })))
  expect(firing()).toEqual([])
  harness.tell(record(START + 3, shows('web', { active: true, offeredUnits: 90 })))
  expect(firing()).toEqual([])
})

it('counts the shelves of the channel alone, less safety stock, and none where one is below', () => {
  harness.tell(
    record(START, described('web', { locations: ['gln:dc'] })),
    record(START, { type: 'SafetyStockSet', location: 'gln:dc', sku: SKU, units: 10 }),
    record(START, { type: 'SafetyStockSet', location: 'gln:shop', sku: SKU, units: 900 }),
    record(START, shows('web', { offeredUnits: 53 }), shows('app', { offeredUnits: 53 })),
  )
  expect(firing().map(({ subject, figure }) => [subject, figure])).toEqual([
    [`app\n${SKU}`, 0.5],
    [`web\n${SKU}`, 0.5],
  ])
})

it('lets sales be that the channel need not know of yet, until its stock is older than agreed', () => {
  harness.tell(record(START, shows('web', { offeredUnits: 98 })), record(START + MINUTE, sold('gln:dc', 30)))
  harness.at(START + 2 * MINUTE)
  expect(firing()).toEqual([])
  expect(harness.measure(oversellRisk)[0]?.lookAgainAt).toBe(START + 30 * MINUTE + 1)
  harness.at(START + 30 * MINUTE + 1)
  expect(firing()).toMatchObject([{ figure: 98 - 70 - 3.5 }])
})

it('finds a last unit that is offered and gone, and calls it critical', () => {
  harness.tell(
    record(START, sold('gln:dc', 60), sold('gln:shop', 40)),
    record(START + 1, shows('web', { offeredUnits: 1 })),
  )
  harness.at(START + MINUTE)
  const [found] = firing()
  expect(found?.figure).toBe(1)
  expect(harness.explain(oversellRisk, found!).severity).toBe('critical')
})

it('says nothing of a SKU that the ledger knows nothing of, of old stock, and of a channel that does not count', () => {
  harness.tell(
    record(START, shows('web', { offeredUnits: 5 }, 'sku:unknown')),
    record(START - 30 * DAY, counted('gln:old', 5, 'sku:old')),
    record(START, shows('web', { offeredUnits: 50 }, 'sku:old')),
    record(START, shows('web', { offeredUnits: null })),
  )
  expect(firing()).toEqual([])
})

it('is not over because the channel, or the stock, is told of no more', () => {
  harness.tell(record(START, shows('web', { offeredUnits: 140 })))
  harness.at(START + 8 * DAY)
  expect(harness.measure(oversellRisk, [`web\n${SKU}`])).toMatchObject([{ figure: null }])
})

it('is one alert that opens, and ends by itself', async () => {
  const engine = openRuleHarness({ rules: [oversellRisk] })
  engine.tell(record(START - DAY, counted('gln:dc', 10)), record(START, shows('web', { offeredUnits: 50 })))
  await engine.evaluate()
  expect(engine.alerts('oversellRisk')).toMatchObject([{ state: 'pending', since: START }])
  engine.at(START + 2 * MINUTE)
  await engine.evaluate()
  expect(engine.alerts('oversellRisk')).toMatchObject([{ state: 'firing', since: START }])
  engine.tell(record(START + 3 * MINUTE, shows('web', { offeredUnits: 8 })))
  engine.at(START + 5 * MINUTE)
  await engine.evaluate()
  engine.at(START + 10 * MINUTE)
  await engine.evaluate()
  expect(engine.alerts('oversellRisk')).toMatchObject([{ state: 'resolved' }])
  engine.close()
})

it('calls nobody where the channel heard of a receipt a minute before the tower', async () => {
  const engine = openRuleHarness({ rules: [oversellRisk] })
  engine.tell(record(START - DAY, counted('gln:dc', 10)), record(START, shows('web', { offeredUnits: 50 })))
  await engine.evaluate()
  engine.at(START + MINUTE)
  engine.tell(record(START + MINUTE, counted('gln:dc', 60)))
  await engine.evaluate()
  engine.at(START + 10 * MINUTE)
  await engine.evaluate()
  expect(engine.alerts('oversellRisk').filter(({ state }) => state === 'firing')).toEqual([])
  engine.close()
})
