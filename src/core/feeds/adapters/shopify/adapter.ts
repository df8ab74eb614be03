/** Owns the Shopify adapter: Admin REST bodies with their root and webhook bodies without, recognised and taken apart. */
import type { FeedRecord } from '../../../../shared/events.ts'
import type { Adapter, Reading } from '../../adapter.ts'
import { isObject, type Json } from '../commerce/fields.ts'
import { elementTexts, memberTexts } from '../commerce/pieces.ts'
import { readResource, refusal, soundJson, topMembers } from '../commerce/reading.ts'
import { translateFulfillment, translateFulfillmentEvent, translateRefund } from './fulfillments.ts'
import {
  translateInventoryItem,
  translateInventoryLevel,
  translateLocation,
  translateProduct,
  translateVariant,
} from './goods.ts'
import { translateCheckout, translateCustomer, translateOrder, translateTransaction } from './orders.ts'

type Has = (name: string) => boolean
interface Kind {
  /** Members that tell a bare resource. */
  is: (has: Has) => boolean
  translate: (resource: Json) => FeedRecord
  /** The type's name in `admin_graphql_api_id`. */
  gid: string
}

/** Every resource that is read, by its root; asked in this order where a body has none. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'fulfillment_event',
    {
      gid: 'FulfillmentEvent',
      is: (has) => has('fulfillment_id') && has('happened_at'),
      translate: translateFulfillmentEvent,
    },
  ],
  ['refund', { gid: 'Refund', is: (has) => has('refund_line_items'), translate: translateRefund }],
  [
    'inventory_level',
    {
      gid: 'InventoryLevel',
      is: (has) => has('inventory_item_id') && has('location_id') && !has('sku'),
      translate: translateInventoryLevel,
    },
  ],
  [
    'fulfillment',
    {
      gid: 'Fulfillment',
      is: (has) => has('order_id') && has('tracking_company'),
      translate: translateFulfillment,
    },
  ],
  ['checkout', { gid: 'Checkout', is: (has) => has('abandoned_checkout_url'), translate: translateCheckout }],
  [
    'order',
    { gid: 'Order', is: (has) => has('line_items') && has('financial_status'), translate: translateOrder },
  ],
  [
    'product',
    { gid: 'Product', is: (has) => has('variants') && has('body_html'), translate: translateProduct },
  ],
  [
    'variant',
    {
      gid: 'ProductVariant',
      is: (has) => has('inventory_policy') && has('price'),
      translate: translateVariant,
    },
  ],
  [
    'inventory_item',
    { gid: 'InventoryItem', is: (has) => has('tracked') && has('sku'), translate: translateInventoryItem },
  ],
  [
    'transaction',
    {
      gid: 'OrderTransaction',
      is: (has) => has('kind') && has('gateway') && has('order_id'),
      translate: translateTransaction,
    },
  ],
  [
    'customer',
    {
      gid: 'Customer',
      is: (has) => has('verified_email') && has('orders_count'),
      translate: translateCustomer,
    },
  ],
  [
    'location',
    {
      gid: 'Location',
      is: (has) =>
        has('address1') && has('name') && has('country_code') && !has('first_name') && has('updated_at'),
      translate: translateLocation,
    },
  ],
])

/** Resources of the Admin API that tell of no order, stock or shipment, by their roots. */
const NOT_READ: ReadonlySet<string> = new Set([
  'access_scopes',
  'application_charge',
  'asset',
  'blog',
  'carrier_service',
  'collect',
  'custom_collection',
  'customer_address',
  'addresses',
  'customer_invite',
  'customer_saved_search',
  'tags',
  'discount_code',
  'draft_order',
  'draft_order_invoice',
  'event',
  'fulfillment_order',
  'original_fulfillment_order',
  'fulfillment_service',
  'gift_card',
  'price_rule',
  'image',
  'metafield',
  'page',
  'payout',
  'product_publication',
  'product_listing',
  'recurring_application_charge',
  'redirect',
  'risk',
  'script_tag',
  'shipping_zone',
  'shop',
  'smart_collection',
  'storefront_access_token',
  'theme',
  'usage_charge',
  'webhook',
  'properties',
])

const singular = (root: string) => (root.endsWith('s') && !NOT_READ.has(root) ? root.slice(0, -1) : root)
const kindOfRoot = (root: string) =>
  KINDS.has(root) ? root : KINDS.has(singular(root)) ? singular(root) : undefined
const isNotRead = (root: string) => NOT_READ.has(singular(root))

/** A shop's notice of deletion names an id and nothing else. */
const ONLY_AN_ID = /^\s*\{\s*"id"\s*:\s*\d+\s*\}\s*$/

function kindOfBare(has: Has, gid: string | undefined): string | undefined {
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(gid ?? '')?.[1]
  if (type !== undefined) return [...KINDS].find(([, kind]) => kind.gid === type)?.[0] ?? type
  if (has('order_key') || has('_links') || has('invoice_sent_at')) return undefined
  return [...KINDS].find(([, { is }]) => is(has))?.[0]
}

const NAMES_ITS_KIND = /"object"\s*:\s*"/
/** A body with more members beside its root is a collection of examples, not an answer of the shop. */
const MEMBERS_BESIDE_MAX = 4
const EMPTY_LIST = /^\s*\{\s*"\w+"\s*:\s*\[\s*\]\s*\}\s*$/

export const shopifyAdapter: Adapter = {
  name: 'shopify',
  recognise({ text }) {
    if (ONLY_AN_ID.test(text.slice(0, 200)) && text.length <= 200) return true
    // Carriers' bodies name their kind in a member that no resource of this shop system has.
    if (NAMES_ITS_KIND.test(text.slice(0, 4_096))) return false
    const members = topMembers(text)
    if (members.size === 0) return false
    if (kindOfBare((name) => members.has(name), members.get('admin_graphql_api_id')?.value)) return true
    const first = [...members][0]
    if (!first) return false
    const [root, { kind }] = first
    if (isNotRead(root) && (members.size > MEMBERS_BESIDE_MAX || EMPTY_LIST.test(text.slice(0, 200))))
      return false
    return (kind === 'object' || kind === 'array') && (kindOfRoot(root) !== undefined || isNotRead(root))
  },
  *read({ text }) {
    const sound = soundJson(text)
    if ('reason' in sound) return void (yield refusal(text, 'body', sound.reason))
    if (ONLY_AN_ID.test(text))
      return void (yield refusal(
        text,
        'id',
        'only an id is given, as where something was deleted: of which kind is not told. Cancel the order in the shop instead',
      ))
    if (Array.isArray(sound.value)) {
      for (const piece of elementTexts(text) ?? []) yield* readBare(piece)
      return
    }
    if (!isObject(sound.value)) return void (yield refusal(text, 'body', 'an object is wanted'))
    const value = sound.value
    if (kindOfBare((name) => Object.hasOwn(value, name), gidOf(value)) !== undefined) yield* readBare(text)
    else yield* readRooted(text, value)
  },
}

const gidOf = (value: Json) =>
  typeof value.admin_graphql_api_id === 'string' ? value.admin_graphql_api_id : undefined

/** `{"order":{…}}`, `{"orders":[…]}`, also several roots side by side. */
function* readRooted(text: string, value: Json): Generator<Reading> {
  const texts = memberTexts(text)
  let read = 0
  for (const [root, member] of Object.entries(value)) {
    const kind = kindOfRoot(root)
    if (typeof member !== 'object' || member === null) continue
    const piece = texts.get(root) ?? ''
    const pieces = Array.isArray(member) ? (elementTexts(piece) ?? []) : [piece]
    if (kind === undefined && !isNotRead(root)) continue
    for (const one of pieces) {
      read += 1
      // One resource alone is kept with its root.
      const raw = Array.isArray(member) || Object.keys(value).length > 1 ? one : text
      if (kind === undefined) yield notRead(raw, singular(root))
      else yield* readKind(kind, one, raw)
    }
    if (pieces.length === 0) {
      read += 1
      yield refusal(text, root, `the list of ${root} is empty`)
    }
  }
  if (read === 0) yield refusal(text, 'body', 'no resource of Shopify is in it that is read')
}

const notRead = (raw: string, kind: string) =>
  refusal(
    raw,
    kind,
    `a Shopify ${kind.replaceAll('_', ' ')} tells of no order, stock or shipment that is read`,
  )

function* readBare(raw: string): Generator<Reading> {
  const sound = soundJson(raw)
  const value = 'value' in sound && isObject(sound.value) ? sound.value : {}
  const kind = kindOfBare((name) => Object.hasOwn(value, name), gidOf(value))
  if (kind === undefined) yield refusal(raw, 'body', 'no resource of Shopify is known by these fields')
  else if (!KINDS.has(kind)) yield notRead(raw, kind)
  else yield* readKind(kind, raw, raw)
}

/** One resource; an order's fulfilments and refunds are records of their own, the same as in webhooks of their own. */
function* readKind(kind: string, text: string, raw: string): Generator<Reading> {
  const sound = soundJson(text)
  if ('reason' in sound) return void (yield refusal(raw, 'body', sound.reason))
  const { translate } = KINDS.get(kind)!
  const whole = readResource(sound.value, raw, translate)
  yield whole
  if (kind !== 'order' || whole.outcome === 'refused') return
  const members = memberTexts(text)
  for (const [name, nested] of [
    ['fulfillments', 'fulfillment'],
    ['refunds', 'refund'],
  ] as const) {
    for (const piece of elementTexts(members.get(name) ?? '[]') ?? []) yield* readKind(nested, piece, piece)
  }
}
