/** Owns the translation of Shopify's products, inventory and locations. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import {
  FieldFault,
  neededId,
  neededTime,
  neededUnits,
  objectsOf,
  optionalId,
  present,
  textOf,
  type Json,
} from '../commerce/fields.ts'
import { skuOf } from '../commerce/skuCode.ts'
import { listingOf } from './listings.ts'
import { locationOf } from './orders.ts'

/** Each state is a record of its own, at its own time: since when a price has been shown is known. */
const stateOf = (kind: 'product' | 'variant', id: string, at: number): string =>
  `shopify:${kind}:${id}:${new Date(at).toISOString()}`
const itemSku = (id: string) => `shopify:inventoryItem:${id}`

function describeVariant(variant: Json, product: Json, field: string): CanonicalEvent[] {
  const id = neededId(variant.id, `${field}id`)
  const item = optionalId(variant.inventory_item_id, `${field}inventory_item_id`)
  const own = textOf(variant.title)
  const name = [textOf(product.title), own === 'Default Title' ? undefined : own].filter(Boolean).join(' – ')
  const grams = typeof variant.grams === 'number' && variant.grams > 0 ? variant.grams : undefined
  const described = present({
    name: name || undefined,
    category: textOf(product.product_type),
    brand: textOf(product.vendor),
    weightGrams: grams,
  })
  const sku = skuOf(variant.sku, `shopify:variant:${id}`)
  return [
    { type: 'SkuDescribed', sku, ...described },
    ...(item ? [{ type: 'SkuAliased' as const, alias: itemSku(item), sku }] : []),
    ...listingOf(variant, product, sku),
  ]
}

export function translateProduct(product: Json): FeedRecord {
  const id = neededId(product.id ?? product.product_id, 'id')
  const at = neededTime(product.updated_at ?? product.created_at, 'updated_at')
  const events = objectsOf(product.variants, 'variants').flatMap((variant, index) =>
    describeVariant(variant, product, `variants[${index}].`),
  )
  if (events.length === 0)
    events.push({ type: 'ObservationRecorded', why: 'a product without a variant: no SKU is named' })
  return { identity: stateOf('product', id, at), occurredAt: at, recordTime: at, events }
}

export function translateVariant(variant: Json): FeedRecord {
  const at = neededTime(variant.updated_at ?? variant.created_at, 'updated_at')
  const events = describeVariant(variant, {}, '')
  const identity = stateOf('variant', neededId(variant.id, 'id'), at)
  return { identity, occurredAt: at, recordTime: at, events }
}

export function translateInventoryItem(item: Json): FeedRecord {
  const id = neededId(item.id, 'id')
  const at = neededTime(item.updated_at ?? item.created_at, 'updated_at')
  const alias = itemSku(id)
  const sku = skuOf(item.sku, alias)
  const events: CanonicalEvent[] =
    sku === alias ? [{ type: 'SkuDescribed', sku }] : [{ type: 'SkuAliased', alias, sku }]
  return { identity: `shopify:inventoryItem:${id}`, occurredAt: at, recordTime: at, events }
}

/** Absolute, at its own time: each level is a count of its own, so one that comes late changes nothing that came after. */
export function translateInventoryLevel(level: Json): FeedRecord {
  const item = neededId(level.inventory_item_id, 'inventory_item_id')
  const location = neededId(level.location_id, 'location_id')
  const at = neededTime(level.updated_at, 'updated_at')
  const sku = itemSku(item)
  const place = { location: locationOf(location) }
  const identity = `shopify:inventoryLevel:${location}:${item}:${new Date(at).toISOString()}`
  if (level.available === undefined)
    throw new FieldFault('available', 'available is missing: how many units there are is not told')
  if (level.available === null) {
    const why = 'Shopify does not track the stock of this item: available is null'
    return { identity, occurredAt: at, events: [{ type: 'ObservationRecorded', why, place }] }
  }
  const oversold =
    typeof level.available === 'number' && Number.isInteger(level.available) && level.available < 0
  const units = oversold ? 0 : neededUnits(level.available, 'available')
  const events: CanonicalEvent[] = [
    { type: 'StockCounted', sku, location: place.location, disposition: 'sellable', units },
  ]
  if (oversold)
    events.push({
      type: 'ObservationRecorded',
      why: `oversold: Shopify says ${String(level.available)}, of which nothing is on hand`,
      place,
    })
  return { identity, occurredAt: at, events }
}

export function translateLocation(location: Json): FeedRecord {
  const id = neededId(location.id, 'id')
  const at = neededTime(location.updated_at ?? location.created_at, 'updated_at')
  const events: CanonicalEvent[] = [
    {
      type: 'LocationDescribed',
      location: locationOf(id),
      ...present({
        name: textOf(location.name),
        address: textOf(location.address1),
        city: textOf(location.city),
        region: textOf(location.province) ?? textOf(location.province_code),
        country: textOf(location.country_code) ?? textOf(location.country),
        postalCode: textOf(location.zip),
      }),
    },
  ]
  return { identity: `shopify:location:${id}`, occurredAt: at, recordTime: at, events }
}
