/** Owns the benchmark `alerts`: seeded days with labelled faults and look-alikes, replayed through the engine and scored rule by rule. */
import { availableParallelism } from 'node:os'
import { RULES } from '../../core/alerts/rules.ts'
import { replayDays } from './alertReplay.ts'
import {
  medianOf,
  precisionOf,
  recallOf,
  scoreRun,
  sumScores,
  type RuleScore,
  type RunScore,
} from './alertScore.ts'
import { rounded } from './percentiles.ts'
import { atLeast, below, machine, type BenchResult, type Figures, type Target } from './result.ts'
import type { BenchSettings } from './settings.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

/** Days of a run. The first ones are what rules learn from; faults strike when their rules have what they need. */
const DAYS = 3
const STORES = 8
const DCS = 2
/** Strikes a day of each kind. */
const RATE = 1
/** A Thursday, so that a weekend lies within; three days before clocks change in the United States. */
const START_AT = Date.UTC(2026, 2, 5, 8)
/** Faults that could be known for less are nobody's to find. */
const NOTICE_MS = 60_000
const WRONG_SHOWN = 40

export async function benchAlerts(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const about = machine(versions())
  const runs: RunScore[] = []
  let records = 0
  let evaluateMs = 0
  async function replay(seed: number): Promise<void> {
    const startedAt = performance.now()
    const found = await replayDays({
      seed,
      folder: workspace.folder('alerts'),
      days: DAYS,
      stores: STORES,
      dcs: DCS,
      rate: RATE,
      startAt: START_AT,
    })
    const score = scoreRun(found.labels, found.raised, { ...found, noticeMs: NOTICE_MS })
    runs.push(score)
    records += found.records
    evaluateMs += found.evaluateMs
    say(`seed ${seed}: ${oneLine(score)}, ${rounded((performance.now() - startedAt) / 1000, 0)} s`)
    for (const { rule, subject, at, fault } of score.missed)
      say(`  missed ${rule} (${fault}) at ${at}: ${subject}`)
    for (const { rule, labels, firedAt, lookAlike } of score.wrong.slice(0, WRONG_SHOWN))
      say(
        `  wrong ${rule} at ${firedAt}${lookAlike ? ` fooled by ${lookAlike}` : ''}: ${JSON.stringify(labels)}`,
      )
  }
  // A replay waits for its own threads half of the time.
  const waiting = [...settings.seeds]
  await Promise.all(
    Array.from({ length: Math.min(2 * availableParallelism(), waiting.length) }, async () => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) await replay(seed)
    }),
  )
  return [resultOf(sumScores(runs), { seeds: settings.seeds.length, records, evaluateMs }, about)]
}

const shareOf = (part: number, whole: number) => (whole === 0 ? null : rounded(part / whole, 3))

function oneLine({ rules }: RunScore): string {
  const sum = totalOf(rules)
  return `${sum.found} of ${sum.faults} faults found, ${sum.wrong} of ${sum.raised} alerts wrong`
}

function totalOf(rules: readonly RuleScore[]) {
  const sum = (of: (score: RuleScore) => number) => rules.reduce((total, score) => total + of(score), 0)
  return {
    faults: sum(({ faults }) => faults),
    found: sum(({ found }) => found),
    raised: sum(({ raised }) => raised),
    right: sum(({ right }) => right),
    consequences: sum(({ consequences }) => consequences),
    wrong: sum(({ wrong }) => wrong),
    fooled: sum(({ fooled }) => fooled),
  }
}

/** Rules without a waiting period are judged by how soon they tell. */
const WAITS = new Set(RULES.filter(({ defaults }) => defaults.pendingMs > 0).map(({ rule }) => rule))

function resultOf(
  score: RunScore,
  run: { seeds: number; records: number; evaluateMs: number },
  about: Figures,
): BenchResult {
  const total = totalOf(score.rules)
  const byRule: Figures = {}
  const targets: Record<string, Target> = {}
  for (const rule of score.rules) {
    const recall = recallOf(rule)
    const precision = precisionOf(rule)
    const median = medianOf(rule.detectMs)
    byRule[rule.rule] = {
      faults: rule.faults,
      recall: recall === null ? null : rounded(recall, 3),
      alerts: rule.raised,
      consequences: rule.consequences,
      wrong: rule.wrong,
      fooled: rule.fooled,
      precision: precision === null ? null : rounded(precision, 3),
      detectSecondsMedian: median === null ? null : rounded(median / 1000, 1),
    }
    if (recall !== null) targets[`recall.${rule.rule}`] = atLeast(0.8, rounded(recall, 3))
    if (precision !== null) targets[`precision.${rule.rule}`] = atLeast(0.8, rounded(precision, 3))
  }
  for (const { rule } of RULES) {
    if (!(score.rules.find((one) => one.rule === rule)?.faults ?? 0))
      targets[`faults.${rule}`] = atLeast(1, 0)
  }
  const recall = recallOf(total) ?? 0
  const strict = shareOf(total.right, total.right + total.consequences + total.wrong)
  const precision = precisionOf(total) ?? 0
  const prompt = medianOf(
    score.rules.filter(({ rule }) => !WAITS.has(rule)).flatMap(({ detectMs }) => detectMs),
  )
  targets['recall'] = atLeast(0.95, rounded(recall, 3))
  targets['precision'] = atLeast(0.9, rounded(precision, 3))
  targets['detectSecondsMedian'] = below(5, prompt === null ? Number.NaN : rounded(prompt / 1000, 1))
  return {
    name: 'alerts',
    figures: {
      seeds: run.seeds,
      hours: score.hours,
      records: run.records,
      ...total,
      recall: rounded(recall, 3),
      precision: rounded(precision, 3),
      precisionWithoutConsequences: strict,
      wrongByLookAlikes: shareOf(total.fooled, total.wrong),
      detectSecondsMedian: prompt === null ? null : rounded(prompt / 1000, 1),
      alertsPerHour: shareOf(score.fired, score.hours),
      callsPerHour: shareOf(score.calls, score.hours),
      evaluationMicrosecondsPerRecord: rounded((run.evaluateMs * 1000) / Math.max(1, run.records), 1),
      byRule,
    },
    ratios: {},
    targets,
    machine: about,
  }
}
