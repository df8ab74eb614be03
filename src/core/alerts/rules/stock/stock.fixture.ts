/** Owns the records that rules of stock are tried with: a shop and a centre that sell, receive, count and send. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import { subjectKey } from '../../rule.ts'

export const SHOP = 'gln:9506000134352'
export const CENTRE = 'gln:9506000134369'
export const SKU = 'gtin:09506000134352'
export const POSITION = subjectKey(SHOP, SKU)

type Moved = Extract<CanonicalEvent, { type: 'StockMoved' }>
const sellable = (location: string) => ({ location, disposition: 'sellable' as const })

export const sale = (units: number, sku = SKU, location = SHOP): Moved => ({
  type: 'StockMoved',
  sku,
  units,
  from: sellable(location),
  to: 'customer',
})
export const receipt = (units: number, sku = SKU, location = SHOP): Moved => ({
  type: 'StockMoved',
  sku,
  units,
  from: 'supplier',
  to: sellable(location),
})
export const despatch = (units: number, sku = SKU, location = CENTRE): Moved => ({
  type: 'StockMoved',
  sku,
  units,
  from: sellable(location),
  to: 'inTransit',
})
export const arrival = (units: number, sku = SKU, location = SHOP): Moved => ({
  type: 'StockMoved',
  sku,
  units,
  from: 'inTransit',
  to: sellable(location),
})
export const count = (units: number, sku = SKU, location = SHOP): CanonicalEvent => ({
  type: 'StockCounted',
  sku,
  location,
  disposition: 'sellable',
  units,
})
export const keptBack = (units: number, sku = SKU, location = SHOP): CanonicalEvent => ({
  type: 'SafetyStockSet',
  sku,
  location,
  units,
})
export const SHIPMENT = 'urn:epcglobal:cbv:bt:9506000134369:S1'
export const described = (
  lines: { sku: string; units: number }[],
  more: Partial<Extract<CanonicalEvent, { type: 'ShipmentDescribed' }>> = {},
): CanonicalEvent => ({
  type: 'ShipmentDescribed',
  shipment: SHIPMENT,
  origin: { location: CENTRE },
  destination: { location: SHOP },
  lines,
  ...more,
})
export const milestone = (
  name: Extract<CanonicalEvent, { type: 'ShipmentMilestoneReached' }>['milestone'],
  shipment = SHIPMENT,
): CanonicalEvent => ({ type: 'ShipmentMilestoneReached', shipment, milestone: name })
