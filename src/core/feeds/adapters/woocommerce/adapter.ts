/** Owns the WooCommerce adapter: resources of its REST API as webhooks, lists and answers to batches bring them. */
import type { FeedRecord } from '../../../../shared/events.ts'
import type { Adapter, Reading } from '../../adapter.ts'
import { isObject, objectsOf, type Json } from '../commerce/fields.ts'
import { elementTexts, memberTexts } from '../commerce/pieces.ts'
import { readResource, refusal, soundJson, topMembers } from '../commerce/reading.ts'
import {
  translateCustomer,
  translateOrder,
  translateProduct,
  translateRefund,
  translateShortRefund,
} from './resources.ts'

type Has = (name: string) => boolean

const KINDS: readonly [
  name: string,
  is: (has: Has) => boolean,
  translate: ((resource: Json) => FeedRecord) | null,
][] = [
  ['order', (has) => has('order_key'), translateOrder],
  ['refund', (has) => has('refunded_by') || (has('refunded_payment') && has('amount')), translateRefund],
  ['product', (has) => has('manage_stock') && has('stock_status'), translateProduct],
  ['customer', (has) => has('is_paying_customer'), translateCustomer],
  ['webhook', (has) => has('delivery_url') && has('topic'), null],
]

const BATCHES = ['create', 'update', 'delete'] as const
const kindOf = (has: Has) => KINDS.find(([, is]) => is(has))

export const woocommerceAdapter: Adapter = {
  name: 'woocommerce',
  recognise({ text }) {
    const members = topMembers(text)
    if (members.size === 0) return false
    if (kindOf((name) => members.has(name))) return true
    const first = [...members][0]
    return first?.[1].kind === 'array' && (BATCHES as readonly string[]).includes(first[0])
  },
  *read({ text }) {
    const sound = soundJson(text)
    if ('reason' in sound) return void (yield refusal(text, 'body', sound.reason))
    if (Array.isArray(sound.value)) {
      for (const piece of elementTexts(text) ?? []) yield* readOne(piece)
      return
    }
    if (!isObject(sound.value)) return void (yield refusal(text, 'body', 'an object is wanted'))
    const value = sound.value
    if (kindOf((name) => Object.hasOwn(value, name))) return yield* readOne(text)
    const members = memberTexts(text)
    let read = 0
    for (const batch of BATCHES) {
      for (const piece of elementTexts(members.get(batch) ?? '[]') ?? []) {
        read += 1
        yield* readOne(piece, batch === 'delete')
      }
    }
    if (read === 0) yield refusal(text, 'body', 'no resource of WooCommerce is in it that is read')
  },
}

function* readOne(raw: string, isDeleted = false): Generator<Reading> {
  const sound = soundJson(raw)
  const value = 'value' in sound && isObject(sound.value) ? sound.value : {}
  const kind = kindOf((name) => Object.hasOwn(value, name))
  if (isObject(value.error))
    return void (yield refusal(raw, 'error', 'an error answer of the API: nothing happened'))
  if (!kind) return void (yield refusal(raw, 'body', 'no resource of WooCommerce is known by these fields'))
  const [name, , translate] = kind
  if (translate === null)
    return void (yield refusal(
      raw,
      name,
      `a WooCommerce ${name} tells of no order, stock or shipment that is read`,
    ))
  const whole = readResource(value, raw, (resource) =>
    isDeleted ? { ...translate(resource), retracted: true } : translate(resource),
  )
  yield whole
  if (name !== 'order' || whole.outcome === 'refused') return
  const count = Array.isArray(value.refunds) ? value.refunds.length : 0
  for (let index = 0; index < count; index += 1) {
    // The order around it says of which shop and when: all of it is kept, so that it can be read again.
    yield readResource(value, raw, (order) =>
      translateShortRefund(order, objectsOf(order.refunds, 'refunds')[index] ?? {}, index),
    )
  }
}
