/** Owns the operators of a scenario: what a user supposes to happen, each a difference on a base snapshot. */
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Id, strict } from './contractParts.ts'
import { oneOf } from './eventParts.ts'

/** Days are counted from the snapshot: day 0 is the first day after it. */
const Day = Type.Integer({ minimum: 0, maximum: 365 })
/** From `fromDay` on for `days` days. Absent: the whole horizon. */
export const DayWindow = Type.Object(
  { fromDay: Day, days: Type.Integer({ minimum: 1, maximum: 365 }) },
  strict,
)
export type DayWindow = Static<typeof DayWindow>

const ids = Type.Array(Id, { minItems: 1, maxItems: 1000 })
const names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 200 })

/** Which SKU-locations are meant: all that match every list that is there. Empty: all. */
export const PlaceFilter = Type.Object(
  {
    locations: Type.Optional(ids),
    regions: Type.Optional(names),
    skus: Type.Optional(ids),
    categories: Type.Optional(names),
  },
  strict,
)
export type PlaceFilter = Static<typeof PlaceFilter>

/** Which lanes are meant: those that match every list that is there. Empty: all. */
export const LaneFilter = Type.Object(
  {
    from: Type.Optional(ids),
    to: Type.Optional(ids),
    carriers: Type.Optional(names),
  },
  strict,
)
export type LaneFilter = Static<typeof LaneFilter>

export const DEMAND_CHANNELS = ['walkIn', 'online'] as const
export type DemandChannel = (typeof DEMAND_CHANNELS)[number]

/**
 * Who serves online demand: `nearest` the nearest place with stock, `dcOnly` the nearest centre with stock, `mostStock` the
 * place with most units above its floor, `listed` the places of `locations` in their order.
 */
export const SOURCING_RULES = ['nearest', 'dcOnly', 'mostStock', 'listed'] as const
export type SourcingRule = (typeof SOURCING_RULES)[number]

const factor = Type.Number({ minimum: 0, maximum: 100 })
const units = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
const window = Type.Optional(DayWindow)
const kind = <K extends string, P extends Record<string, TSchema>>(name: K, fields: P) =>
  Type.Object({ kind: Type.Literal(name), ...fields }, strict)

/** The place neither sells nor receives nor ships; `evacuable`: transfers may still take its stock away. */
export const NodeOutage = kind('nodeOutage', {
  locations: ids,
  stock: oneOf(['locked', 'evacuable'] as const),
  window,
})
/** What departs in the window takes longer: by `days`, or by one of `distribution`, drawn for each lane and day. */
export const CarrierDelay = kind('carrierDelay', {
  lanes: Type.Optional(LaneFilter),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  distribution: Type.Optional(
    Type.Array(
      Type.Object(
        { days: Type.Integer({ minimum: 0, maximum: 60 }), share: Type.Number({ minimum: 0, maximum: 1 }) },
        strict,
      ),
      { minItems: 1, maxItems: 20 },
    ),
  ),
  window,
})
/** Nothing departs on these lanes in the window. */
export const LaneClosed = kind('laneClosed', { lanes: LaneFilter, window })
/** Transport on these lanes costs other than in the base. Factors and additions are applied in the operators' order. */
export const LaneCost = kind('laneCost', {
  lanes: Type.Optional(LaneFilter),
  unitFactor: Type.Optional(factor),
  unitAdded: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  fixedFactor: Type.Optional(factor),
  fixedAdded: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
})
/** Demand times `factor`; below 1 it falls. */
export const DemandSurge = kind('demandSurge', {
  filter: Type.Optional(PlaceFilter),
  channel: Type.Optional(oneOf(DEMAND_CHANNELS)),
  factor,
  window,
})
/** What is already on its way to these places comes `days` later. */
export const InboundSlip = kind('inboundSlip', {
  filter: Type.Optional(PlaceFilter),
  days: Type.Integer({ minimum: 1, maximum: 365 }),
})
/** Units that a place can take in or send out: in the whole plan, and a day. `null`: without limit. */
export const CapacitySet = kind('capacitySet', {
  locations: ids,
  receiveUnits: Type.Optional(Type.Union([units, Type.Null()])),
  sendUnits: Type.Optional(Type.Union([units, Type.Null()])),
  receiveUnitsPerDay: Type.Optional(Type.Union([units, Type.Null()])),
})
/** Stock is other than the ledger says. Shares are rounded down to whole units: `factor` 0.98 is 2 % shrink. */
export const StockAdjusted = kind('stockAdjusted', {
  filter: Type.Optional(PlaceFilter),
  factor: Type.Optional(factor),
  addedUnits: Type.Optional(Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 })),
})
/** Units that a place keeps. `0` releases the floor. */
export const FloorSet = kind('floorSet', {
  filter: Type.Optional(PlaceFilter),
  floorUnits: Type.Optional(units),
  factor: Type.Optional(factor),
})
/** Who serves the online demand of these regions, and within how many days that is promised. */
export const SourcingSet = kind('sourcingSet', {
  regions: Type.Optional(names),
  rule: oneOf(SOURCING_RULES),
  locations: Type.Optional(ids),
  promiseDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
})

export const ScenarioOperator = Type.Union([
  NodeOutage,
  CarrierDelay,
  LaneClosed,
  LaneCost,
  DemandSurge,
  InboundSlip,
  CapacitySet,
  StockAdjusted,
  FloorSet,
  SourcingSet,
])
export type ScenarioOperator = Static<typeof ScenarioOperator>

/** Applied one after the other, each on what the ones before it made. */
export const ScenarioOperators = Type.Array(ScenarioOperator, { maxItems: 100 })

export const OPERATOR_KINDS = [
  'nodeOutage',
  'carrierDelay',
  'laneClosed',
  'laneCost',
  'demandSurge',
  'inboundSlip',
  'capacitySet',
  'stockAdjusted',
  'floorSet',
  'sourcingSet',
] as const satisfies readonly ScenarioOperator['kind'][]

/** What is wrong with an operator: its number (from 0) and its field. */
export interface OperatorProblem {
  operator: number
  field: string
  message: string
}
