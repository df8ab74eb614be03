/** Owns what is wrong with a list of operators: ids that the base does not have, and fields that contradict each other. */
import type {
  LaneFilter,
  OperatorProblem,
  PlaceFilter,
  ScenarioOperator,
} from '../../../shared/scenarioOperators.ts'
import type { World } from './world.ts'

type Complain = (field: string, message: string) => void

interface Known {
  locations: Set<string>
  regions: Set<string>
  skus: Set<string>
  categories: Set<string>
  carriers: Set<string>
}

const SHARES_TOLERANCE = 1e-6

/** Every problem of every operator, in order; empty where the operators can be applied. */
export function checkOperators(world: World, operators: readonly ScenarioOperator[]): OperatorProblem[] {
  const known = knownNames(world)
  return operators.flatMap((operator, index) => {
    const problems: OperatorProblem[] = []
    checkOperator(world, known, operator, (field, message) =>
      problems.push({
        operator: index,
        field,
        message: `Operator ${index + 1} (${operator.kind}), ${field}: ${message}`,
      }),
    )
    return problems
  })
}

function checkOperator(world: World, known: Known, operator: ScenarioOperator, complain: Complain): void {
  if ('window' in operator && operator.window && operator.window.fromDay >= world.horizonDays) {
    complain('window.fromDay', `the horizon ends after ${world.horizonDays} days.`)
  }
  if ('filter' in operator && operator.filter) checkFilter(known, operator.filter, complain)
  if ('lanes' in operator && operator.lanes) checkLanes(known, operator.lanes, complain)
  if ('locations' in operator && operator.locations) {
    checkNames(known.locations, operator.locations, 'locations', 'location', complain)
  }
  if ('regions' in operator && operator.regions) {
    checkNames(known.regions, operator.regions, 'regions', 'region', complain)
  }
  switch (operator.kind) {
    case 'carrierDelay': {
      const { days, distribution } = operator
      if ((days === undefined) === (distribution === undefined)) {
        complain('days', 'either days or a distribution is needed, not both.')
      }
      const shares = distribution?.reduce((sum, { share }) => sum + share, 0) ?? 1
      if (Math.abs(shares - 1) > SHARES_TOLERANCE)
        complain('distribution', `the shares sum to ${shares}, not to 1.`)
      break
    }
    case 'laneCost':
      needOneOf(operator, ['unitFactor', 'unitAdded', 'fixedFactor', 'fixedAdded'], complain)
      break
    case 'capacitySet':
      needOneOf(operator, ['receiveUnits', 'sendUnits', 'receiveUnitsPerDay'], complain)
      break
    case 'stockAdjusted':
      needOneOf(operator, ['factor', 'addedUnits'], complain)
      break
    case 'floorSet':
      if ((operator.floorUnits === undefined) === (operator.factor === undefined)) {
        complain('floorUnits', 'either floorUnits or a factor is needed, not both.')
      }
      break
    case 'sourcingSet':
      if ((operator.rule === 'listed') !== (operator.locations !== undefined)) {
        complain('locations', 'the rule “listed” takes a list of locations, and no other rule does.')
      }
      break
  }
}

function checkFilter(known: Known, filter: PlaceFilter, complain: Complain): void {
  const { locations = [], regions = [], skus = [], categories = [] } = filter
  checkNames(known.locations, locations, 'filter.locations', 'location', complain)
  checkNames(known.regions, regions, 'filter.regions', 'region', complain)
  checkNames(known.skus, skus, 'filter.skus', 'SKU', complain)
  checkNames(known.categories, categories, 'filter.categories', 'category', complain)
}

function checkLanes(known: Known, lanes: LaneFilter, complain: Complain): void {
  checkNames(known.locations, lanes.from ?? [], 'lanes.from', 'location', complain)
  checkNames(known.locations, lanes.to ?? [], 'lanes.to', 'location', complain)
  checkNames(known.carriers, lanes.carriers ?? [], 'lanes.carriers', 'carrier', complain)
}

function checkNames(
  known: ReadonlySet<string>,
  named: readonly string[],
  field: string,
  what: string,
  complain: Complain,
): void {
  named.forEach((name, place) => {
    if (!known.has(name)) complain(`${field}[${place}]`, `there is no ${what} “${name}” in this scope.`)
  })
}

function needOneOf<T extends object>(
  operator: T,
  fields: readonly (keyof T & string)[],
  complain: Complain,
): void {
  if (fields.every((field) => operator[field] === undefined)) {
    complain(fields[0] ?? '', `at least one of ${fields.join(', ')} is needed.`)
  }
}

function knownNames(world: World): Known {
  const names = (list: readonly (string | null)[]) => new Set(list.filter((name) => name !== null))
  return {
    locations: names(world.locations.map(({ id }) => id)),
    regions: names([
      ...world.locations.map(({ region }) => region),
      ...world.onlineDemand.map(({ region }) => region),
    ]),
    skus: names(world.skus.map(({ id }) => id)),
    categories: names(world.skus.map(({ category }) => category)),
    carriers: names([...world.lanes, ...world.onlineReach].map(({ carrier }) => carrier)),
  }
}
