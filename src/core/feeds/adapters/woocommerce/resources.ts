/** Owns the translation of WooCommerce's orders, refunds, products, variations and customers. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import {
  FieldFault,
  idOf,
  isObject,
  neededId,
  neededTime,
  neededUnits,
  objectsOf,
  optionalId,
  optionalTime,
  placeOf,
  present,
  textOf,
  type Json,
} from '../commerce/fields.ts'
import { currencyOf, minorOf } from '../commerce/money.ts'
import { skuOf } from '../commerce/skuCode.ts'
import { CHANNEL, listingOf, orderState } from './listings.ts'

/** The address that the resource links to itself by, or to what it is part of. */
function linkOf(resource: Json, name: 'self' | 'up'): string | undefined {
  const links = isObject(resource['_links']) ? resource['_links'][name] : undefined
  const first: unknown = Array.isArray(links) ? links[0] : undefined
  return isObject(first) ? textOf(first.href) : undefined
}

/** `woocommerce:<host and path of the shop>`: ids count within one shop. @throws FieldFault */
export function shopOf(resource: Json): string {
  const found = /^https?:\/\/([^\s?#]{1,200}?)\/wp-json\//i.exec(linkOf(resource, 'self') ?? '')
  if (!found)
    throw new FieldFault(
      '_links.self',
      '_links.self is missing: which shop this is of is not told, and ids count within one shop',
    )
  return `woocommerce:${found[1]!.toLowerCase()}`
}

function parentId(resource: Json, folder: string): string {
  const found = new RegExp(`/${folder}/([1-9]\\d*)`).exec(
    linkOf(resource, 'up') ?? linkOf(resource, 'self') ?? '',
  )
  if (!found) throw new FieldFault('_links.up', `_links.up names none of the ${folder}`)
  return found[1]!
}

const timeOf = (resource: Json, name: string) => neededTime(resource[`${name}_gmt`], `${name}_gmt`, 'UTC')
const maybeTime = (resource: Json, name: string) =>
  optionalTime(resource[`${name}_gmt`], `${name}_gmt`, 'UTC')

function lineSku(shop: string, line: Json): string {
  const variation = idOf(line.variation_id)
  const product = idOf(line.product_id)
  return skuOf(
    line.sku,
    variation
      ? `${shop}:product:${variation}`
      : product
        ? `${shop}:product:${product}`
        : `${shop}:line:${idOf(line.id) ?? '0'}`,
  )
}

export function translateOrder(order: Json): FeedRecord {
  const shop = shopOf(order)
  const name = `${shop}:order:${neededId(order.id, 'id')}`
  const occurredAt = timeOf(order, 'date_created')
  const modifiedAt = maybeTime(order, 'date_modified') ?? occurredAt
  const currency = currencyOf(order.currency, 'currency')
  const isPickup = objectsOf(order.shipping_lines, 'shipping_lines').some((line) =>
    /^(local_pickup|pickup_location)/.test(textOf(line.method_id) ?? ''),
  )
  const customer = optionalId(order.customer_id, 'customer_id')
  const to = isObject(order.shipping) ? order.shipping : {}
  const status = textOf(order.status)
  const events: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order: name,
      channel: CHANNEL,
      ...present({
        status,
        customer: customer && `${shop}:customer:${customer}`,
        flow: isPickup ? ('bopis' as const) : undefined,
        destination: isPickup
          ? undefined
          : placeOf({ city: to.city, region: to.state, country: to.country, postalCode: to.postcode }),
      }),
    },
  ]
  for (const [index, line] of objectsOf(order.line_items, 'line_items').entries()) {
    const field = `line_items[${index}]`
    events.push({
      type: 'OrderLineAdded',
      order: name,
      line: neededId(line.id, `${field}.id`),
      sku: lineSku(shop, line),
      units: neededUnits(line.quantity, `${field}.quantity`),
      // A unit's price is the line's divided by its units: its rest means nothing.
      priceMinor: minorOf(line.price, currency, `${field}.price`, true),
      currency,
    })
  }
  const times = {
    placed: occurredAt,
    changed: modifiedAt,
    completed: maybeTime(order, 'date_completed'),
  }
  events.push(...orderState(status, name, isPickup, times))
  if (maybeTime(order, 'date_paid') !== undefined)
    events.push({
      type: 'PaymentTaken',
      order: name,
      method: textOf(order.payment_method) ?? 'unknown',
      amountMinor: minorOf(order.total, currency, 'total', true),
      currency,
    })
  if (status === 'completed') {
    const at = maybeTime(order, 'date_completed') ?? modifiedAt
    events.push({ type: 'OrderStepTaken', order: name, step: isPickup ? 'collected' : 'shipped', at })
  }
  if (status === 'cancelled' || status === 'trash')
    events.push({ type: 'OrderStepTaken', order: name, step: 'cancelled', at: modifiedAt, why: status })
  return { identity: name, occurredAt, recordTime: modifiedAt, events }
}

/** Refunds that an order lists in short: id, reason and total. The refund's own resource, which says more, counts rather. */
export function translateShortRefund(order: Json, refund: Json, index: number): FeedRecord {
  const shop = shopOf(order)
  const field = `refunds[${index}]`
  const name = `${shop}:refund:${neededId(refund.id, `${field}.id`)}`
  const currency = currencyOf(order.currency, 'currency')
  const modifiedAt = maybeTime(order, 'date_modified') ?? timeOf(order, 'date_created')
  const amountMinor = Math.abs(minorOf(refund.total, currency, `${field}.total`, true))
  const events: CanonicalEvent[] = [
    {
      type: 'ReturnStepTaken',
      return: name,
      order: `${shop}:order:${neededId(order.id, 'id')}`,
      step: 'refunded',
      amountMinor,
      currency,
      ...present({ why: textOf(refund.reason) }),
    },
  ]
  // The earliest telling is nearest to the refund; any of them gives way to the resource itself.
  return { identity: name, occurredAt: modifiedAt, recordTime: -modifiedAt, events }
}

/** A refund names no currency: a shop writes amounts with as many decimals as its currency has. */
export function translateRefund(refund: Json): FeedRecord {
  const shop = shopOf(refund)
  const order = `${shop}:order:${parentId(refund, 'orders')}`
  const name = `${shop}:refund:${neededId(refund.id, 'id')}`
  const at = timeOf(refund, 'date_created')
  const why = textOf(refund.reason)
  const decimals = /\.(\d{1,4})$/.exec(textOf(refund.amount) ?? '')?.[1]?.length ?? 0
  const minor = (value: unknown, field: string) => minorOf(value, decimals, field, true)
  const given = present({ why })
  const events: CanonicalEvent[] = []
  const total = minor(refund.amount, 'amount')
  if (total < 0) throw new FieldFault('amount', 'amount is below 0')
  const lines = objectsOf(refund.line_items, 'line_items').map((line, index) => {
    const field = `line_items[${index}]`
    const kept = objectsOf(line.meta_data, `${field}.meta_data`).find(
      ({ key }) => key === '_refunded_item_id',
    )
    const units = neededUnits(
      typeof line.quantity === 'number' ? Math.abs(line.quantity) : line.quantity,
      `${field}.quantity`,
    )
    const amountMinor =
      Math.abs(minor(line.total, `${field}.total`)) +
      Math.abs(minor(line.total_tax ?? 0, `${field}.total_tax`))
    return { line: neededId(kept?.value, `${field}.meta_data._refunded_item_id`), units, amountMinor }
  })
  const ofLines = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const byLine = ofLines <= total
  for (const { line, units, amountMinor } of lines) {
    const step = { type: 'ReturnStepTaken', return: name, order, line } as const
    if (units > 0) events.push({ ...step, step: 'initiated', units, ...present({ why }) })
    if (byLine)
      events.push({ ...step, step: 'refunded', amountMinor, ...(units > 0 ? {} : { units: 0 }), ...given })
  }
  const rest = total - (byLine ? ofLines : 0)
  if (rest > 0 || events.length === 0)
    events.push({
      type: 'ReturnStepTaken',
      return: name,
      order,
      step: 'refunded',
      amountMinor: rest,
      ...given,
    })
  return { identity: name, occurredAt: at, recordTime: at, events }
}

/** A product or a variation. WooCommerce keeps stock for the shop as a whole: the shop is the location. */
export function translateProduct(product: Json): FeedRecord {
  const shop = shopOf(product)
  const id = neededId(product.id, 'id')
  const at = maybeTime(product, 'date_modified') ?? timeOf(product, 'date_created')
  const isVariation = /\/products\/\d+\/variations\//.test(linkOf(product, 'self') ?? '')
  const sku = skuOf(product.sku, `${shop}:product:${id}`)
  const options = isVariation
    ? objectsOf(product.attributes, 'attributes').map((one) => textOf(one.option))
    : []
  const categories = objectsOf(product.categories, 'categories').map((one) => textOf(one.name))
  const events: CanonicalEvent[] = [
    {
      type: 'SkuDescribed',
      sku,
      ...present({
        name: textOf(product.name) ?? (options.filter(Boolean).join(', ') || undefined),
        category: categories[0],
      }),
    },
  ]
  if (product.manage_stock === true) {
    const quantity = product.stock_quantity
    const oversold = typeof quantity === 'number' && Number.isFinite(quantity) && quantity < 0
    const units = oversold ? 0 : neededUnits(quantity, 'stock_quantity')
    events.push({ type: 'StockCounted', sku, location: shop, disposition: 'sellable', units })
    if (oversold)
      events.push({
        type: 'ObservationRecorded',
        why: `oversold: WooCommerce says ${quantity}, of which nothing is on hand`,
      })
  } else if (product.manage_stock === 'parent')
    events.push({
      type: 'ObservationRecorded',
      why: 'stock is kept for the product as a whole: manage_stock is “parent”',
    })
  else
    events.push({
      type: 'ObservationRecorded',
      why: 'WooCommerce does not track the stock of this product: manage_stock is false',
    })
  events.push(...listingOf(product, `${shop}:product:${id}`, sku, at))
  // Each state is a record of its own, at its own time: a count that comes late changes nothing that came after.
  return {
    identity: `${shop}:product:${id}:${new Date(at).toISOString()}`,
    occurredAt: at,
    recordTime: at,
    events,
  }
}

export function translateCustomer(customer: Json): FeedRecord {
  const shop = shopOf(customer)
  const name = `${shop}:customer:${neededId(customer.id, 'id')}`
  return {
    identity: name,
    occurredAt: timeOf(customer, 'date_created'),
    events: [{ type: 'CustomerTouched', customer: name, channel: 'woocommerce', touch: 'account' }],
  }
}
