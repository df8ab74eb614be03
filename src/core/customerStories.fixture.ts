/** Owns made-up orders whose stories are known: the records that tell them, and the plain facts to count by hand. */
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import type { CausedBy, Flow, RatingScale } from '../shared/vocabulary.ts'
import { seededRandom } from './platform.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export const STORIES_FROM = Date.UTC(2026, 0, 1)

/** What happened, as plainly as can be. */
export interface Story {
  order: string
  customer: string | null
  channel: string | null
  flow: Flow | null
  region: string
  placedAt: number
  promisedAt: number | null
  handedOverAt: number | null
  readyAt: number | null
  cancelledBy: CausedBy | null
  rejected: boolean
  returnStartedAt: number | null
  returnReceivedAt: number | null
  answers: { scale: RatingScale; rating: number; text: string | null; at: number }[]
  contacts: number
  /** Channels of the customer's touches, by time. */
  touches: { at: number; channel: string }[]
}

const CHANNELS = ['web', 'app', 'store', null]
const SHIPPED: readonly Flow[] = ['shipFromDc', 'shipFromStore', 'dropShip']
const WORDS = ['late', 'box', 'damaged', 'lovely', 'fast', 'courier', 'rude', 'size', 'colour', 'wrong']

/** Stories of a seed; the same seed tells the same. */
export function tellStories(count: number, seed: number): Story[] {
  const random = seededRandom(seed)
  const below = (n: number) => Math.floor(random.next() * n)
  const chance = (share: number) => random.next() < share
  const pick = <T>(some: readonly T[]): T => some[below(some.length)] as T
  return Array.from({ length: count }, (_, place): Story => {
    const isPickup = chance(0.3)
    const flow = isPickup ? 'bopis' : chance(0.1) ? null : pick(SHIPPED)
    const placedAt = STORIES_FROM + below(60 * 24) * HOUR_MS + below(HOUR_MS)
    const cancelledBy = chance(0.1) ? pick(['customer', 'stock', 'store'] as const) : null
    const isOpen = cancelledBy === null && chance(0.15)
    const handedOverAt = cancelledBy || isOpen ? null : placedAt + (6 + below(200)) * HOUR_MS
    const promisedAt = chance(0.8) ? placedAt + (24 + below(96)) * HOUR_MS : null
    const comesBack = handedOverAt !== null && chance(0.2)
    const returnStartedAt = comesBack ? handedOverAt + below(100) * HOUR_MS : null
    const lateDays = handedOverAt && promisedAt ? Math.max(0, (handedOverAt - promisedAt) / DAY_MS) : 0
    const customer = chance(0.85) ? `c${below(count / 3)}@example.com` : null
    return {
      order: `shop:${place}`,
      customer,
      channel: pick(CHANNELS),
      flow,
      region: pick(['ME', 'VT', 'NH']),
      placedAt,
      promisedAt,
      handedOverAt,
      cancelledBy,
      readyAt: isPickup && handedOverAt ? handedOverAt - (below(60) * HOUR_MS) / 10 : null,
      rejected: chance(0.08),
      returnStartedAt,
      returnReceivedAt: returnStartedAt && chance(0.7) ? returnStartedAt + below(100) * HOUR_MS : null,
      answers: Array.from({ length: chance(0.5) ? 1 + below(2) : 0 }, () => {
        const scale = pick(['stars', 'nps', 'csat'] as const)
        const best = scale === 'nps' ? 10 : 5
        const rating = Math.max(scale === 'nps' ? 0 : 1, Math.round(best - below(3) - lateDays / 2))
        const text = chance(0.7) ? [pick(WORDS), pick(WORDS), rating < 3 ? 'delay' : 'fine'].join(' ') : null
        return { scale, rating, text, at: placedAt + (300 + below(50)) * HOUR_MS }
      }),
      contacts: chance(0.2) ? 1 + below(2) : 0,
      touches:
        customer === null
          ? []
          : Array.from({ length: below(3) }, () => ({
              at: placedAt - below(40 * 24) * HOUR_MS,
              channel: pick(['newsletter', 'search', 'visit']),
            })),
    }
  })
}

/** The records that tell a story, each with an identity of its own. */
export function recordsOf(story: Story): FeedRecord[] {
  const { order, customer, channel, flow, region, placedAt, promisedAt, handedOverAt, cancelledBy } = story
  let serial = 0
  const at = (occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => ({
    identity: `test:${order}:${(serial += 1)}`,
    occurredAt,
    events,
  })
  const step = (
    name: 'allocated' | 'rejected' | 'ready' | 'delivered' | 'collected' | 'cancelled',
    when: number,
    more = {},
  ) => at(when, { type: 'OrderStepTaken', order, step: name, ...more })
  const records = [
    at(placedAt, {
      type: 'OrderPlaced',
      order,
      destination: { region },
      ...(channel === null ? {} : { channel }),
      ...(customer === null ? {} : { customer }),
      ...(flow === null ? {} : { flow }),
      ...(promisedAt === null ? {} : { promise: { at: promisedAt } }),
    }),
    at(placedAt, {
      type: 'OrderLineAdded',
      order,
      line: '1',
      sku: 'sku:1',
      units: 2,
      priceMinor: 500,
      currency: 'EUR',
    }),
  ]
  if (story.rejected) {
    records.push(
      step('allocated', placedAt + 1, { location: 'gln:1' }),
      step('rejected', placedAt + 2, { location: 'gln:1' }),
    )
  }
  if (story.readyAt !== null) records.push(step('ready', story.readyAt))
  if (handedOverAt !== null) records.push(step(flow === 'bopis' ? 'collected' : 'delivered', handedOverAt))
  if (cancelledBy !== null) records.push(step('cancelled', placedAt + HOUR_MS, { by: cancelledBy }))
  const back = { type: 'ReturnStepTaken', return: `back:${order}`, order, line: '1', units: 1 } as const
  if (story.returnStartedAt !== null) records.push(at(story.returnStartedAt, { ...back, step: 'initiated' }))
  if (story.returnReceivedAt !== null) records.push(at(story.returnReceivedAt, { ...back, step: 'received' }))
  for (const { scale, rating, text, at: when } of story.answers) {
    records.push(
      at(when, { type: 'FeedbackGiven', order, scale, rating, ...(text === null ? {} : { text }) }),
    )
  }
  for (let turn = 0; turn < story.contacts; turn += 1) {
    records.push(
      at(placedAt + 5 * HOUR_MS, {
        type: 'CustomerContacted',
        contact: `case:${order}:${turn}`,
        order,
        medium: 'chat',
        topic: 'where is it',
        ...(customer === null ? {} : { customer }),
      }),
    )
  }
  for (const touch of story.touches) {
    records.push(
      at(touch.at, {
        type: 'CustomerTouched',
        customer: customer ?? '',
        channel: touch.channel,
        touch: 'visit',
      }),
    )
  }
  return records
}
