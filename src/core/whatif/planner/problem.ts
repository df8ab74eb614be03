/** Owns the words that the planner's parts share: the compiled problem, the plan's answer with its proof, and how a solver is driven. */

/**
 * A case in arrays, without what can never move. It is the *rest* problem: pinned transfers are taken out, with their
 * value in `offset`, their units off the gains, losses and capacities, and their lanes' charges paid. Solvers never see
 * them; `toAnswer` puts them back.
 *
 * A pair is a SKU at a location; pairs and edges are ordered by SKU. An edge is a SKU on a lane. Maximise
 *
 *     Σ_pairs prefix of gains by units in − Σ_pairs prefix of losses by units out − Σ edgeCost · x − Σ laneFixed · z
 *
 * with 0 ≤ x ≤ edgeMax · z, units in ≤ number of gains, units out ≤ number of losses, and the capacities.
 */
export interface Problem {
  locationCount: number
  skuCount: number
  laneCount: number
  /** By location; Infinity where there is none. */
  receiveCapacity: Float64Array
  sendCapacity: Float64Array
  /** By lane: locations. */
  laneFrom: Int32Array
  laneTo: Int32Array
  /** By lane: charge for opening it; 0 where a pinned transfer has paid it. Infinity never occurs. */
  laneFixed: Float64Array
  /** Pairs of SKU k: from skuPairs[k] up to but without skuPairs[k + 1]. Only pairs that an edge touches. */
  skuPairs: Int32Array
  pairLocation: Int32Array
  /** By pair: its row in the case's stock. */
  pairRow: Int32Array
  /** gains[gainStart[p] .. gainStart[p + 1]) falls; losses likewise rises. */
  gainStart: Int32Array
  gains: Float64Array
  lossStart: Int32Array
  losses: Float64Array
  /** Edges of SKU k: from skuEdges[k] up to but without skuEdges[k + 1]. Those into one pair lie together. */
  skuEdges: Int32Array
  /** Edges into pair p: from inStart[p] up to but without inStart[p + 1]. */
  inStart: Int32Array
  /** Edges out of pair p: outEdges[outStart[p] .. outStart[p + 1]). */
  outStart: Int32Array
  outEdges: Int32Array
  edgeLane: Int32Array
  /** Pairs. */
  edgeFrom: Int32Array
  edgeTo: Int32Array
  /** A unit's cost, with what it loses on the way (transit). */
  edgeCost: Float64Array
  /** The most units that an optimal plan can move: so many t have gain[t] − loss[t] − cost > 0. */
  edgeMax: Int32Array
  /** Value of what is pinned, its lanes' charges included. */
  offset: number
  hasFixed: boolean
  hasCapacities: boolean
}

export interface PlanTransfer {
  sku: string
  from: string
  to: string
  units: number
}

/** How a case is solved; the tool chooses and tells by name. */
export type PlanMode = 'perSku' | 'capacities' | 'laneChargeExact' | 'laneChargeNetwork'

/** What found the plan and its bound, shown by its name. */
export type PlanMethod =
  'min-cost flow by SKU' | 'min-cost flow with capacities' | 'lane charge, HiGHS' | 'lane charge, heuristic'

/**
 * Prices that prove a bound for any plan on the offered lanes (weak duality, whatever the prices are):
 *
 *     Σ max(0, gain − receiverPrice) + Σ max(0, donorPrice − loss) + Σ capacity · capacityPrice
 *       + Σ_lanes max(0, Σ_SKUs edgeMax · max(0, receiverPrice − donorPrice − cost − capacity prices) − laneFixed)
 *
 * In a `SolverPlan` the prices are by pair, in a `PlanAnswer` by row of the case's stock; capacity prices are by location.
 */
export interface PriceProof {
  kind: 'prices'
  receiverPrice: Float64Array
  donorPrice: Float64Array
  /** By location, at least 0. */
  receiveCapacityPrice: Float64Array
  sendCapacityPrice: Float64Array
}

/**
 * Prices of each single unit of a gain or loss, which prove more than `PriceProof` where lanes have charges: what is
 * relaxed is that each is used by one lane at most. Valid for any prices of at least 0:
 *
 *     Σ gainPrice + Σ lossPrice + Σ capacity · capacityPrice + Σ_lanes max(0, Σ_SKUs M − laneFixed),
 *     M = Σ_{t < edgeMax} max(0, t-th largest of (gain − gainPrice) − t-th smallest of (loss + lossPrice) − cost
 *                                 − capacity prices)
 *
 * In a `SolverPlan` parallel to the problem's gains and losses, in a `PlanAnswer` to the instance's.
 */
export interface UnitPriceProof {
  kind: 'unitPrices'
  gainPrice: Float64Array
  lossPrice: Float64Array
  receiveCapacityPrice: Float64Array
  sendCapacityPrice: Float64Array
}

export type CheckableProof = PriceProof | UnitPriceProof

/** A bound that branch and bound found: the word of a solver. `prices` is a weaker bound that can be checked. */
export interface SolverProof {
  kind: 'solver'
  /** Name and version. */
  solver: string
  status: string
  /** The solver's own bound on the rest problem's value. */
  bound: number
  prices: CheckableProof | null
}

export type PlanProof = CheckableProof | SolverProof

/** A feasible plan of the rest problem with a bound that no plan exceeds; both without `offset`. */
export interface SolverPlan {
  /** Edges that carry units, each once. */
  edges: Int32Array
  units: Int32Array
  objective: number
  bound: number
  method: PlanMethod
  proof: PlanProof
}

export interface PlanAnswer {
  transfers: PlanTransfer[]
  /** Gain over moving nothing. */
  objective: number
  bound: number
  /** (bound − objective) / |objective|; 0 where both are alike, null where the objective is 0 and the bound is not. */
  gap: number | null
  seconds: number
  method: PlanMethod
  proof: PlanProof
}

export interface PlanProgress {
  /** What is being done, for a person: 'greedy', 'exact flow', … */
  phase: string
  /** 0 to 1 of the phase where it can be told. */
  share: number | null
  objective: number
  bound: number
  /** Infinity where the objective is 0 and the bound is not. */
  gap: number
}

/** What a solver may know of the world. */
export interface SolverContext {
  /** Milliseconds, monotonic. */
  now(): number
  /**
   * Whether to end as soon as possible, which is within 200 ms. Asked often, also within a step: it reads a shared flag,
   * because a thread at work gets no messages.
   */
  isStopped(): boolean
  /** Told within long steps; cheap, and thinned out by who listens. */
  report(progress: PlanProgress): void
  /** The gap that is enough, such as 0.01; 0 for the optimum. */
  gap: number
  /** Time for branch and bound, where it is another than its own 30 s. */
  secondsMax?: number
}

/** Driven step by step. A plan and a valid bound are there at any time, also before the first step. */
export interface PlanSolver {
  /** Works for about `budgetMs`, or until stopped. True when the gap is reached or no more can be done. */
  step(budgetMs: number): boolean
  /** Cheap. */
  progress(): PlanProgress
  /** The best plan so far; may take up to 200 ms where a plan is large. */
  plan(): SolverPlan
}

/** @returns (bound − objective) / |objective|, at least 0; Infinity where only the objective is 0 */
export function gapOf(objective: number, bound: number): number {
  const missing = Math.max(0, bound - objective)
  // Both are sums of up to millions of figures: what is less than their rounding is none.
  if (missing <= 1e-12 * Math.abs(objective)) return 0
  return objective === 0 ? Infinity : missing / Math.abs(objective)
}
