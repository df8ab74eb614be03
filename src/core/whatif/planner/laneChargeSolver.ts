/** Owns how a whole network with lane charges is planned: unit prices prove a bound and say which lanes to open, flows over those lanes are the plan. */
import { repairCapacities } from './capacityRepair.ts'
import { emptyFlows } from './laneChargeFlow.ts'
import { openLanePrices, type LanePrices } from './laneChargePrices.ts'
import { openLaneSearch } from './laneChargeSearch.ts'
import {
  gapOf,
  type PlanProgress,
  type PlanSolver,
  type Problem,
  type SolverContext,
  type SolverPlan,
} from './problem.ts'

/** Rounds of flows in which a lane's charge is shared out over the units that it carried last. */
const SHARING_ROUNDS = 2
/** Of the units that a lane could carry, so many are supposed in the first round. */
const FIRST_SHARE = 0.2
const STEPS_PER_ROUND = 12
/** A lane is opened when it was open in more than this share of the last steps. */
const OPEN_ABOVE = 0.5
const ROUNDS_FIRST = 4
const ROUNDS_NEXT = 6
/** Lanes that are tried one by one after each rounding, and how often while that helps. */
const EXCHANGED_MAX = 500
const EXCHANGE_ROUNDS = 4

/** What can be told of the search beside the plan, for who goes on from it. */
export interface LaneChargeSolver extends PlanSolver {
  /** By lane: whether the plan uses it. */
  openLanes(): Uint8Array
  prices: LanePrices
}

/** Heuristic and bound: it ends when the gap is reached, or when further steps no longer help. */
export function openLaneChargeSolver(problem: Problem, context: SolverContext): LaneChargeSolver {
  const { laneCount, laneFixed, edgeLane, edgeCost, edgeMax } = problem
  const flows = emptyFlows(problem)
  const search = openLaneSearch(problem, flows)
  const prices = openLanePrices(problem)
  let best = { units: new Int32Array(edgeLane.length), objective: 0 }
  let phase = 'shared charges'
  const work = run()

  function isEnough(): boolean {
    return gapOf(best.objective, prices.bound()) <= context.gap
  }

  function offer(): void {
    if (!problem.hasCapacities) {
      if (search.value() > best.objective) best = { units: flows.units.slice(), objective: search.value() }
      return
    }
    const none = new Float64Array(0)
    const possible = repairCapacities(problem, { ...flows, donorPrice: none, receiverPrice: none })
    const used = new Set(Array.from(possible.edges, (edge) => edgeLane[edge]!))
    const objective = [...used].reduce((sum, lane) => sum - laneFixed[lane]!, possible.objective)
    if (objective <= best.objective) return
    const units = new Int32Array(edgeLane.length)
    possible.edges.forEach((edge, at) => (units[edge] = possible.units[at]!))
    best = { units, objective }
  }

  /** Costs for the next flows: `share` by lane for each unit, and what room at the ends is worth. */
  function setCosts(share: Float64Array | null): void {
    for (let edge = 0; edge < edgeLane.length; edge++)
      flows.cost[edge] = edgeCost[edge]! + (share ? share[edgeLane[edge]!]! : 0) + prices.roomCost(edge)
  }

  /** First without charges, whose prices are a bound at once; then each lane's charge is shared out over its units. */
  function* shareCharges(): Generator<void> {
    const share = new Float64Array(laneCount)
    for (let edge = 0; edge < edgeLane.length; edge++) share[edgeLane[edge]!]! += edgeMax[edge]!
    for (let lane = 0; lane < laneCount; lane++)
      share[lane] = laneFixed[lane]! / Math.max(1, share[lane]! * FIRST_SHARE)
    for (let round = 0; round <= SHARING_ROUNDS; round++) {
      setCosts(round === 0 ? null : share)
      yield* search.flowAll(false)
      offer()
      if (round === 0 || round === SHARING_ROUNDS) {
        prices.beginAt(search.solver.receiverPrice, search.solver.donorPrice)
        yield
      }
      if (isEnough()) return
      for (let lane = 0; lane < laneCount; lane++)
        if (search.carried[lane]! > 0) share[lane] = laneFixed[lane]! / search.carried[lane]!
    }
  }

  function* roundLanes(): Generator<void> {
    for (let lane = 0; lane < laneCount; lane++) flows.open[lane] = prices.use[lane]! > OPEN_ABOVE ? 1 : 0
    setCosts(null)
    yield* search.flowAll(true)
    offer()
    if (!problem.hasCapacities) yield* exchange()
    offer()
  }

  function returnToBest(): void {
    flows.open.set(openLanes())
    setCosts(null)
  }

  /** One lane less, one more: those first that the prices are least sure of, each of them once. */
  function* exchange(): Generator<void> {
    const surplus = prices.surplus()
    const doubt = Float64Array.from(surplus, (of, lane) => Math.abs(of) / (laneFixed[lane]! + 1e-9))
    const lanes = [...doubt.keys()].filter((lane) => doubt[lane]! < 1).sort((a, b) => doubt[a]! - doubt[b]!)
    let changes = 1
    for (let round = 0; changes > 0 && round < EXCHANGE_ROUNDS; round++) {
      changes = 0
      for (const lane of lanes.slice(0, EXCHANGED_MAX)) {
        if (search.change(lane)) changes++
        yield
      }
      offer()
      if (isEnough()) return
    }
  }

  /** Opens all doubtful lanes at a place at once and takes away what does not pay, place by place until none helps. */
  function* shake(): Generator<void> {
    const places = lanesByPlace()
    for (let quiet = 0, at = 0; quiet < places.length; at = (at + 1) % places.length) {
      const lanes = places[at]!
      const undo = search.save()
      const before = search.value()
      search.openAll(lanes.filter((lane) => flows.open[lane] === 0))
      yield
      for (let changes = 1; changes > 0;) {
        changes = 0
        for (const lane of lanes) {
          if (search.change(lane)) changes++
          yield
        }
      }
      if (search.value() > before + 1e-7) {
        quiet = 0
        offer()
        if (isEnough()) return
      } else {
        quiet++
        undo()
      }
    }
  }

  /** Lanes into and out of each place that could pay, those first that are least likely to. */
  function lanesByPlace(): number[][] {
    const surplus = prices.surplus()
    const places: number[][] = Array.from({ length: 2 * problem.locationCount }, () => [])
    for (let lane = 0; lane < laneCount; lane++) {
      if (surplus[lane]! < -2 * laneFixed[lane]! - 1e-9) continue
      places[problem.laneTo[lane]!]!.push(lane)
      places[problem.locationCount + problem.laneFrom[lane]!]!.push(lane)
    }
    for (const lanes of places) lanes.sort((a, b) => surplus[a]! - surplus[b]!)
    return places.filter((lanes) => lanes.length > 1)
  }

  function* run(): Generator<void> {
    if (edgeLane.length === 0) return
    yield* shareCharges()
    if (isEnough()) return
    for (let rounds = ROUNDS_FIRST, more = true; more; rounds = ROUNDS_NEXT) {
      phase = 'prices'
      for (let step = 0; step < rounds * STEPS_PER_ROUND && more; step++) {
        more = prices.improve(1, best.objective)
        yield
        if (isEnough()) return
      }
      phase = 'lanes'
      yield* roundLanes()
      if (isEnough()) return
    }
    if (problem.hasCapacities) return
    phase = 'places'
    returnToBest()
    yield* search.flowAll(true)
    yield* shake()
  }

  function progress(): PlanProgress {
    const bound = Math.max(prices.bound(), best.objective)
    return { phase, share: null, objective: best.objective, bound, gap: gapOf(best.objective, bound) }
  }

  function step(budgetMs: number): boolean {
    const until = context.now() + budgetMs
    do {
      if (work.next().done) return true
    } while (!context.isStopped() && context.now() < until)
    return isEnough()
  }

  function plan(): SolverPlan {
    const edges = best.units.map((_, edge) => edge).filter((edge) => best.units[edge]! > 0)
    return {
      edges,
      units: edges.map((edge) => best.units[edge]!),
      objective: best.objective,
      bound: Math.max(prices.bound(), best.objective),
      method: 'lane charge, heuristic',
      proof: prices.proof(),
    }
  }

  function openLanes(): Uint8Array {
    const open = new Uint8Array(laneCount)
    best.units.forEach((units, edge) => {
      if (units > 0) open[edgeLane[edge]!] = 1
    })
    return open
  }

  return { step, progress, plan, openLanes, prices }
}
