/** Owns the list of projections that every append keeps up to date; a later one may be made from rows of an earlier one. */
import type { Projection } from '../ledger/subjects.ts'
import { alertRuleProjection, userRuleProjection } from './alertRules.ts'
import { alertProjection } from './alerts.ts'
import { alertSilenceProjection } from './alertSilences.ts'
import { capacityProjection } from './capacities.ts'
import { channelProjection } from './channels.ts'
import { contactProjection } from './contacts.ts'
import { controlTotalProjection } from './controlTotals.ts'
import { customerOpeningProjection } from './customerOpenings.ts'
import { feedbackProjection } from './feedback.ts'
import { categoryProjection, locationProjection, postalAreaProjection, skuProjection } from './masterData.ts'
import { laneTransitProjection } from './laneTransits.ts'
import { listingProjection } from './listings.ts'
import { orderProjection } from './orders/orders.ts'
import { promotionProjection } from './promotions.ts'
import { safetyStockProjection } from './safetyStocks.ts'
import { scenarioProjection } from './scenarios.ts'
import { scheduleProjection } from './schedules.ts'
import { shipmentProjection } from './shipments.ts'
import { skuAliasProjection } from './skuAliases.ts'
import { speedProjection } from './speedPacks.ts'
import { toldOrderProjection } from './toldOrders.ts'
import { touchProjection } from './touches.ts'
import { transferProjection } from './transfers.ts'
import { approvalDelegationProjection, approvalLimitProjection } from './transfersApprovers.ts'

export const PROJECTIONS: readonly Projection[] = [
  locationProjection,
  skuProjection,
  skuAliasProjection,
  safetyStockProjection,
  channelProjection,
  listingProjection,
  promotionProjection,
  toldOrderProjection,
  postalAreaProjection,
  categoryProjection,
  shipmentProjection,
  scheduleProjection,
  laneTransitProjection,
  capacityProjection,
  // Before the orders that count them: what comes together is then counted once.
  contactProjection,
  touchProjection,
  orderProjection,
  speedProjection,
  feedbackProjection,
  customerOpeningProjection,
  controlTotalProjection,
  alertProjection,
  alertSilenceProjection,
  alertRuleProjection,
  userRuleProjection,
  scenarioProjection,
  transferProjection,
  approvalLimitProjection,
  approvalDelegationProjection,
]
