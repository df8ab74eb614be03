/** Proves that the coordination board shows what channels show, what can be promised, and marks where rules found a difference. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CHANNEL_RULES } from './alerts/rules/channels/channelRules.ts'
import { counted, described, shows } from './alerts/rules/channels/channelEvents.fixture.ts'
import { channelBoard } from './queries/channelBoard.ts'
import { DAY, MINUTE, openRuleHarness, record, START, type RuleHarness } from './rules.fixture.ts'

let harness: RuleHarness
beforeEach(async () => {
  harness = openRuleHarness({ rules: CHANNEL_RULES })
  harness.tell(
    record(START - DAY, { type: 'SkuDescribed', sku: 'sku:tea', name: 'Green tea', category: 'Tea' }),
    record(START - DAY, described('web', { name: 'Webshop', locations: ['gln:dc'], currency: 'EUR' })),
    record(START - DAY, counted('gln:dc', 10, 'sku:tea'), counted('gln:shop', 5, 'sku:tea')),
    ...['sku:tea', 'sku:cup', 'sku:pot'].map((sku) =>
      record(
        START,
        shows(
          'web',
          { active: true, priceMinor: 500, deliveryPromises: [{ days: 2 }, { country: 'DE', days: 1 }] },
          sku,
        ),
        shows('app', { active: true, priceMinor: 500, currency: 'EUR', promotion: 'spring' }, sku),
      ),
    ),
    record(START + 1, shows('web', { offeredUnits: 40, priceMinor: 50 }, 'sku:tea')),
  )
  harness.at(START + MINUTE)
  await harness.evaluate()
})
afterEach(() => harness.close())

const board = (input: Parameters<typeof channelBoard>[1] = {}) =>
  channelBoard(
    {
      reader: harness.reader,
      clock: { now: harness.now },
      pseudonymOf: () => '',
      log: { eventNumbers: () => [], rawText: () => '' },
    },
    input,
  )

it('puts SKUs that disagree on top, each cell with what its channel shows and what it can be promised', () => {
  const { channels, rows, total, byKind } = board()
  expect(channels.map(({ channel, name, listings }) => [channel, name, listings])).toEqual([
    ['app', null, 3],
    ['web', 'Webshop', 3],
  ])
  expect(total).toBe(3)
  expect(byKind).toMatchObject({ price: 1, availability: 1, promise: 0, active: 0 })
  expect(rows.map(({ sku }) => sku)).toEqual(['sku:tea', 'sku:cup', 'sku:pot'])
  const [tea] = rows
  expect(tea).toMatchObject({ name: 'Green tea', category: 'Tea', atpUnits: 15 })
  const [app, web] = tea!.cells
  expect(app).toMatchObject({
    listed: true,
    promotion: 'spring',
    priceMinor: 500,
    promisableUnits: 15,
    offeredUnits: null,
    disagreements: ['price'],
  })
  expect(web).toMatchObject({
    priceMinor: 50,
    currency: 'EUR',
    offeredUnits: 40,
    counted: true,
    promisableUnits: 10,
    promiseDays: { from: 1, to: 2 },
    disagreements: ['price', 'availability'],
    dataAsOf: START + 1,
    stale: false,
  })
  expect(web!.alerts).toHaveLength(2)
})

it('keeps to a kind, a channel, a category and words, and pages through', () => {
  expect(board({ kind: 'availability' }).rows.map(({ sku }) => sku)).toEqual(['sku:tea'])
  expect(board({ kind: 'availability', channel: 'app' }).rows).toEqual([])
  expect(board({ disagreeing: true, channel: 'web' }).total).toBe(1)
  expect(board({ category: 'Tea' }).total).toBe(1)
  expect(board({ text: 'gre' }).rows.map(({ sku }) => sku)).toEqual(['sku:tea'])
  expect(board({ text: 'cup' }).rows.map(({ sku }) => sku)).toEqual(['sku:cup'])
  expect(board({ channel: 'nowhere' }).total).toBe(0)
  expect([0, 1, 2, 3].flatMap((offset) => board({ limit: 1, offset }).rows.map(({ sku }) => sku))).toEqual([
    'sku:tea',
    'sku:cup',
    'sku:pot',
  ])
})

it('marks nothing any more when channels agree again', async () => {
  harness.tell(record(START + 2, shows('web', { offeredUnits: 5, priceMinor: 500 }, 'sku:tea')))
  harness.at(START + 2 * MINUTE)
  await harness.evaluate()
  expect(board().byKind).toMatchObject({ price: 0, availability: 0 })
})
