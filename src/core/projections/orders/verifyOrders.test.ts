/** Proves that verify finds orders in order, and names what is wrong with them where a row was changed behind its back. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../../shared/events.ts'
import { intaken, openTestLedger } from '../../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from '../projections.ts'

const T0 = Date.UTC(2026, 2, 2, 8)
const HOUR = 3_600_000
const DC = 'gln:dc'

const step = (order: string, hour: number, name: string, more: object = {}) =>
  ({ type: 'OrderStepTaken', order, line: '1', step: name, at: T0 + hour * HOUR, ...more }) as CanonicalEvent

/** One order that was delivered late in two parcels, part of which came back; one that is open and claimed; one by date. */
const RECORDS: readonly FeedRecord[] = [
  ['stock', { type: 'StockCounted', sku: 'tea', location: DC, disposition: 'sellable', units: 50 }],
  [
    'o1',
    { type: 'OrderPlaced', order: 'o1', flow: 'shipFromDc', channel: 'web', promise: { at: T0 + 5 * HOUR } },
    { type: 'OrderLineAdded', order: 'o1', line: '1', sku: 'tea', units: 4, priceMinor: 250 },
    { type: 'PaymentTaken', order: 'o1', method: 'card', amountMinor: 1000, currency: 'EUR' },
    step('o1', 1, 'allocated', { location: DC }),
    step('o1', 2, 'packed', { location: DC }),
    step('o1', 3, 'shipped', { units: 1, shipment: 'p1', location: DC }),
    step('o1', 3, 'shipped', { units: 2, shipment: 'p2', location: DC }),
    step('o1', 4, 'cancelled', { units: 1, by: 'stock' }),
    step('o1', 5, 'delivered', { shipment: 'p1' }),
    step('o1', 6, 'delivered', { shipment: 'p2' }),
    step('o1', 7, 'picked'),
  ],
  [
    'r1',
    {
      type: 'ReturnStepTaken',
      order: 'o1',
      line: '1',
      return: 'r1',
      step: 'received',
      units: 1,
      at: T0 + 9 * HOUR,
    },
    {
      type: 'ReturnStepTaken',
      order: 'o1',
      line: '1',
      return: 'r1',
      step: 'refunded',
      amountMinor: 250,
      at: T0 + 10 * HOUR,
    },
  ],
  [
    'o2',
    { type: 'OrderPlaced', order: 'o2', flow: 'bopis', pickup: DC, promise: { at: T0 + 5 * HOUR } },
    { type: 'OrderLineAdded', order: 'o2', line: '1', sku: 'tea', units: 2 },
    step('o2', 1, 'allocated', { location: DC }),
  ],
  [
    'o3',
    {
      type: 'OrderPlaced',
      order: 'o3',
      flow: 'dropShip',
      promise: { date: '2026-03-03', timeZone: 'America/New_York' },
    },
    { type: 'OrderLineAdded', order: 'o3', line: '1', sku: 'tea', units: 0.25 },
  ],
].map(([identity, ...events]) => ({ identity, occurredAt: T0, events }) as FeedRecord)

let ledger: ReturnType<typeof openTestLedger>
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
  ledger.commit([RECORDS.map(intaken)])
  ledger.decide(T0 + HOUR, {
    kind: 'takeClaim',
    claim: 'c',
    order: 'o2',
    line: '1',
    sku: 'tea',
    location: DC,
    microunits: 2e6,
    expiresInMs: null,
    actor: 'shop',
  })
})
afterEach(() => ledger.close())

const violations = () => ledger.verify().checks.flatMap((check) => check.violations)
const change = (sql: string) => void ledger.connection.database.exec(sql)
const detail = (path: string, value: string) =>
  `UPDATE orders SET detail = json_set(detail, '${path}', ${value}) WHERE order_id = 'o1'`

it('finds nothing wrong, and has looked at every order and line', () => {
  expect(violations()).toEqual([])
  const checked = Object.fromEntries(ledger.verify().checks.map((check) => [check.name, check.checked]))
  expect(checked).toMatchObject({
    'units of order lines: open, handed over and cancelled ones are those that were ordered': 3,
    'promises of order lines: handed over when the last unit was, and late where that is after the promise': 1,
    'orders sum their lines': 3,
    'orders say what their records say': 3,
  })
})

const line = (set: string, order = 'o1') => `UPDATE order_lines SET ${set} WHERE order_id = '${order}'`
const order = (set: string, of = 'o1') => `UPDATE orders SET ${set} WHERE order_id = '${of}'`

it.each([
  [
    'units of a line',
    line('microunits = 5000000'),
    'o1 1: 5000000 millionths ordered, its record says 4000000, 4000000 stand somewhere',
  ],
  [
    'cancelled units',
    line('cancelled_microunits = 2000000'),
    'o1 1: 2000000 millionths cancelled, its units say 1000000',
  ],
  ['short units', line('short_microunits = 2000000'), 'o1 1: more units were short than were cancelled'],
  ['returned units', line('returned_microunits = 4000000'), 'o1 1: more units came back than were had'],
  ['an open line', line('open = 1'), 'o1 1: open is 1, 0 parts of it are open'],
  [
    'a line that is lost',
    `DELETE FROM order_lines WHERE order_id = 'o2'`,
    'o2 1: its order has it, the lines do not',
  ],
  ['a line of no order', `DELETE FROM orders WHERE order_id = 'o3'`, 'o3 1: its order does not have it'],
  [
    'a line that is late',
    line('late = 0'),
    `o1 1: late is 0, promised for ${T0 + 5 * HOUR} and handed over at ${T0 + 6 * HOUR}`,
  ],
  [
    'a promise',
    line(`promised_at = ${T0}`, 'o2'),
    `o2 1: promised for ${T0}, its record says ${T0 + 5 * HOUR}`,
  ],
  ['a promise by date', line('promised_at = promised_at - 86400000', 'o3'), 'its record says 2026-03-03'],
  [
    'the basis of a promise',
    line(`promise_basis = 'carrier'`, 'o2'),
    'o2 1: the channel promised it, the basis is carrier',
  ],
  [
    'the hand-over',
    line(`handed_over_at = ${T0 + 8 * HOUR}`),
    `o1 1: handed over at ${T0 + 8 * HOUR}, its units say ${T0 + 6 * HOUR}`,
  ],
  ['the sum of units', order('microunits = 1'), 'o1: 1 millionths, its lines have 4000000'],
  ['the count of lines', order('line_count = 2'), 'o1: 2 lines, there are 1'],
  ['the value', order('value_minor = 7'), 'o1: worth 7, its lines are worth 1000'],
  ['an open order', order('open = 0', 'o2'), 'o2: open is 0, of its lines 1'],
  ['a late order', order('late = 0'), 'o1: late is 0, of its lines 1'],
  ['refused steps', order('refused = 0'), 'o1: 0 steps are refused, it names 1'],
  ['what was paid', order('paid_minor = 10'), 'o1: paid 10, its payments say 1000'],
  ['what went back', order('refunded_minor = 500'), 'o1: refunded 500, its refunds say 250'],
  [
    'a step before the one before it',
    detail('$.lines[0].portions[0].stepAt.allocated', `${T0 + 2.5 * HOUR}`),
    `o1 1: packed at ${T0 + 2 * HOUR}, before it was allocated at ${T0 + 2.5 * HOUR}`,
  ],
  [
    'a step that nobody told',
    detail('$.lines[0].portions[0].stepAt.allocated', `${T0 + 1}`),
    `o1 1: allocated at ${T0 + 1}, no record says so`,
  ],
  [
    'a claim of a line that is over',
    `UPDATE claims SET order_id = 'o1'`,
    'o1 1: claims are open for 2000000, the line wants 0',
  ],
])('names %s that is not as it was told', (_, sql, violation) => {
  change(sql)
  expect(violations().join('\n')).toContain(violation)
})
