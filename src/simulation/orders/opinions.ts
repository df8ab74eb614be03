/** Owns what customers think and say: ratings that fall with lateness, texts that tell why, calls for help. */
import { happens, integerBetween, numberBetween, pick } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { CHANNELS } from './commerce.ts'
import type { Order } from './order.ts'
import { phrase, TITLES, type Theme } from './phrases.ts'

const ANSWERED_SHARE = 0.3
const UNHAPPY_ANSWERED_SHARE = 0.45
const WITH_TEXT_SHARE = 0.6
const LATE_CALL_SHARE = 0.28
const CANCELLED_CALL_SHARE = 0.3
const PLAIN_CALL_SHARE = 0.02

/** Hours after the promise; negative where it came before; null where nothing was promised, or nothing came. */
function lateHoursOf({ promisedAt, course }: Order): number | null {
  const lastAt = course.handedOver.at(-1)?.at
  return promisedAt === null || lastAt === undefined ? null : (lastAt - promisedAt) / HOUR_MS
}

const isPickup = ({ flow }: Order) => flow === 'bopis' || flow === 'ropis'

/** Hours that the customer stood there before it was ready. */
const waitHours = (order: Order) =>
  isPickup(order) ? Math.max(0, order.course.readyAt - order.slotAt) / HOUR_MS : 0

/** From 1, furious, to 5, delighted, before rounding. */
function contentment(order: Order): number {
  const { course, shop } = order
  const lateHours = lateHoursOf(order) ?? 0
  // Who comes late to the counter blames nobody.
  const isOwnFault = isPickup(order) && waitHours(order) === 0
  let score = 4.55
  if (lateHours > 0 && !isOwnFault) score -= 0.7 + Math.min(2.4, (lateHours / 24) * 0.65)
  if (waitHours(order) > 0) score -= 0.8
  if (course.shortUnits > 0) score -= course.handedOver.length === 0 ? 2.3 : 1.2
  // The sum of three draws is nearly a bell.
  const noise = shop.random.next() + shop.random.next() + shop.random.next() - 1.5
  return score + noise * 1.3
}

/** The customer desk asks some; the unhappy answer more often. */
export function askForOpinion(order: Order, at: number): void {
  const { shop, course } = order
  const { random } = shop
  if (course.handedOver.length === 0 && course.shortUnits === 0) return
  const score = contentment(order)
  if (!happens(random, score < 3 ? UNHAPPY_ANSWERED_SHARE : ANSWERED_SHARE)) return
  const scale = CHANNELS.find(({ name }) => name === order.channel)?.scale ?? 'stars'
  const bounded = Math.min(5, Math.max(1, score))
  const rating = scale === 'nps' ? Math.round(((bounded - 1) / 4) * 10) : Math.round(bounded)
  const withText = happens(random, WITH_TEXT_SHARE)
  const text = withText ? words(order, bounded) : undefined
  const title = withText && scale === 'stars' ? pick(random, titlesFor(bounded)) : undefined
  const hours = happens(random, 0.25) ? numberBetween(random, 0.2, 3) : numberBetween(random, 5, 110)
  shop.later(at + Math.floor(hours * HOUR_MS), (then) =>
    order.shop.desk(`feedback-${order.number}`, then, {
      type: 'FeedbackGiven',
      order: order.id,
      customer: order.customer.id,
      rating,
      scale,
      answeredAt: then,
      ...(title === undefined ? {} : { title }),
      ...(text === undefined ? {} : { text }),
    }),
  )
}

const titlesFor = (score: number) =>
  score >= 3.8 ? TITLES.good : score >= 2.6 ? TITLES.middling : TITLES.poor

function words(order: Order, score: number): string {
  const { random } = order.shop
  const lateHours = Math.max(0, lateHoursOf(order) ?? 0)
  const blanks = {
    hours: String(Math.max(1, Math.round(lateHours))),
    days: String(Math.max(2, Math.round(lateHours / 24))),
    carrier: order.course.carrier ?? 'The carrier',
    city: isPickup(order) || order.flow === 'storeHomeDelivery' ? order.store.city : order.destination.city,
  }
  const themes = themesOf(order, lateHours)
  if (happens(random, 0.5)) themes.push(score >= 3 ? 'goods' : 'goodsBad')
  return themes.map((theme) => phrase(random, theme, blanks)).join(' ')
}

function themesOf(order: Order, lateHours: number): Theme[] {
  const { course, flow } = order
  if (course.handedOver.length === 0) return ['cancelled']
  const themes: Theme[] = course.shortUnits > 0 ? ['short'] : []
  if (isPickup(order)) {
    if (waitHours(order) > 0) themes.push('pickupWait')
    else themes.push(lateHours > 0 ? 'pickupLate' : flow === 'ropis' ? 'reserved' : 'pickupQuick')
  } else if (flow === 'storeHomeDelivery') themes.push(lateHours > 0 ? 'vanLate' : 'van')
  else if (lateHours > 0) themes.push(lateHours > 30 ? 'veryLate' : 'late', 'carrier')
  else themes.push((lateHoursOf(order) ?? 0) < -24 ? 'early' : 'onTime')
  return themes
}

const MEDIA = ['phone', 'chat', 'email'] as const

function call(order: Order, at: number, topic: string, text: string): void {
  const { shop } = order
  const medium = pick(shop.random, isPickup(order) ? ([...MEDIA, 'counter'] as const) : MEDIA)
  shop.later(at, (then) =>
    order.shop.desk(`case-${order.number}-${topic.replaceAll(' ', '-')}`, then, {
      type: 'CustomerContacted',
      contact: `case:${order.number}-${topic.replaceAll(' ', '-')}`,
      customer: order.customer.id,
      order: order.id,
      medium,
      topic,
      text,
    }),
  )
}

/** Some call when it was late, short or cancelled; a few for no reason of ours. */
export function callForHelp(order: Order, at: number): void {
  const { random } = order.shop
  const { course } = order
  const soon = at + integerBetween(random, 5, 400) * MINUTE_MS
  if ((lateHoursOf(order) ?? 0) > 0 && happens(random, LATE_CALL_SHARE)) {
    call(
      order,
      soon,
      'where is my order',
      `Order ${order.number} came after the promised time. What happened?`,
    )
  } else if (course.shortUnits > 0 && happens(random, CANCELLED_CALL_SHARE)) {
    call(
      order,
      soon,
      'cancelled by you',
      `Why was my order ${order.number} cut short? It was shown as in stock.`,
    )
  } else if (happens(random, PLAIN_CALL_SHARE)) {
    call(
      order,
      soon,
      pick(random, ['invoice', 'product question', 'change of address']),
      'A question about my order.',
    )
  }
}

/** A return that nobody has looked at for days. */
export function callAboutRefund(order: Order, at: number): void {
  if (!happens(order.shop.random, 0.4)) return
  call(order, at, 'where is my refund', 'I sent it back days ago and have no money yet.')
}
