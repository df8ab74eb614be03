/** Owns the operators on lanes and carriers: delays, closures, costs. */
import type { ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { laneMatcher, spanOf } from './matching.ts'
import type { LaneDelay, World } from './world.ts'

type Of<K extends ScenarioOperator['kind']> = Extract<ScenarioOperator, { kind: K }>

/** Also what is sent to customers of a region: such a lane has the region for its end. */
export function delayCarriers(
  world: World,
  { lanes, days, distribution, window }: Of<'carrierDelay'>,
): World {
  const meant = laneMatcher(lanes)
  const delay: LaneDelay = {
    ...spanOf(window, world.horizonDays),
    days: distribution ?? [{ days: days ?? 0, share: 1 }],
  }
  return {
    ...world,
    lanes: world.lanes.map((lane) => (meant(lane) ? { ...lane, delays: [...lane.delays, delay] } : lane)),
    onlineReach: world.onlineReach.map((reach) =>
      meant({ from: reach.location, to: reach.region, carrier: reach.carrier })
        ? { ...reach, delays: [...reach.delays, delay] }
        : reach,
    ),
  }
}

export function closeLanes(world: World, { lanes, window }: Of<'laneClosed'>): World {
  const meant = laneMatcher(lanes)
  const span = spanOf(window, world.horizonDays)
  return {
    ...world,
    lanes: world.lanes.map((lane) => (meant(lane) ? { ...lane, closed: [...lane.closed, span] } : lane)),
  }
}

export function priceLanes(world: World, operator: Of<'laneCost'>): World {
  const { lanes, unitFactor = 1, unitAdded = 0, fixedFactor = 1, fixedAdded = 0 } = operator
  const meant = laneMatcher(lanes)
  return {
    ...world,
    lanes: world.lanes.map((lane) =>
      meant(lane)
        ? {
            ...lane,
            unitCost: lane.unitCost * unitFactor + unitAdded,
            fixedCost: lane.fixedCost * fixedFactor + fixedAdded,
          }
        : lane,
    ),
  }
}
