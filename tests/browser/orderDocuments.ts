/** Owns a small trade that the browser tests send as CloudEvents: places, items, and orders through the flows, some of them late. */
import type { EventOf } from '../../src/shared/events.ts'
import type { Flow, OrderStep } from '../../src/shared/vocabulary.ts'

const HOUR_MS = 3_600_000

export const DC = { id: 'gln:9506000134369', name: 'Columbus distribution centre' } as const
export const JACKET = { id: 'gtin:09506000134376', name: 'Rain jacket, blue, M' } as const
const STORES = [
  ['gln:9506000134376', 'Portland Harbour Street', 'Portland', 'ME', 43.6571, -70.2512],
  ['gln:9506000134383', 'Austin South Congress', 'Austin', 'TX', 30.2489, -97.7501],
  ['gln:9506000134390', 'Seattle Pike Street', 'Seattle', 'WA', 47.6097, -122.3331],
] as const
const TOWNS = [
  ['Portland', 'ME', '04101', 43.66, -70.26],
  ['Austin', 'TX', '78701', 30.27, -97.74],
  ['Seattle', 'WA', '98101', 47.61, -122.33],
  ['Columbus', 'OH', '43215', 39.96, -83.0],
  ['Denver', 'CO', '80202', 39.75, -105.0],
  ['Miami', 'FL', '33101', 25.77, -80.19],
] as const
const CHANNELS = ['web', 'app', 'store', 'marketplace'] as const
const CARRIERS = ['UPS', 'FedEx', 'USPS'] as const
const FLOWS: readonly Flow[] = [
  'shipFromDc',
  'shipFromDc',
  'shipFromStore',
  'bopis',
  'ropis',
  'storeHomeDelivery',
]

type Told = EventOf<'StockMoved' | 'OrderPlaced' | 'OrderLineAdded' | 'OrderStepTaken' | 'PaymentTaken'>
  | EventOf<'ShipmentDescribed' | 'ShipmentMilestoneReached' | 'FeedbackGiven'> // prettier-ignore

const envelope = (type: string, id: string, at: number, data: object) => ({
  specversion: '1.0', id, source: '/tests/orders', type: `org.omnitower.${type}`, time: new Date(at).toISOString(),
  datacontenttype: 'application/json', data,
}) // prettier-ignore

/** The places, the item and the opening stock, as a batch of CloudEvents. */
export function tradeMasterData(now: number): string {
  const at = now - 200 * 24 * HOUR_MS
  const places = [
    [DC.id, DC.name, 'Columbus', 'OH', 39.96, -83.0, 'dc'] as const,
    ...STORES.map((store) => [...store, 'store'] as const),
  ]
  return JSON.stringify([
    ...places.flatMap(([location, name, city, region, latitude, longitude, kind]) => [
      envelope('LocationDescribed', `place ${location}`, at, {
        location, name, city, region, latitude, longitude, kind, country: 'US', timeZone: 'America/New_York',
      }),
      envelope('StockCounted', `count ${location}`, at, { sku: JACKET.id, location, disposition: 'sellable', units: 5000 }),
    ]),
    envelope('SkuDescribed', 'jacket', at, { sku: JACKET.id, name: JACKET.name, category: 'outerwear' }),
    ...TOWNS.map(([city, region, postalCode, latitude, longitude]) =>
      envelope('PostalAreaLocated', `area ${postalCode}`, at, { country: 'US', postalCode, city, region, latitude, longitude }),
    ),
  ]) // prettier-ignore
}

/** Numbers from 0 to 1 that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export const orderId = (number: number) => `shop:order:${100_000 + number}`
export const shipmentId = (number: number) => `tracker:ups:1Z${100_000 + number}`

/**
 * An order by the web from the centre to Maine that left a day too late: late because it waited, packed, for its carrier.
 * @param placedAt its hand-over follows 100 hours later
 */
export function lateOrder(number: number, placedAt: number): object[] {
  return orderRecords(number, placedAt, {
    flow: 'shipFromDc', channel: 'web', town: TOWNS[0], from: DC.id, carrier: 'UPS', promisedHours: 60,
    hours: { allocated: 1, picked: 4, packed: 5, shipped: 70, delivered: 100 },
  }) // prettier-ignore
}

/**
 * An order with nearly all that can happen to one: two lines, a rejection and a re-route, a step that its flow does not
 * have, a return graded in a store and refunded, and the customer's words.
 */
export function eventfulOrder(number: number, placedAt: number): object[] {
  const order = orderId(number)
  const [store] = STORES[1]
  const at = (hours: number) => Math.round(placedAt + hours * HOUR_MS)
  const step = (line: string, taken: OrderStep, hours: number, more: object = {}) => ({
    type: 'OrderStepTaken', order, line, step: taken, units: 1, at: at(hours), ...more,
  })
  const placed = [
    {
      type: 'OrderPlaced', order, channel: 'app', customer: 'shop:customer:7', flow: 'boris',
      destination: { city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' },
      promise: { at: at(60), basis: 'channel' },
    },
    ...['1', '2'].map((line) => ({
      type: 'OrderLineAdded', order, line, sku: JACKET.id, units: 1, origin: DC.id, priceMinor: 8990, currency: 'USD',
    })),
    { type: 'PaymentTaken', order, method: 'paypal', amountMinor: 17_980, currency: 'USD' },
  ]
  const later = [
    step('1', 'allocated', 1, { location: store }),
    step('1', 'rejected', 5, { location: store, by: 'stock', why: 'not on the shelf' }),
    step('1', 'allocated', 6, { location: DC.id }),
    step('1', 'shipped', 20, { location: DC.id }),
    step('1', 'delivered', 52),
    step('2', 'allocated', 1, { location: DC.id }),
    step('2', 'ready', 30, { location: DC.id }),
    step('2', 'cancelled', 40, { by: 'customer', why: 'found it elsewhere' }),
    { type: 'FeedbackGiven', order, rating: 2, title: 'Half of it', text: 'One jacket came, the other I gave up on.' },
    ...(['initiated', 'received', 'graded', 'refunded'] as const).map((taken, index) => ({
      type: 'ReturnStepTaken', return: `shop:return:${number}`, order, line: '1', step: taken, units: 1,
      at: at(70 + index), ...(taken === 'refunded' ? { amountMinor: 8990, currency: 'USD' } : { location: store }),
      ...(taken === 'graded' ? { disposition: 'damaged', why: 'torn seam' } : {}),
    })),
  ]
  return [
    envelope('Record', `order ${number} placed`, placedAt, { events: placed }),
    envelope('Record', `order ${number} later`, at(74), { events: later }),
  ]
} // prettier-ignore

interface Course {
  flow: Flow
  channel: string
  town: (typeof TOWNS)[number]
  from: string
  carrier: string
  promisedHours: number
  /** When each step was taken, from the order. */
  hours: Partial<Record<OrderStep, number>>
}

/** What is told when it is placed, and what is told at its latest step. */
function orderRecords(number: number, placedAt: number, course: Course): object[] {
  const order = orderId(number)
  const shipment = shipmentId(number)
  const [city, region, postalCode] = course.town
  const destination = { city, region, postalCode, country: 'US' }
  const isPickup = course.flow === 'bopis' || course.flow === 'ropis'
  const at = (hours: number) => Math.round(placedAt + hours * HOUR_MS)
  const steps = Object.entries(course.hours) as [OrderStep, number][]
  const last = Math.max(...steps.map(([, hours]) => hours), 0)
  const placed: Told[] = [
    {
      type: 'OrderPlaced', order, channel: course.channel, customer: `shop:customer:${number % 40}`, flow: course.flow,
      destination, promise: { at: at(course.promisedHours), basis: 'channel' }, ...(isPickup ? { pickup: course.from } : {}),
    },
    {
      type: 'OrderLineAdded', order, line: '1', sku: JACKET.id, units: 1 + (number % 2), origin: course.from,
      priceMinor: 7990 + (number % 7) * 500, currency: 'USD',
    },
    { type: 'PaymentTaken', order, method: 'credit_card', amountMinor: 7990, currency: 'USD' },
  ] // prettier-ignore
  const events: Told[] = steps.map(([step, hours]) => ({
    type: 'OrderStepTaken', order, line: '1', step, at: at(hours),
    ...(step === 'delivered' ? {} : { location: course.from }), ...(step === 'shipped' ? { shipment } : {}),
  })) // prettier-ignore
  const left = course.hours.shipped ?? course.hours.collected
  if (left !== undefined) {
    events.push({
      type: 'StockMoved', sku: JACKET.id, units: 1 + (number % 2), from: { location: course.from, disposition: 'sellable' },
      to: 'customer',
    }) // prettier-ignore
  }
  if (course.hours.shipped !== undefined) {
    events.push(
      {
        type: 'ShipmentDescribed', shipment, order, carrier: course.carrier, trackingNumber: `1Z${100_000 + number}`,
        origin: { location: course.from }, destination,
        lines: [{ sku: JACKET.id, units: 1 + (number % 2), orderLine: '1' }],
      },
      { type: 'ShipmentMilestoneReached', shipment, milestone: 'pickedUp', at: at(course.hours.shipped) },
    ) // prettier-ignore
    if (course.hours.delivered !== undefined) {
      events.push({
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'delivered',
        at: at(course.hours.delivered),
      })
    }
  }
  return [
    envelope('Record', `order ${number} placed`, placedAt, { events: placed }),
    ...(events.length > 0 ? [envelope('Record', `order ${number} steps`, at(last), { events })] : []),
  ]
}

/**
 * Many orders over the days before now: all channels, carriers, flows and towns, about one in eight late, some still open.
 * @param days over which they were placed
 */
export function manyOrders(count: number, now: number, days = 60): object[] {
  const random = numbers(7)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  return Array.from({ length: count }, (_each, number) => number).flatMap((number) => {
    const placedAt = now - (random() ** 1.2 * days * 24 + 1) * HOUR_MS
    const flow = pick(FLOWS)
    const isPickup = flow === 'bopis' || flow === 'ropis'
    const storeIndex = Math.floor(random() * STORES.length)
    const from = flow === 'shipFromDc' ? DC.id : (STORES[storeIndex]?.[0] ?? DC.id)
    const town = isPickup ? (TOWNS[storeIndex] ?? TOWNS[0]) : pick(TOWNS)
    const slow = random() < 0.14 ? 30 + random() * 60 : 0
    const stuck = pick(['allocated', 'picked', 'shipped', 'delivered'] as const)
    const planned: [OrderStep, number][] = isPickup
      ? [['allocated', 0.5], ['picked', 2], ['packed', 2.5], ['ready', 3], ['collected', 14]]
      : [['allocated', 1], ['picked', 6], ['packed', 7], ['shipped', 12], ['delivered', 44]] // prettier-ignore
    let delay = 0
    const hours: Course['hours'] = {}
    for (const [step, usual] of planned) {
      if (step === stuck || (isPickup && step === 'picked')) delay = slow
      const taken = usual * (0.6 + random() * 0.7) + delay
      if (placedAt + taken * HOUR_MS > now) break
      hours[step] = Math.max(taken, Object.values(hours).at(-1) ?? 0)
    }
    const course = { flow, channel: pick(CHANNELS), town, from, carrier: pick(CARRIERS), hours }
    return orderRecords(number + 1000, placedAt, { ...course, promisedHours: isPickup ? 30 : 66 })
  })
}
