/** Owns `tower bench plan`: cases planned with a proof, each held against its gate, known optima, HiGHS and the replay. */
import { loadHighs } from '../../core/whatif/planner/highsLoad.ts'
import { checkPlan } from '../../core/whatif/planner/checkPlan.ts'
import { openPlan, type PlanRun } from '../../core/whatif/planner/openPlan.ts'
import type { PlanAnswer } from '../../core/whatif/planner/problem.ts'
import type { PlanCase } from '../../shared/planCase.ts'
import { rounded } from './percentiles.ts'
import { solveLinear } from './planLinear.ts'
import { gateReplay } from './planReplay.ts'
import { givenFolder, givenSources, randomSources, type PlanSource } from './planSources.ts'
import { atLeast, below, machine, type BenchResult, type Figures, type Target } from './result.ts'
import type { BenchSettings } from './settings.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

const STEP_MS = 100
const LINEAR_SECONDS_MAX = 600
/** What counts as no gap at all. */
const NO_GAP = 1e-9
const ALIKE = 1e-6
const OPTIMUM_WITHIN = 1e-4

/** What the search had proven, and after how long. */
interface Reached {
  seconds: number
  cpuSeconds: number
  gap: number
}

export async function benchPlan(
  { seeds }: BenchSettings,
  _workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const about = machine(versions())
  const folder = givenFolder()
  if (folder === null) say('no folder of given cases: name it by TOWER_PLANNING')
  const sources = [...(folder === null ? [] : givenSources(folder)), ...randomSources(seeds[0] ?? 1)]
  const results: BenchResult[] = []
  for (const source of sources) {
    const result = await benchCase(source, about)
    const { objective, bound, gap, seconds } = result.figures
    say(`${source.name}: plan ${objective}, bound ${bound}, gap ${gap}, ${seconds} s`)
    results.push(result)
  }
  const replayed = replaySummary(results, about)
  return replayed ? [...results, replayed] : results
}

async function benchCase(source: PlanSource, about: Figures): Promise<BenchResult> {
  const given = source.read()
  const { gate } = source
  const wanted = gate.stretch ?? gate
  const usage = process.cpuUsage()
  const beganAt = performance.now()
  const secondsNow = () => (performance.now() - beganAt) / 1000
  const run = await openPlan(given, {
    now: () => performance.now(),
    isStopped: () => secondsNow() >= wanted.seconds,
    report() {},
    gap: wanted.gap,
  })
  const cpuNow = () => {
    const { user, system } = process.cpuUsage(usage)
    return (user + system) / 1e6
  }
  let atGate: Reached | null = null
  let isDone = false
  while (!isDone && secondsNow() < wanted.seconds) {
    isDone = run.step(STEP_MS)
    const { gap } = run.progress()
    if (gap <= Math.max(gate.gap, NO_GAP)) atGate ??= { seconds: secondsNow(), cpuSeconds: cpuNow(), gap }
  }
  const seconds = secondsNow()
  const cpuSeconds = cpuNow()
  const answer = run.answer()
  const answerSeconds = secondsNow() - seconds
  // The answer has been checked as it was made; this is the figure of the check alone.
  const verified = checkPlan(run.instance, answer.transfers, null)
  const figures: Figures = {
    mode: run.mode,
    method: answer.method,
    proof: answer.proof.kind === 'solver' ? answer.proof.solver : 'prices, checked',
    objective: rounded(answer.objective, 6),
    verifiedObjective: rounded(verified.objective, 6),
    violations: verified.violations.length,
    bound: rounded(answer.bound, 6),
    gap: answer.gap,
    seconds: rounded(seconds, 2),
    cpuSeconds: rounded(cpuSeconds, 2),
    secondsToGate: atGate && rounded(atGate.seconds, 2),
    cpuSecondsToGate: atGate && rounded(atGate.cpuSeconds, 2),
    secondsToAnswer: rounded(answerSeconds, 2),
    pairs: run.problem.pairRow.length,
    edges: run.problem.edgeLane.length,
    transfers: answer.transfers.length,
    units: answer.transfers.reduce((sum, { units }) => sum + units, 0),
  }
  const targets: Record<string, Target> = {
    gap: below(gate.gap + NO_GAP, answer.gap ?? Infinity),
    secondsToGate: below(gate.seconds, atGate?.seconds ?? Infinity),
    violations: below(1, verified.violations.length),
  }
  if (gate.stretch) {
    targets['stretchGap'] = below(gate.stretch.gap + NO_GAP, answer.gap ?? Infinity)
    // The gate's own gap is what was proven in its own time.
    targets['gap'] = below(gate.gap + NO_GAP, atGate?.gap ?? Infinity)
  }
  holdAgainstOptimum(source, answer, figures, targets)
  const ratios: Record<string, number> = {}
  if (source.isCompared) await compare(run, answer, seconds, figures, targets, ratios)
  if (source.isReplayed) replay(given, answer, figures, targets)
  return { name: `plan ${source.name}`, figures, ratios, targets, machine: about }
}

function holdAgainstOptimum(
  { optimum, gate }: PlanSource,
  { objective, bound, gap }: PlanAnswer,
  figures: Figures,
  targets: Record<string, Target>,
): void {
  if (optimum === null) return
  figures['optimum'] = optimum
  figures['shareOfOptimum'] = rounded(objective / optimum, 6)
  targets['boundOverOptimum'] = atLeast(-ALIKE, bound - optimum)
  if (gate.gap > 0) {
    // A gap to the bound that is larger than to the optimum is no miss: the optimum is known.
    targets['shareOfOptimum'] = atLeast(0.99, objective / optimum)
    delete targets['gap']
    delete targets['secondsToGate']
    delete targets['stretchGap']
  } else {
    targets['offOptimum'] = below(OPTIMUM_WITHIN, Math.abs(objective - optimum))
    targets['gap'] = below(NO_GAP, gap ?? Infinity)
  }
}

async function compare(
  run: PlanRun,
  { objective }: PlanAnswer,
  seconds: number,
  figures: Figures,
  targets: Record<string, Target>,
  ratios: Record<string, number>,
): Promise<void> {
  const linear = solveLinear(await loadHighs(), run.problem, LINEAR_SECONDS_MAX)
  const off = Math.abs(linear.objective - objective) / Math.max(1, Math.abs(objective))
  figures['highs'] = {
    objective: rounded(linear.objective, 6),
    status: linear.status,
    seconds: rounded(linear.seconds, 2),
    relativeDifference: off,
  }
  targets['offHighs'] = below(ALIKE, off)
  ratios['highs'] = rounded(linear.seconds / seconds, 2)
}

function replay(
  given: PlanCase,
  { transfers, objective }: PlanAnswer,
  figures: Figures,
  targets: Record<string, Target>,
): void {
  const gate = gateReplay(given, transfers, objective, 1)
  figures['replay'] = {
    gain: rounded(gate.replayed.mean, 4),
    low: rounded(gate.replayed.low, 4),
    high: rounded(gate.replayed.high, 4),
    varianceRatio: rounded(gate.varianceRatio, 2),
    replications: gate.replications,
    seconds: rounded(gate.seconds, 2),
  }
  targets['replayHoldsAnalytic'] = atLeast(1, gate.isWithin ? 1 : 0)
}

/** A plan of a handful of units says little of how much common random numbers save: the median of the cases is judged. */
function replaySummary(results: readonly BenchResult[], about: Figures): BenchResult | null {
  const ratios = results.flatMap(({ figures: { replay: of } }) =>
    typeof of === 'object' && of !== null && typeof of['varianceRatio'] === 'number'
      ? [of['varianceRatio']]
      : [],
  )
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]
  if (median === undefined) return null
  return {
    name: 'plan replay',
    figures: { cases: ratios.length, varianceRatioMedian: median, varianceRatioLeast: Math.min(...ratios) },
    ratios: {},
    targets: { varianceRatio: atLeast(4, median) },
    machine: about,
  }
}
