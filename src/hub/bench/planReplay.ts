/** Owns the gate of the replay: it finds what probability says that a plan is worth, and pairing its draws pays. */
import { worldOfCase } from '../../core/whatif/scenario/caseWorld.ts'
import { worthOf } from '../../core/whatif/replay/playing.ts'
import { createReplay, type Replay } from '../../core/whatif/replay/replay.ts'
import { add, intervalOf, newTally, varianceOf } from '../../shared/tally.ts'
import type { PlanCase } from '../../shared/planCase.ts'
import type { Interval } from '../../shared/readModels/transfers.ts'
import type { PlannedMove } from '../../core/whatif/scenario/world.ts'

export interface ReplayGate {
  analytic: number
  replayed: Interval
  replications: number
  isWithin: boolean
  /** Variance of the difference of two runs of the whole case with draws of their own, over that on common draws. */
  varianceRatio: number
  /** The same of the touched SKU-locations alone: the others are left out of both. */
  touchedVarianceRatio: number
  seconds: number
}

const REPLICATIONS = 400

/**
 * Replays a plan at zero transit and compares its gain with the objective that the planner claims.
 * @param analytic gain over moving nothing
 */
export function gateReplay(
  planCase: PlanCase,
  moves: readonly PlannedMove[],
  analytic: number,
  seed: number,
): ReplayGate {
  const begin = performance.now()
  const world = worldOfCase({
    ...planCase,
    lanes: planCase.lanes.map((lane) => ({ ...lane, transit_days: 0 })),
  })
  const run = (of: number, restReplications: number): Replay => {
    const replay = createReplay({
      base: world,
      scenario: world,
      moves,
      seed: of,
      leastReplications: REPLICATIONS,
      mostReplications: REPLICATIONS,
      restReplications,
    })
    while (!replay.step());
    return replay
  }
  const paired = run(seed, REPLICATIONS)
  const whole = spreadApart(paired, run(seed + 1, REPLICATIONS))
  const touched = spreadApart(run(seed, 0), run(seed + 1, 0))
  const { money } = paired.gain()
  const replayed = intervalOf(money)
  return {
    analytic,
    replayed,
    replications: money.count,
    isWithin: replayed.low <= analytic && analytic <= replayed.high,
    varianceRatio: whole / varianceOf(money),
    touchedVarianceRatio: touched / varianceOf(money),
    seconds: (performance.now() - begin) / 1000,
  }
}

/** Variance of the plan's gain where the run with it and the run without have draws of their own. */
function spreadApart(withPlan: Replay, without: Replay): number {
  const tally = newTally()
  const others = without.record().scenario
  withPlan.record().withPlan.forEach((figures, replication) => {
    const other = others[replication]
    if (other) add(tally, worthOf(figures) - worthOf(other))
  })
  return varianceOf(tally)
}
