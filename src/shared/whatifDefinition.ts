/** Owns what a scenario is: where it looks, how far ahead, what is supposed, what is fixed, and by which settings it is reckoned. */
import { Type, type Static } from '@sinclair/typebox'
import { Id, strict } from './contractParts.ts'
import { ScenarioOperators } from './scenarioOperators.ts'

/** The longest horizon, and the one where none is named. */
export const HORIZON_DAYS_MAX = 91
export const HORIZON_DAYS_DEFAULT = 14
/** Transfers that one scenario may fix or forbid. */
export const WHATIF_PINS_MAX = 2_000
/** Lines that one command may promote. */
export const PROMOTED_LINES_MAX = 1_000

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Units = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
/** Money of the network's currency; whole units such as euros, not cents. */
const Money = Type.Number({ minimum: 0, maximum: 1_000_000 })
const Share = Type.Number({ minimum: 0, maximum: 10 })

/** Which positions are looked at: those that match all that is there. */
export const ScenarioScope = Type.Object(
  {
    category: Type.Optional(Name),
    region: Type.Optional(Name),
    locations: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 5_000 })),
    skus: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 20_000 })),
  },
  strict,
)
export type ScenarioScope = Static<typeof ScenarioScope>

/** How money and lanes are reckoned where the data say nothing; what is left out is as `whatif.scope` says. */
export const ScenarioSettings = Type.Object(
  {
    /** Of the price: what a sale earns. */
    marginShare: Type.Optional(Share),
    /** Of the price, beyond the margin: what a lost sale does. */
    lostSalePenaltyShare: Type.Optional(Share),
    /** Of the price, for a year: what a unit left over costs. */
    holdingShareOfYear: Type.Optional(Share),
    /** Price of a SKU that nobody has told one of. */
    unknownPrice: Type.Optional(Money),
    /** For each unit moved: picking, packing, putting away. */
    handlingPerUnit: Type.Optional(Money),
    /** For each unit and 100 kilometres, and for each kilogramme and 100 kilometres. */
    transportPerUnit100Km: Type.Optional(Money),
    transportPerKg100Km: Type.Optional(Money),
    /** Weight of a SKU that nobody has told one of, in grammes. */
    unknownWeightGrams: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    /** Once for each lane that is used. Above 0 the plan is one of lane charges. */
    laneCharge: Type.Optional(Money),
    /** Stores that each store may send to. */
    nearestStores: Type.Optional(Type.Integer({ minimum: 0, maximum: 50 })),
    /** Centres that may send to each store; 0: all. */
    nearestCentres: Type.Optional(Type.Integer({ minimum: 0, maximum: 200 })),
    /** Days on the way where no lane says it: so many, and one more for each so many kilometres. */
    transitDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 60 })),
    kmPerDay: Type.Optional(Type.Number({ minimum: 10, maximum: 5_000 })),
    /** What a store keeps of each SKU that has no safety stock. */
    floorUnits: Type.Optional(Units),
    /** Whether stock of places whose feeds are behind may be moved. */
    useStale: Type.Optional(Type.Boolean()),
    /** Money for a unit that reaches its customer after the promise. */
    latePenalty: Type.Optional(Money),
  },
  strict,
)
export type ScenarioSettings = Static<typeof ScenarioSettings>

/** A transfer that must be in the plan with exactly these units. */
export const ScenarioPin = Type.Object({ sku: Id, from: Id, to: Id, units: Units }, strict)
/** A lane that may not be used, or one SKU on it. */
export const ScenarioBan = Type.Object({ from: Id, to: Id, sku: Type.Optional(Id) }, strict)

export const ScenarioDefinition = Type.Object(
  {
    scope: ScenarioScope,
    horizonDays: Type.Integer({ minimum: 1, maximum: HORIZON_DAYS_MAX }),
    operators: ScenarioOperators,
    pins: Type.Optional(Type.Array(ScenarioPin, { maxItems: WHATIF_PINS_MAX })),
    forbidden: Type.Optional(Type.Array(ScenarioBan, { maxItems: WHATIF_PINS_MAX })),
    settings: Type.Optional(ScenarioSettings),
  },
  strict,
)
export type ScenarioDefinition = Static<typeof ScenarioDefinition>
