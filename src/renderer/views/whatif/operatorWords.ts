/** Owns the words for what a scenario supposes. */
import type { ScenarioOperator } from '../../../shared/scenarioOperators.ts'

export type OperatorKind = ScenarioOperator['kind']

export const OPERATOR_WORDS: Record<OperatorKind, { title: string; about: string }> = {
  nodeOutage: { title: 'Outage of a location', about: 'It neither sells nor receives nor ships.' },
  carrierDelay: { title: 'Carrier delay', about: 'What departs takes longer.' },
  laneClosed: { title: 'Lane closed', about: 'Nothing departs on these lanes.' },
  laneCost: { title: 'Lane costlier', about: 'Transport costs other than now.' },
  demandSurge: { title: 'Demand surge', about: 'Demand times a factor; below 1 it falls.' },
  inboundSlip: { title: 'Inbound slips', about: 'What is on its way comes later.' },
  capacitySet: { title: 'Capacity', about: 'Units that a place can take in or send out.' },
  stockAdjusted: { title: 'Stock differs', about: 'Stock is other than the ledger says, e.g. shrink.' },
  floorSet: { title: 'Floor', about: 'Units that a place keeps; 0 releases the floor.' },
  sourcingSet: { title: 'Sourcing of online orders', about: 'Who serves the online demand.' },
}

export const SOURCING_WORDS = {
  nearest: 'The nearest place with stock',
  dcOnly: 'The nearest centre with stock',
  mostStock: 'The place with most above its floor',
  listed: 'These places, in this order',
} as const

/** What a new operator of a kind supposes before anything is entered. */
export function emptyOperator(kind: OperatorKind): ScenarioOperator {
  switch (kind) {
    case 'nodeOutage':
      return { kind, locations: [], stock: 'locked' }
    case 'carrierDelay':
      return { kind, days: 2 }
    case 'laneClosed':
      return { kind, lanes: {} }
    case 'laneCost':
      return { kind, unitFactor: 1.5 }
    case 'demandSurge':
      return { kind, factor: 1.5 }
    case 'inboundSlip':
      return { kind, days: 3 }
    case 'capacitySet':
      return { kind, locations: [], receiveUnits: 100 }
    case 'stockAdjusted':
      return { kind, factor: 0.98 }
    case 'floorSet':
      return { kind, floorUnits: 0 }
    case 'sourcingSet':
      return { kind, rule: 'nearest' }
  }
}

const listWords = (ids: readonly string[] | undefined, nameOf: (id: string) => string): string | null => {
  if (!ids || ids.length === 0) return null
  const [first] = ids
  return ids.length === 1 && first !== undefined ? nameOf(first) : `${ids.length} chosen`
}

/** Whom or what it is about, and how much, in one line. */
export function operatorLine(operator: ScenarioOperator, nameOf: (id: string) => string): string {
  const own = (id: string) => id
  const parts: (string | null)[] = []
  if ('locations' in operator) parts.push(listWords(operator.locations, nameOf))
  if ('filter' in operator && operator.filter) {
    const { locations, regions, skus, categories } = operator.filter
    parts.push(
      listWords(locations, nameOf),
      listWords(regions, own),
      listWords(skus, own),
      listWords(categories, own),
    )
  }
  if ('lanes' in operator && operator.lanes) {
    const from = listWords(operator.lanes.from, nameOf)
    const to = listWords(operator.lanes.to, nameOf)
    parts.push(from ? `from ${from}` : null, to ? `to ${to}` : null, listWords(operator.lanes.carriers, own))
  }
  const places = parts.filter((part) => part !== null)
  return [places.length > 0 ? places.join(', ') : 'everywhere', amountOf(operator), windowOf(operator)]
    .filter(Boolean)
    .join(' · ')
}

const unitsWord = (units: number | null | undefined, word: string) =>
  units === undefined ? null : units === null ? `${word} without limit` : `${word} ${units} units`

function amountOf(operator: ScenarioOperator): string {
  switch (operator.kind) {
    case 'nodeOutage':
      return operator.stock === 'locked' ? 'its stock is locked' : 'its stock may be taken away'
    case 'carrierDelay':
      return operator.days === undefined ? 'by a distribution of days' : `${operator.days} days longer`
    case 'laneClosed':
      return ''
    case 'laneCost':
      return [
        operator.unitFactor === undefined ? null : `units × ${operator.unitFactor}`,
        operator.unitAdded === undefined ? null : `units + ${operator.unitAdded}`,
        operator.fixedFactor === undefined ? null : `charge × ${operator.fixedFactor}`,
        operator.fixedAdded === undefined ? null : `charge + ${operator.fixedAdded}`,
      ]
        .filter(Boolean)
        .join(', ')
    case 'demandSurge':
      return `× ${operator.factor}${operator.channel ? ` (${operator.channel === 'online' ? 'online' : 'walk-in'})` : ''}`
    case 'inboundSlip':
      return `${operator.days} days later`
    case 'capacitySet':
      return [
        unitsWord(operator.receiveUnits, 'takes in'),
        unitsWord(operator.sendUnits, 'sends out'),
        unitsWord(operator.receiveUnitsPerDay, 'a day takes in'),
      ]
        .filter(Boolean)
        .join(', ')
    case 'stockAdjusted':
      return [
        operator.factor === undefined ? null : `× ${operator.factor}`,
        operator.addedUnits === undefined
          ? null
          : `${operator.addedUnits > 0 ? '+' : ''}${operator.addedUnits} units`,
      ]
        .filter(Boolean)
        .join(', ')
    case 'floorSet':
      return operator.floorUnits === undefined
        ? `× ${operator.factor ?? 1}`
        : `keeps ${operator.floorUnits} units`
    case 'sourcingSet':
      return SOURCING_WORDS[operator.rule].toLowerCase()
  }
}

function windowOf(operator: ScenarioOperator): string {
  const window = 'window' in operator ? operator.window : undefined
  return window ? `days ${window.fromDay + 1} to ${window.fromDay + window.days}` : ''
}

/** Why it cannot be taken as it is written; null: it can. */
export function operatorProblem(operator: ScenarioOperator): string | null {
  switch (operator.kind) {
    case 'nodeOutage':
    case 'capacitySet':
      return operator.locations.length === 0 ? 'Choose a location, here or on the map' : null
    case 'laneClosed': {
      const { from = [], to = [], carriers = [] } = operator.lanes
      return from.length + to.length + carriers.length === 0 ? 'Say which lanes' : null
    }
    default:
      return null
  }
}
