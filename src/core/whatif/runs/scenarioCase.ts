/** Owns the step from a base to the case that is planned: operators applied, lanes and positions there that pins name. */
import { distanceKm } from '../../../shared/distance.ts'
import { TowerError } from '../../../shared/errors.ts'
import type { PlanCase } from '../../../shared/planCase.ts'
import type { ScenarioDefinition } from '../../../shared/whatifDefinition.ts'
import { checkOperators } from '../scenario/checks.ts'
import { applyOperators } from '../scenario/operators.ts'
import { planningCase } from '../scenario/planningCase.ts'
import type { World, WorldLane, WorldStock } from '../scenario/world.ts'
import type { BasePlace, BaseSnapshot } from '../snapshot/baseTypes.ts'
import { isPlaced } from '../snapshot/lanes.ts'
import { settingsOf } from '../snapshot/settings.ts'
import { operatorInWords } from './words.ts'

export interface ScenarioCase {
  /** With what pins name; operators are applied on it. */
  base: World
  scenario: World
  planCase: PlanCase
  supposed: string[]
}

const invalid = (field: string, why: string) => new TowerError('invalid', `${field}: ${why}.`, { field })

/** @throws TowerError `invalid` for operators, pins and bans that name what the base does not have */
export function scenarioCase(
  { world, places }: Pick<BaseSnapshot, 'world' | 'places'>,
  definition: ScenarioDefinition,
  id: string,
): ScenarioCase {
  const { operators, pins = [], forbidden = [] } = definition
  const base = withPins(world, places, definition)
  const [problem] = checkOperators(base, operators)
  if (problem) throw invalid(`operators.${problem.operator}.${problem.field}`, problem.message)
  const scenario = operators.length === 0 ? base : applyOperators(base, operators)
  const planCase = planningCase(scenario, id)
  const offered = new Set(planCase.lanes.map(({ from, to }) => `${from}|${to}`))
  const known = new Set(planCase.locations.map((one) => one.id))
  const skus = new Set(planCase.skus.map((one) => one.id))
  pins.forEach((pin, at) => {
    if (!offered.has(`${pin.from}|${pin.to}`)) {
      throw invalid(`pins.${at}`, `nothing can be sent from ${pin.from} to ${pin.to} in this scenario`)
    }
  })
  forbidden.forEach((ban, at) => {
    if (!known.has(ban.from) || !known.has(ban.to)) {
      throw invalid(`forbidden.${at}`, 'names a place that is not in the scope')
    }
    if (ban.sku !== undefined && !skus.has(ban.sku)) {
      throw invalid(`forbidden.${at}`, `names ${ban.sku}, which is not in the scope`)
    }
  })
  // A lane that is not offered needs no forbidding.
  const bans = forbidden.filter(({ from, to }) => offered.has(`${from}|${to}`))
  const nameOf = placeNames(places)
  return {
    base,
    scenario,
    planCase: {
      ...planCase,
      ...(pins.length > 0 ? { pinned: pins } : {}),
      ...(bans.length > 0 ? { forbidden: bans } : {}),
    },
    supposed: operators.map((operator) => operatorInWords(operator, nameOf)),
  }
}

export function placeNames(places: readonly BasePlace[]): (id: string) => string {
  const names = new Map(places.map(({ location, name }) => [location, name ?? location]))
  return (id) => names.get(id) ?? id
}

/** Somebody who fixes a transfer wants it: its lane is offered, and its positions are there, though nothing else asks for them. */
function withPins(world: World, places: readonly BasePlace[], definition: ScenarioDefinition): World {
  const { pins = [] } = definition
  if (pins.length === 0) return world
  const placeOf = new Map(places.map((place) => [place.location, place]))
  const skus = new Set(world.skus.map(({ id }) => id))
  const lanes = new Set(world.lanes.map(({ from, to }) => `${from}|${to}`))
  const rows = new Set(world.stock.map(({ sku, location }) => `${sku}\n${location}`))
  const added: { lanes: WorldLane[]; stock: WorldStock[] } = { lanes: [], stock: [] }
  pins.forEach(({ sku, from, to }, at) => {
    const [source, target] = [placeOf.get(from), placeOf.get(to)]
    if (!source || !target) throw invalid(`pins.${at}`, 'names a place that is not in the scope')
    if (source === target) throw invalid(`pins.${at}`, 'leads back to where it comes from')
    if (!skus.has(sku)) throw invalid(`pins.${at}`, `names ${sku}, which is not in the scope`)
    if (!lanes.has(`${from}|${to}`)) {
      lanes.add(`${from}|${to}`)
      added.lanes.push(laneBetween(source, target, definition))
    }
    for (const location of [from, to]) {
      if (rows.has(`${sku}\n${location}`)) continue
      rows.add(`${sku}\n${location}`)
      added.stock.push({ sku, location, onHandUnits: 0, floorUnits: 0, demandMean: 0, dayFactors: null })
    }
  })
  return { ...world, lanes: [...world.lanes, ...added.lanes], stock: [...world.stock, ...added.stock] }
}

function laneBetween(from: BasePlace, to: BasePlace, definition: ScenarioDefinition): WorldLane {
  const settings = settingsOf(definition.settings)
  const km = isPlaced(from) && isPlaced(to) ? distanceKm(from, to) : 0
  return {
    from: from.location,
    to: to.location,
    km: Math.round(km * 10) / 10,
    carrier: null,
    transitDays: settings.transitDays + Math.floor(km / settings.kmPerDay),
    unitCost: settings.handlingPerUnit + (settings.transportPerUnit100Km * km) / 100,
    fixedCost: settings.laneCharge,
    closed: [],
    delays: [],
  }
}
