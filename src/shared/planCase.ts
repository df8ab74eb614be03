/** Owns the rebalancing case, `omni-rebalance/1`: what a planner is asked, as a file and between threads, with what this project adds to the format. */
import { Type, type Static } from '@sinclair/typebox'

const CaseId = Type.String({ minLength: 1, maxLength: 512 })
/** Money, in the one currency of the case; anything larger is a mistake of the source. */
const Money = Type.Number({ minimum: 0, maximum: 1e9 })
const Units = Type.Integer({ minimum: 0, maximum: 1e9 })
const Capacity = Type.Union([Units, Type.Null()])
const Marginals = Type.Array(Type.Number({ minimum: -1e9, maximum: 1e9 }), { maxItems: 1000 })

export const PlanLocation = Type.Object({
  id: CaseId,
  /** A DC receives nothing, as far as gains are not given. */
  type: Type.Union([Type.Literal('dc'), Type.Literal('store')]),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Type.Optional(Type.Number({ minimum: -360, maximum: 360 })),
  /** Units over all SKUs; null for no limit. */
  receive_capacity_units: Capacity,
  send_capacity_units: Capacity,
})
export type PlanLocation = Static<typeof PlanLocation>

export const PlanSku = Type.Object({
  id: CaseId,
  /** Margin and penalty of a sale that is made instead of lost. */
  value_per_sale: Money,
  /** Cost of a unit that is left at the end of the horizon. */
  holding_per_leftover: Money,
  /** Null for Poisson demand; else the variance is mean + mean² / r. */
  dispersion_r: Type.Union([Type.Number({ minimum: 1e-3, maximum: 1e9 }), Type.Null()]),
  category: Type.Optional(Type.String({ maxLength: 200 })),
})
export type PlanSku = Static<typeof PlanSku>

export const PlanLane = Type.Object({
  from: CaseId,
  to: CaseId,
  km: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  /** For each unit. */
  unit_cost: Money,
  /** Once, as soon as anything moves on the lane. */
  fixed_cost: Money,
  /** Days from the plan's beginning until its units can be sold; 0 where absent. */
  transit_days: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
})
export type PlanLane = Static<typeof PlanLane>

export const PlanStock = Type.Object({
  sku: CaseId,
  loc: CaseId,
  /** What may be planned with: without frozen, recalled, claimed and stale units. */
  on_hand: Units,
  /** Units that a donor keeps. */
  floor: Units,
  /** Units asked for over `cover_days`. */
  demand_mean: Type.Number({ minimum: 0, maximum: 1e6 }),
  /** Value of each further unit received, the first one first; absent: reckoned from the demand. */
  gains: Type.Optional(Marginals),
  /** Value lost by each further unit given. */
  losses: Type.Optional(Marginals),
  /** Days that the demand is over: up to the next replenishment; the horizon where absent. */
  cover_days: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
  /** Why the pair has fewer units to give or to get than it seems, for the explanation. */
  held: Type.Optional(Type.Union([Type.Literal('stale'), Type.Literal('claimed'), Type.Literal('frozen')])),
})
export type PlanStock = Static<typeof PlanStock>

/** A transfer that must be in the plan with exactly these units. */
export const PlanPin = Type.Object({
  sku: CaseId,
  from: CaseId,
  to: CaseId,
  units: Type.Integer({ minimum: 0, maximum: 10_000 }),
})
export type PlanPin = Static<typeof PlanPin>

/** A lane, or one SKU on it, that may not be used. */
export const PlanBan = Type.Object({ from: CaseId, to: CaseId, sku: Type.Optional(CaseId) })
export type PlanBan = Static<typeof PlanBan>

export const PlanCase = Type.Object({
  schema: Type.Literal('omni-rebalance/1'),
  id: Type.String({ maxLength: 512 }),
  horizon_days: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
  locations: Type.Array(PlanLocation, { maxItems: 100_000 }),
  skus: Type.Array(PlanSku, { maxItems: 1_000_000 }),
  lanes: Type.Array(PlanLane, { maxItems: 2_000_000 }),
  stock: Type.Array(PlanStock, { maxItems: 20_000_000 }),
  /** The most that is reckoned of one SKU at one place, where its values are not listed; absent: 24 and 40. */
  most_units: Type.Optional(
    Type.Object({
      received: Type.Integer({ minimum: 1, maximum: 4_000 }),
      given: Type.Integer({ minimum: 1, maximum: 100_000 }),
    }),
  ),
  pinned: Type.Optional(Type.Array(PlanPin, { maxItems: 100_000 })),
  forbidden: Type.Optional(Type.Array(PlanBan, { maxItems: 1_000_000 })),
})
export type PlanCase = Static<typeof PlanCase>
