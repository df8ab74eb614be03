/** Proves the list of orders at risk: who is on it, in which order, what holds each, and what would save it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import type { Flow, OrderStep } from '../shared/vocabulary.ts'
import { learn, score } from './compute/risk/riskScores.ts'
import { ordersAtRisk, type RiskSource } from './queries/risk.ts'
import {
  DAY_MS,
  DC,
  openSmallNetwork,
  record,
  SHOE,
  START,
  STOCK,
  TEA,
  VIENNA,
} from './smallNetwork.fixture.ts'

const NOW = START + 60 * DAY_MS
/** Wien is promised in 6 days. */
const PROMISED_DAYS = 6

interface Told {
  placedDays: number
  steps?: [OrderStep, number][]
  flow?: Flow
  carrier?: string
  units?: number
  priceMinor?: number
  sku?: string
  origin?: string
}

/** Days count from the start of the network; a step's, from the order. */
function order(name: string, told: Told): FeedRecord {
  const { placedDays, steps = [], flow = 'shipFromDc', carrier, units = 1, priceMinor = 1000 } = told
  const at = (days: number) => START + (placedDays + days) * DAY_MS
  const pickup = flow === 'bopis' ? { pickup: VIENNA } : { destination: { region: 'Wien', country: 'AT' } }
  const parcel: CanonicalEvent[] = carrier
    ? [
        {
          type: 'ShipmentDescribed',
          shipment: `parcel:${name}`,
          order: name,
          carrier,
          trackingNumber: `T-${name}`,
        },
      ]
    : []
  return record(
    `order ${name}`,
    at(0),
    { type: 'OrderPlaced', order: name, channel: 'web', flow, promise: { at: at(PROMISED_DAYS) }, ...pickup },
    {
      type: 'OrderLineAdded',
      order: name,
      line: '1',
      sku: told.sku ?? TEA,
      units,
      priceMinor,
      currency: 'EUR',
      origin: told.origin ?? DC,
    },
    ...steps.map(([step, days]): CanonicalEvent => ({
      type: 'OrderStepTaken',
      order: name,
      step,
      at: at(days),
    })),
    ...parcel,
  )
}

/** Sixty that are over: shipped on days 1 to 3, two days (FastMail) or three and a half (SlowMail) on the way. */
const PAST = Array.from({ length: 60 }, (_, place) => {
  const carrier = place % 2 === 0 ? 'FastMail' : 'SlowMail'
  const shipped = 1 + (place % 3)
  const steps: [OrderStep, number][] = [
    ['approved', 0.1],
    ['shipped', shipped],
    ['delivered', shipped + (carrier === 'FastMail' ? 2 : 3.5)],
  ]
  return order(`past${place}`, { placedDays: place / 2, steps, carrier })
})

let network: ReturnType<typeof openSmallNetwork>
beforeEach(() => (network = openSmallNetwork([...STOCK, ...PAST], NOW)))
afterEach(() => network.ledger.close())

/** As the thread beside the engine does. */
const source: RiskSource = {
  async atRisk(scope, page, now) {
    const { reader } = network.ledger
    return score(reader, learn(reader, now), scope, page, now)
  },
  calibration: () => Promise.resolve([]),
}
const asked = (input: Parameters<typeof ordersAtRisk>[2] = {}) => ordersAtRisk(network.context, source, input)
const orders = async (input: Parameters<typeof ordersAtRisk>[2] = {}) =>
  (await asked(input)).rows.map((row) => row.order)

describe('the list', () => {
  beforeEach(() => {
    network.take(
      order('stuck', { placedDays: 56.5, steps: [['approved', 0.1]] }),
      order('stuck but cheap', { placedDays: 56.5, steps: [['approved', 0.1]], priceMinor: 100 }),
      order('fresh', { placedDays: 60, priceMinor: 1000 }),
      order('on its way', {
        placedDays: 58,
        steps: [
          ['approved', 0.1],
          ['shipped', 1],
        ],
        carrier: 'FastMail',
        priceMinor: 100,
      }),
      order('missed', { placedDays: 50, steps: [['approved', 0.1]], priceMinor: 5000 }),
      order('delivered', { placedDays: 56, steps: [['delivered', 3]] }),
      order('cancelled', { placedDays: 56, steps: [['cancelled', 3]] }),
    )
  })

  it('has the open lines that can still be saved, the most valuable first: risk times value', async () => {
    const { rows, total, asOf } = await asked()
    expect([rows.map((row) => row.order), total, asOf]).toEqual([
      ['stuck', 'fresh', 'stuck but cheap', 'on its way'],
      4,
      NOW,
    ])
    const [stuck, fresh, cheap, onItsWay] = rows
    expect(stuck).toMatchObject({
      line: '1',
      waitsFor: 'shipped',
      waitsSinceAt: START + 56.6 * DAY_MS,
      remainingHours: 2.5 * 24,
      elapsedHours: 3.5 * 24,
      valueMinor: 1000,
      location: DC,
      locationName: 'Centre',
      late: false,
    })
    // None of the past waited so long to be shipped: even if it leaves now, SlowMail comes too late.
    expect(stuck?.risk).toBeGreaterThan(0.4)
    expect(fresh?.risk).toBeLessThan(0.35)
    expect(cheap?.risk).toBe(stuck?.risk)
    expect(onItsWay?.risk).toBeLessThan(0.1)
    expect(fresh?.waitsFor).toBe('approved')
    expect(fresh?.basedOn).toBeGreaterThanOrEqual(60)
  })
  it('has those whose promise has passed where they are asked for, as certain', async () => {
    const { rows, total } = await asked({ missed: true, limit: 1 })
    expect(total).toBe(5)
    expect(rows).toMatchObject([
      { order: 'missed', risk: 1, late: true, action: 'The promise is missed: tell the customer' },
    ])
  })
  it('is paged and narrowed to what is asked for', async () => {
    expect(await orders({ offset: 1, limit: 2 })).toEqual(['fresh', 'stuck but cheap'])
    expect(await orders({ carrier: 'FastMail' })).toEqual(['on its way'])
    expect(await orders({ carrier: '', region: 'Wien', flow: 'shipFromDc', channel: 'web' })).toHaveLength(3)
    expect(await orders({ region: 'Berlin' })).toEqual([])
  })
  it('follows what comes: a step lowers the risk, the hand-over ends it', async () => {
    const riskOf = async (name: string) => (await asked()).rows.find((row) => row.order === name)?.risk
    const before = await riskOf('stuck')
    network.take(
      record(
        'goes',
        NOW - 1,
        { type: 'OrderStepTaken', order: 'stuck', step: 'shipped' },
        { type: 'ShipmentDescribed', shipment: 'p', order: 'stuck', carrier: 'FastMail' },
      ),
    )
    expect(await riskOf('stuck')).toBeLessThan((before ?? 0) - 0.1)
    network.take(record('comes', NOW, { type: 'OrderStepTaken', order: 'stuck', step: 'delivered' }))
    expect(await riskOf('stuck')).toBe(undefined)
  })
  it('is found by its country where no source tells the region', async () => {
    const [told] = order('abroad', { placedDays: 59.9 }).events
    if (told?.type !== 'OrderPlaced') throw new Error('an order begins with its placing')
    const { events, ...more } = order('abroad', { placedDays: 59.9 })
    network.take({ ...more, events: [{ ...told, destination: { country: 'SI' } }, ...events.slice(1)] })
    expect(await orders({ region: 'SI' })).toEqual(['abroad'])
  })
})

describe('what would save it', () => {
  const actionFor = async (told: Told): Promise<string | undefined> => {
    network.take(order('it', told))
    return (await asked()).rows.find((row) => row.order === 'it')?.action
  }
  const approved: [OrderStep, number] = ['approved', 0.1]

  it('waiting for its approval: clear it', async () => {
    expect(await actionFor({ placedDays: 59.9 })).toBe(
      'Clear the payment or the check that holds it with web',
    )
  })
  it('not sent yet: the carrier that keeps the promise more often', async () => {
    expect(await actionFor({ placedDays: 57.5, steps: [approved] })).toMatch(
      /^Send it with FastMail from Centre: \d+ % would miss instead of \d+ %$/,
    )
  })
  it('given up by a place: another one that has the units free', async () => {
    const steps: [OrderStep, number][] = [approved, ['allocated', 0.2], ['rejected', 0.3]]
    expect(await actionFor({ placedDays: 59, steps, sku: SHOE, units: 2 })).toBe(
      'Allocate it to Vienna Mitte: 7 units are free there',
    )
  })
  it('on its way: the carrier, by the parcel’s number', async () => {
    const steps: [OrderStep, number][] = [approved, ['shipped', 1]]
    expect(await actionFor({ placedDays: 58, steps, carrier: 'SlowMail' })).toBe('Chase SlowMail about T-it')
    expect(await actionFor({ placedDays: 54.5, steps, carrier: 'SlowMail' })).toMatch(
      /tell the customer now$/,
    )
  })
  it('ready at the counter: the customer', async () => {
    const steps: [OrderStep, number][] = [approved, ['ready', 1]]
    expect(await actionFor({ placedDays: 58, steps, flow: 'bopis', origin: VIENNA })).toBe(
      'Remind the customer to collect it at Vienna Mitte',
    )
  })
  it('sent by a supplier: the supplier', async () => {
    expect(await actionFor({ placedDays: 59, steps: [approved], flow: 'dropShip', origin: 'maker' })).toMatch(
      /^Press maker to ship it/,
    )
  })
})
