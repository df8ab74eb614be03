/** Owns the replay of a run's plan: against doing nothing and against the base, and with demand that is other than expected. */
import { comparisonOf, sensitivityOf, STRESSES, underStress } from '../replay/comparison.ts'
import { createReplay, type ReplayOptions } from '../replay/replay.ts'
import type { World } from '../scenario/world.ts'
import type { Planned } from './planning.ts'
import type { ReplayFacts } from './runTypes.ts'
import type { Teller } from './telling.ts'

const FROM = 0.6
/** Of the rest, the comparison's part; the stress takes what is left. */
const COMPARISON = 0.6
/** Replications under stress: enough for a direction. */
const STRESS_REPLICATIONS = 50
/** Transfers, and positions, of a replay: a larger plan is replayed for SKUs that are drawn from it. */
const MOVES_MAX = 30_000
const POSITIONS_MAX = 200_000

interface ReplayPorts {
  tell: Teller
  isStopped(): boolean
  tellFacts(facts: ReplayFacts): void
}

/** The same base gives the same draws, so that two scenarios on it differ by what is supposed alone. */
const seedOf = (base: string): number => Number.parseInt(base.replace('sha256:', '').slice(0, 8), 16) >>> 1

/** Spreads numbers over all 32 bits (the finaliser of MurmurHash3). */
function scattered(seed: number): number {
  let mixed = seed >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** SKUs in a drawn order, as many as fit; all of them where they do. */
function drawnSkus({ answer, case: { scenario } }: Planned, seed: number): Set<string> | null {
  const moves = new Map<string, number>()
  for (const { sku } of answer.transfers) moves.set(sku, (moves.get(sku) ?? 0) + 1)
  const positions = new Map<string, number>()
  for (const { sku } of scenario.stock) positions.set(sku, (positions.get(sku) ?? 0) + 1)
  if (answer.transfers.length <= MOVES_MAX && scenario.stock.length <= POSITIONS_MAX) return null
  const order = scenario.skus
    .map(({ id }, at) => ({ id, key: scattered(seed + at * 0x9e3779b9) }))
    .sort((a, b) => a.key - b.key)
  const drawn = new Set<string>()
  let [movesLeft, positionsLeft] = [MOVES_MAX, POSITIONS_MAX]
  for (const { id } of order) {
    movesLeft -= moves.get(id) ?? 0
    positionsLeft -= positions.get(id) ?? 0
    // To leave out what does not fit, and go on, would draw small ones more often.
    if (drawn.size > 0 && (movesLeft < 0 || positionsLeft < 0)) break
    drawn.add(id)
  }
  return drawn
}

/** A world of some SKUs; rows stay the same objects. */
const worldOf = (world: World, skus: ReadonlySet<string>): World => ({
  ...world,
  skus: world.skus.filter(({ id }) => skus.has(id)),
  stock: world.stock.filter(({ sku }) => skus.has(sku)),
  inbound: world.inbound.filter(({ sku }) => skus.has(sku)),
  onlineDemand: world.onlineDemand.filter(({ sku }) => skus.has(sku)),
})

/** Tells what was found after each part. A stop ends it with what was played until then. */
export function replayPlan(planned: Planned, { tell, isStopped, tellFacts }: ReplayPorts): void {
  const { answer, perWhole } = planned
  const seed = seedOf(planned.base)
  const drawn = drawnSkus(planned, seed)
  const { base: whole, scenario: wholeScenario } = planned.case
  const base = drawn ? worldOf(whole, drawn) : whole
  const scenario = whole === wholeScenario ? base : drawn ? worldOf(wholeScenario, drawn) : wholeScenario
  const moves = drawn ? answer.transfers.filter(({ sku }) => drawn.has(sku)) : answer.transfers
  const sample = drawn && {
    skus: drawn.size,
    ofSkus: whole.skus.length,
    planValueMinor: planned.valueMinorOf(drawn),
  }
  const options: ReplayOptions = { base, scenario, moves, seed, isStopped }
  const facts: ReplayFacts = { comparison: null, sensitivity: [] }
  const replay = createReplay(options)
  while (!replay.step() && !isStopped()) {
    tell.soon({
      state: 'replaying',
      doing: `Replaying it day by day: ${replay.replications()} times so far`,
      done: FROM + (1 - FROM) * COMPARISON * replay.done(),
    })
  }
  const found = comparisonOf(replay, perWhole)
  if (found) facts.comparison = { ...found, sample }
  tellFacts(facts)
  for (const [at, stress] of STRESSES.entries()) {
    if (isStopped()) return
    const under = createReplay(underStress({ ...options, leastReplications: STRESS_REPLICATIONS }, stress))
    while (!under.step() && !isStopped()) {
      tell.soon({
        state: 'replaying',
        doing: 'Replaying it with other demand than expected',
        done: FROM + (1 - FROM) * (COMPARISON + ((1 - COMPARISON) * (at + under.done())) / STRESSES.length),
      })
    }
    const sensitivity = sensitivityOf(stress, under, perWhole)
    if (sensitivity) facts.sensitivity = [...facts.sensitivity, sensitivity]
    tellFacts(facts)
  }
}
