/** Owns the planning of a case outside of the engine: read, solved on this thread for a time, checked, explained. */
import type { PlanCase } from '../shared/planCase.ts'
import { explainPlan } from './whatif/planner/explainPlan.ts'
import { MODE_NAMES, openPlan, type PlanRun } from './whatif/planner/openPlan.ts'
import { gapText, transferText } from './whatif/planner/planWords.ts'
import type { PlanAnswer, PlanProgress } from './whatif/planner/problem.ts'
import { parsePlanCase } from './whatif/planner/readPlanCase.ts'
import { refined, regionCase } from './whatif/planner/refineRegion.ts'

export interface PlanFileOptions {
  /** The best plan by then is the answer. */
  seconds: number
  /** The gap that is enough. */
  gap: number
  /** Ids of places for which the plan is then made anew, in as much time again, with all else as planned. */
  refine: readonly string[]
  /** Ends the search early, with the best plan so far. */
  stopped: AbortSignal
  report(progress: PlanProgress): void
}

export interface PlannedFile {
  answer: PlanAnswer
  /** For a person. */
  mode: string
  gapText: string
  /** A sentence for each transfer, in the answer's order. */
  explanations(): Iterable<string>
}

/** So long a step is: a stop is seen in between. */
const STEP_MS = 100

/** @throws TowerError `invalid` where the text is no case or a pin cannot be; `internal` where a proof does not hold */
export async function planFile(text: string, options: PlanFileOptions): Promise<PlannedFile> {
  const given = parsePlanCase(text)
  const run = await drive(given, options)
  let answer = run.answer()
  if (options.refine.length > 0 && !options.stopped.aborted) {
    const places = new Set(options.refine)
    const region = await drive(regionCase(given, answer.transfers, places), options)
    answer = refined(answer, region.answer())
  }
  return {
    answer,
    mode: MODE_NAMES[run.mode],
    gapText: gapText(answer.gap),
    *explanations() {
      const { rows } = explainPlan(run.instance, answer)
      for (const row of rows()) yield transferText(row, { placeName: (id) => id })
    },
  }
}

async function drive(given: PlanCase, { seconds, gap, stopped, report }: PlanFileOptions): Promise<PlanRun> {
  const until = performance.now() + seconds * 1000
  const isStopped = () => stopped.aborted || performance.now() >= until
  const run = await openPlan(given, { now: () => performance.now(), isStopped, report, gap })
  while (!run.step(STEP_MS) && !isStopped()) {
    report(run.progress())
    // Lets a signal be heard.
    await new Promise((go) => setImmediate(go))
  }
  return run
}
