/** Owns what an event touches: the keys under which rules find their subjects. */
import type { Account } from '../../shared/eventParts.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import { subjectKey, type Touched } from './rule.ts'

type Gathered = { -readonly [K in Exclude<keyof Touched, 'described'>]: Set<string> }

/** What a stretch of the log touched, and what of it concerns the engine itself. */
export interface Gathering extends Gathered {
  /** Locations and SKUs whose master data was told. */
  described: { locations: Set<string>; skus: Set<string> }
  /** SKUs whose names were tied or untied. */
  tied: Set<string>
  /** What they set aside at their sources may have changed. */
  transfers: Set<string>
  /** Rules that were set anew, and rules of users that were saved or taken away. */
  rules: Set<string>
}

export const openGathering = (): Gathering => ({
  positions: new Set(),
  counted: new Set(),
  skus: new Set(),
  locations: new Set(),
  listings: new Set(),
  channels: new Set(),
  promotions: new Set(),
  orders: new Set(),
  shipments: new Set(),
  feeds: new Set(),
  sequences: new Set(),
  totals: new Set(),
  described: { locations: new Set(), skus: new Set() },
  tied: new Set(),
  transfers: new Set(),
  rules: new Set(),
})

/**
 * Adds what an event touches.
 * @param skuOf the SKU that a name stands for
 */
export function gather(into: Gathering, event: CanonicalEvent, skuOf: (name: string) => string): void {
  const position = (location: string, name: string) => {
    const sku = skuOf(name)
    into.positions.add(subjectKey(location, sku))
    into.locations.add(location)
    into.skus.add(sku)
  }
  const account = (one: Account, sku: string) => {
    if (typeof one !== 'string') position(one.location, sku)
  }
  switch (event.type) {
    case 'StockMoved':
      account(event.from, event.sku)
      account(event.to, event.sku)
      return
    case 'StockCounted':
      into.counted.add(subjectKey(event.location, skuOf(event.sku)))
      return position(event.location, event.sku)
    case 'SafetyStockSet':
      return position(event.location, event.sku)
    case 'LocationDescribed':
      into.described.locations.add(event.location)
      into.locations.add(event.location)
      return
    case 'LocationScheduleSet':
    case 'LocationCapacitySet':
      into.locations.add(event.location)
      return
    case 'SkuDescribed':
      into.described.skus.add(event.sku)
      into.skus.add(skuOf(event.sku))
      return
    case 'SkuAliased':
      for (const sku of [event.alias, event.sku]) {
        into.tied.add(sku)
        into.skus.add(sku)
      }
      return
    case 'ShipmentDescribed':
      into.shipments.add(event.shipment)
      if (event.order !== undefined) into.orders.add(event.order)
      for (const place of [event.origin, event.destination]) {
        if (place?.location !== undefined) into.locations.add(place.location)
      }
      return
    case 'ShipmentMilestoneReached':
      into.shipments.add(event.shipment)
      if (event.place?.location !== undefined) into.locations.add(event.place.location)
      return
    case 'ShipmentEstimateChanged':
      into.shipments.add(event.shipment)
      return
    case 'ShipmentLineReceived':
      into.shipments.add(event.shipment)
      return position(event.location, event.sku)
    case 'OrderPlaced':
      into.orders.add(event.order)
      if (event.pickup !== undefined) into.locations.add(event.pickup)
      return
    case 'OrderLineAdded':
      into.orders.add(event.order)
      into.skus.add(skuOf(event.sku))
      return
    case 'OrderStepTaken':
    case 'ReturnStepTaken':
      into.orders.add(event.order)
      if (event.location !== undefined) into.locations.add(event.location)
      return
    case 'ClaimTaken':
      into.orders.add(event.order)
      return position(event.location, event.sku)
    case 'ClaimReleased':
    case 'ClaimConfirmed':
    case 'PaymentTaken':
    case 'OrderStateTold':
      into.orders.add(event.order)
      return
    case 'ChannelDescribed':
      into.channels.add(event.channel)
      return
    case 'ListingShown':
      into.channels.add(event.channel)
      into.skus.add(skuOf(event.sku))
      into.listings.add(subjectKey(event.channel, skuOf(event.sku)))
      if (typeof event.promotion === 'string') into.promotions.add(event.promotion)
      return
    case 'PromotionPlanned':
      into.promotions.add(event.promotion)
      return
    case 'ControlTotalTold': {
      const { system, measure, location, sku, until } = event
      into.totals.add(subjectKey(system, measure, location ?? '', sku ?? '', String(until)))
      return
    }
    case 'FeedSequenceTold':
      into.sequences.add(event.sequence)
      return
    case 'AlertRuleSet':
    case 'UserRuleSaved':
    case 'UserRuleRemoved':
      into.rules.add(event.rule)
      return
    case 'TransferAmended':
    case 'TransferApproved':
    case 'TransferRejected':
    case 'TransferCancelled':
    case 'TransferLineSent':
    case 'TransferClosed':
      into.transfers.add(event.transfer)
      return
    // Of these no rule's figure is made.
    case 'TransferDrafted':
    case 'TransferSubmitted':
    case 'TransferReleased':
    case 'TransferLineReceived':
    case 'TransferVarianceSettled':
    case 'ApprovalLimitSet':
    case 'ApprovalDelegated':
    case 'ApprovalDelegationEnded':
    case 'ScenarioSaved':
    case 'ScenarioRemoved':
    case 'CategoryNamed':
    case 'PostalAreaLocated':
    case 'FeedbackGiven':
    case 'LaneTransitSet':
    case 'CustomerTouched':
    case 'CustomerContacted':
    case 'CustomerOpened':
    case 'AlertChanged':
    case 'AlertActed':
    case 'AlertSilenceSet':
    case 'AlertSilenceEnded':
    case 'ObservationRecorded':
  }
}
