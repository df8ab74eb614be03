/** Owns the planning of a case outside of the engine: read, solved on this thread for a time, checked, explained. */
import { explainPlan } from './whatif/planner/explainPlan.ts'
import { MODE_NAMES, openPlan } from './whatif/planner/openPlan.ts'
import { gapText, transferText } from './whatif/planner/planWords.ts'
import type { PlanAnswer, PlanProgress } from './whatif/planner/problem.ts'
import { parsePlanCase } from './whatif/planner/readPlanCase.ts'

export interface PlanFileOptions {
  /** The best plan by then is the answer. */
  seconds: number
  /** The gap that is enough. */
  gap: number
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
  const until = performance.now() + options.seconds * 1000
  const isStopped = () => options.stopped.aborted || performance.now() >= until
  const given = parsePlanCase(text)
  const run = await openPlan(given, {
    now: () => performance.now(),
    isStopped,
    report: options.report,
    gap: options.gap,
    secondsMax: options.seconds,
  })
  while (!run.step(STEP_MS) && !isStopped()) {
    options.report(run.progress())
    // Lets a signal be heard.
    await new Promise((go) => setImmediate(go))
  }
  const answer = run.answer()
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
