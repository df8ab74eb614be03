/** Owns the list of projections that every append keeps up to date. */
import type { Projection } from '../ledger/subjects.ts'
import {
  categoryProjection,
  locationProjection,
  postalAreaProjection,
  safetyStockProjection,
  skuProjection,
} from './masterData.ts'
import { orderProjection } from './orders.ts'
import { shipmentProjection } from './shipments.ts'

export const PROJECTIONS: readonly Projection[] = [
  locationProjection,
  skuProjection,
  safetyStockProjection,
  postalAreaProjection,
  categoryProjection,
  shipmentProjection,
  orderProjection,
]
