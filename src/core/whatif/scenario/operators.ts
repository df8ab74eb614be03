/** Owns what operators do: each makes a new world of the one before it, and shares with it whatever it leaves alone. */
import type { OperatorProblem, ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { checkOperators } from './checks.ts'
import { closeLanes, delayCarriers, priceLanes } from './laneOperators.ts'
import { placeMatcher, regionMatcher, spanOf } from './matching.ts'
import type { DaySpan, RegionSourcing, World, WorldLocation } from './world.ts'

type Of<K extends ScenarioOperator['kind']> = Extract<ScenarioOperator, { kind: K }>

/** Operators that do not fit the base; each problem names the operator's number and its field. */
export class OperatorMismatch extends Error {
  readonly problems: readonly OperatorProblem[]
  constructor(problems: readonly OperatorProblem[]) {
    super(problems.map(({ message }) => message).join(' '))
    this.problems = problems
  }
}

/**
 * The world as the operators suppose it. The base is never written to; without operators it is the base itself. Operators of
 * different kinds change different figures, so only the order of those of one kind can matter.
 * @throws OperatorMismatch
 */
export function applyOperators(base: World, operators: readonly ScenarioOperator[]): World {
  const problems = checkOperators(base, operators)
  if (problems.length > 0) throw new OperatorMismatch(problems)
  return operators.reduce(applyOperator, base)
}

function applyOperator(world: World, operator: ScenarioOperator): World {
  switch (operator.kind) {
    case 'nodeOutage':
      return shutPlaces(world, operator)
    case 'carrierDelay':
      return delayCarriers(world, operator)
    case 'laneClosed':
      return closeLanes(world, operator)
    case 'laneCost':
      return priceLanes(world, operator)
    case 'demandSurge':
      return changeDemand(world, operator)
    case 'inboundSlip':
      return slipInbound(world, operator)
    case 'capacitySet':
      return setCapacities(world, operator)
    case 'stockAdjusted':
      return adjustStock(world, operator)
    case 'floorSet':
      return setFloors(world, operator)
    case 'sourcingSet':
      return setSourcing(world, operator)
  }
}

const changePlaces = (
  world: World,
  ids: readonly string[],
  change: (place: WorldLocation) => Partial<WorldLocation>,
): World => {
  const meant = new Set(ids)
  return {
    ...world,
    locations: world.locations.map((place) => (meant.has(place.id) ? { ...place, ...change(place) } : place)),
  }
}

function shutPlaces(world: World, { locations, stock, window }: Of<'nodeOutage'>): World {
  const outage = { ...spanOf(window, world.horizonDays), stock }
  return changePlaces(world, locations, (place) => ({ outages: [...place.outages, outage] }))
}

function setCapacities(world: World, operator: Of<'capacitySet'>): World {
  const { receiveUnits, sendUnits, receiveUnitsPerDay } = operator
  return changePlaces(world, operator.locations, () => ({
    ...(receiveUnits !== undefined && { receiveCapacityUnits: receiveUnits }),
    ...(sendUnits !== undefined && { sendCapacityUnits: sendUnits }),
    ...(receiveUnitsPerDay !== undefined && { receiveUnitsPerDay }),
  }))
}

function changeDemand(world: World, { filter, channel, factor, window }: Of<'demandSurge'>): World {
  const span = spanOf(window, world.horizonDays)
  const atPlaces = placeMatcher(world, filter)
  const online = regionMatcher(world, filter)
  const changed = multiplied(world.horizonDays, factor, span)
  return {
    ...world,
    ...(channel !== 'online' && {
      stock: world.stock.map((row) =>
        atPlaces(row.sku, row.location) ? { ...row, dayFactors: changed(row.dayFactors) } : row,
      ),
    }),
    ...(channel !== 'walkIn' && {
      onlineDemand: world.onlineDemand.map((row) =>
        online(row.sku, row.region) ? { ...row, dayFactors: changed(row.dayFactors) } : row,
      ),
    }),
  }
}

/** Day factors times a factor in a span; rows that shared a profile share the changed one. */
function multiplied(horizonDays: number, factor: number, { fromDay, untilDay }: DaySpan) {
  const made = new Map<readonly number[] | null, readonly number[]>()
  return (factors: readonly number[] | null): readonly number[] => {
    let changed = made.get(factors)
    if (!changed) {
      const before = factors ?? Array.from({ length: horizonDays }, () => 1)
      changed = before.map((value, day) => (day >= fromDay && day < untilDay ? value * factor : value))
      made.set(factors, changed)
    }
    return changed
  }
}

function slipInbound(world: World, { filter, days }: Of<'inboundSlip'>): World {
  const meant = placeMatcher(world, filter)
  return {
    ...world,
    inbound: world.inbound.map((row) =>
      meant(row.sku, row.location) ? { ...row, day: row.day + days } : row,
    ),
  }
}

function adjustStock(world: World, { filter, factor = 1, addedUnits = 0 }: Of<'stockAdjusted'>): World {
  const meant = placeMatcher(world, filter)
  return {
    ...world,
    stock: world.stock.map((row) =>
      meant(row.sku, row.location)
        ? { ...row, onHandUnits: Math.max(0, Math.floor(row.onHandUnits * factor) + addedUnits) }
        : row,
    ),
  }
}

function setFloors(world: World, { filter, floorUnits, factor = 1 }: Of<'floorSet'>): World {
  const meant = placeMatcher(world, filter)
  return {
    ...world,
    stock: world.stock.map((row) =>
      meant(row.sku, row.location)
        ? { ...row, floorUnits: floorUnits ?? Math.ceil(row.floorUnits * factor) }
        : row,
    ),
  }
}

const PROMISE_DAYS = 3

function setSourcing(world: World, { regions, rule, locations = [], promiseDays }: Of<'sourcingSet'>): World {
  const before = new Map(world.sourcing.map((row) => [row.region, row]))
  const meant = new Set(
    regions ?? [...world.onlineDemand.map(({ region }) => region), ...before.keys()].toSorted(),
  )
  const changed = [...meant].map((region): RegionSourcing => ({
    region,
    rule,
    locations,
    promiseDays: promiseDays ?? before.get(region)?.promiseDays ?? PROMISE_DAYS,
  }))
  return { ...world, sourcing: [...world.sourcing.filter(({ region }) => !meant.has(region)), ...changed] }
}
