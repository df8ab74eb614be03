/** Owns what scenarios are called: a definition in a line, an operator in a sentence, a gap in words. */
import type { ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import type { ScenarioDefinition } from '../../../shared/whatifDefinition.ts'

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`
const percent = (factor: number) => `${Math.round(Math.abs(factor - 1) * 1000) / 10} %`

/** Names and lists beyond a few are counted. */
function some(names: readonly string[] | undefined, one: string, nameOf: (id: string) => string): string {
  if (!names) return ''
  return names.length <= 2 ? names.map(nameOf).join(' and ') : counted(names.length, one)
}

type Filter = NonNullable<Extract<ScenarioOperator, { kind: 'demandSurge' }>['filter']>

function where(filter: Filter | undefined, nameOf: (id: string) => string): string {
  const parts = [
    some(filter?.locations, 'place', nameOf),
    some(filter?.regions, 'region', nameOf),
    some(filter?.skus, 'SKU', nameOf),
    some(filter?.categories, 'category', nameOf),
  ].filter(Boolean)
  return parts.length === 0 ? 'everywhere' : parts.join(', ')
}

function lanesOf(
  lanes:
    { from?: string[] | undefined; to?: string[] | undefined; carriers?: string[] | undefined } | undefined,
  nameOf: (id: string) => string,
): string {
  const from = some(lanes?.from, 'place', nameOf)
  const to = some(lanes?.to, 'place', nameOf)
  const carriers = some(lanes?.carriers, 'carrier', (name) => name)
  const parts = [from && `from ${from}`, to && `to ${to}`, carriers && `of ${carriers}`].filter(Boolean)
  return parts.length === 0 ? 'all lanes' : `lanes ${parts.join(' ')}`
}

function when(window: { fromDay: number; days: number } | undefined): string {
  if (!window) return ''
  return window.fromDay === 0
    ? ` for ${counted(window.days, 'day')}`
    : ` for ${counted(window.days, 'day')} from day ${window.fromDay + 1} on`
}

const limit = (units: number | null) => (units === null ? 'without limit' : counted(units, 'unit'))

/** One operator in a sentence. @param nameOf what a place is called */
export function operatorInWords(operator: ScenarioOperator, nameOf: (id: string) => string): string {
  switch (operator.kind) {
    case 'nodeOutage':
      return `Outage of ${some(operator.locations, 'place', nameOf)}${when(operator.window)}, its stock ${operator.stock === 'locked' ? 'locked in' : 'free to be taken away'}`
    case 'carrierDelay':
      return operator.distribution
        ? `Delays on ${lanesOf(operator.lanes, nameOf)}${when(operator.window)}, as drawn`
        : `${counted(operator.days ?? 0, 'day')} later on ${lanesOf(operator.lanes, nameOf)}${when(operator.window)}`
    case 'laneClosed':
      return `Closed${when(operator.window)}: ${lanesOf(operator.lanes, nameOf)}`
    case 'laneCost':
      return `Other costs on ${lanesOf(operator.lanes, nameOf)}`
    case 'demandSurge':
      return `Demand ${operator.factor >= 1 ? 'up' : 'down'} by ${percent(operator.factor)}${operator.channel ? ` (${operator.channel === 'online' ? 'online' : 'in stores'})` : ''}: ${where(operator.filter, nameOf)}${when(operator.window)}`
    case 'inboundSlip':
      return `What is on its way comes ${counted(operator.days, 'day')} later: ${where(operator.filter, nameOf)}`
    case 'capacitySet': {
      const parts = [
        operator.receiveUnits === undefined ? '' : `takes in ${limit(operator.receiveUnits)}`,
        operator.sendUnits === undefined ? '' : `sends ${limit(operator.sendUnits)}`,
        operator.receiveUnitsPerDay === undefined
          ? ''
          : `puts away ${limit(operator.receiveUnitsPerDay)} a day`,
      ].filter(Boolean)
      return `${some(operator.locations, 'place', nameOf)}: ${parts.join(', ')}`
    }
    case 'stockAdjusted': {
      const parts = [
        operator.factor === undefined
          ? ''
          : `${percent(operator.factor)} ${operator.factor >= 1 ? 'more' : 'less'}`,
        operator.addedUnits === undefined
          ? ''
          : `${operator.addedUnits >= 0 ? '+' : '−'}${counted(Math.abs(operator.addedUnits), 'unit')}`,
      ].filter(Boolean)
      return `Stock ${parts.join(', ')}: ${where(operator.filter, nameOf)}`
    }
    case 'floorSet':
      return operator.floorUnits === undefined
        ? `Floors times ${operator.factor ?? 1}: ${where(operator.filter, nameOf)}`
        : `${operator.floorUnits === 0 ? 'No floor' : `A floor of ${counted(operator.floorUnits, 'unit')}`}: ${where(operator.filter, nameOf)}`
    case 'sourcingSet':
      return `Online orders are served by ${SOURCED[operator.rule]}: ${some(operator.regions, 'region', nameOf) || 'everywhere'}`
  }
}

const SOURCED = {
  nearest: 'the nearest place with stock',
  dcOnly: 'the nearest centre with stock',
  mostStock: 'the place with most stock',
  listed: 'the places in the order given',
} as const

const KIND_WORDS: Record<ScenarioOperator['kind'], [one: string, many: string]> = {
  nodeOutage: ['outage', 'outages'],
  carrierDelay: ['delay', 'delays'],
  laneClosed: ['closure', 'closures'],
  laneCost: ['change of lane costs', 'changes of lane costs'],
  demandSurge: ['change of demand', 'changes of demand'],
  inboundSlip: ['late delivery', 'late deliveries'],
  capacitySet: ['capacity', 'capacities'],
  stockAdjusted: ['change of stock', 'changes of stock'],
  floorSet: ['floor', 'floors'],
  sourcingSet: ['sourcing rule', 'sourcing rules'],
}

/** A definition in a line, e.g. “Northeast · 14 days · 1 outage”. */
export function definitionInWords(definition: ScenarioDefinition): string {
  const { scope, horizonDays, operators, pins = [], forbidden = [] } = definition
  const kinds = new Map<ScenarioOperator['kind'], number>()
  for (const { kind } of operators) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  return [
    scope.category,
    scope.region,
    scope.locations && counted(scope.locations.length, 'place'),
    scope.skus && counted(scope.skus.length, 'SKU'),
    Object.keys(scope).length === 0 && 'Whole network',
    counted(horizonDays, 'day'),
    ...[...kinds].map(([kind, count]) => counted(count, ...KIND_WORDS[kind])),
    pins.length > 0 && `${counted(pins.length, 'transfer')} fixed`,
    forbidden.length > 0 && `${counted(forbidden.length, 'lane')} forbidden`,
  ]
    .filter(Boolean)
    .join(' · ')
}
