/** Owns the replay of a run's plan: against doing nothing and against the base, and with demand that is other than expected. */
import { comparisonOf, sensitivityOf, STRESSES, underStress } from '../replay/comparison.ts'
import { createReplay, type ReplayOptions } from '../replay/replay.ts'
import type { Planned } from './planning.ts'
import type { ReplayFacts } from './runTypes.ts'
import type { Teller } from './telling.ts'

const FROM = 0.6
/** Of the rest, the comparison's part; the stress takes what is left. */
const COMPARISON = 0.6
/** Replications under stress: enough for a direction. */
const STRESS_REPLICATIONS = 50
/** Largest transfers that are replayed: each adds two positions. */
const MOVES_MAX = 20_000

interface ReplayPorts {
  tell: Teller
  isStopped(): boolean
  tellFacts(facts: ReplayFacts): void
}

/** The same base gives the same draws, so that two scenarios on it differ by what is supposed alone. */
const seedOf = (base: string): number => Number.parseInt(base.replace('sha256:', '').slice(0, 8), 16) >>> 1

/** Tells what was found after each part. A stop ends it with what was played until then. */
export function replayPlan(planned: Planned, { tell, isStopped, tellFacts }: ReplayPorts): void {
  const { answer, perWhole, base } = planned
  const { base: before, scenario } = planned.case
  const moves = answer.transfers.length > MOVES_MAX ? answer.transfers.slice(0, MOVES_MAX) : answer.transfers
  const options: ReplayOptions = { base: before, scenario, moves, seed: seedOf(base), isStopped }
  const facts: ReplayFacts = { comparison: null, sensitivity: [] }
  const replay = createReplay(options)
  while (!replay.step() && !isStopped()) {
    tell.soon({
      state: 'replaying',
      doing: `Replaying it day by day: ${replay.replications()} times so far`,
      done: FROM + (1 - FROM) * COMPARISON * replay.done(),
    })
  }
  facts.comparison = comparisonOf(replay, perWhole) ?? null
  tellFacts(facts)
  for (const [at, stress] of STRESSES.entries()) {
    if (isStopped()) return
    const under = createReplay({
      ...underStress(options, stress),
      leastReplications: STRESS_REPLICATIONS,
      mostReplications: STRESS_REPLICATIONS,
      restReplications: 0,
    })
    while (!under.step() && !isStopped()) {
      tell.soon({
        state: 'replaying',
        doing: 'Replaying it with other demand than expected',
        done: FROM + (1 - FROM) * (COMPARISON + ((1 - COMPARISON) * (at + under.done())) / STRESSES.length),
      })
    }
    const found = sensitivityOf(stress, under, perWhole)
    if (found) facts.sensitivity = [...facts.sensitivity, found]
    tellFacts(facts)
  }
}
