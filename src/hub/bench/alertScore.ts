/** Owns how well alerts match labelled faults: what was found, what was raised for nothing, and how soon. */
import type { AlertFaultLabel } from '../../simulation/faults/faultLabel.ts'
import { percentile } from './percentiles.ts'

/** An alert that called somebody: it fired, and nothing explained it at the time. */
export interface Raised {
  alert: string
  rule: string
  labels: Readonly<Record<string, string>>
  /** When the rule found it, by the clock that the replay drives. */
  firedAt: number
  /** Null: it still fires. */
  resolvedAt: number | null
  /** Group that it is listed in. */
  group: string
  /** True where another alert explained it all the time: it called nobody. */
  isMuted: boolean
}

export interface RuleScore {
  rule: string
  /** Faults that this rule should find. */
  faults: number
  found: number
  /** Alerts that called somebody. */
  raised: number
  right: number
  /** Right, though no fault was laid for this rule there: another fault's consequence, named by its label. */
  consequences: number
  wrong: number
  /** Wrong ones that a look-alike provoked. */
  fooled: number
  /** From when it could be known to the alert; of those found. */
  detectMs: number[]
}

export interface Missed {
  rule: string
  fault: string
  subject: string
  at: string
}
export interface Wrong {
  rule: string
  labels: Readonly<Record<string, string>>
  firedAt: string
  lookAlike: string | null
}

export interface RunScore {
  rules: RuleScore[]
  missed: Missed[]
  wrong: Wrong[]
  /** Hours of the run in which faults may strike. */
  hours: number
  /** Alerts that fired, and calls after grouping and explaining. */
  fired: number
  calls: number
}

/** A fault is prepared in the minutes before it strikes: a past is told, a shelf filled. What comes of that is its own. */
const PREPARED_MS = 2 * 60_000
/** After it was mended an alert may still come of it for so long: what is late on its way shows it. */
const AFTERMATH_MS = 2 * 3_600_000

/** Whether an alert is about what a label names: every word that the label gives says the same in the alert. */
const isAbout = (labels: AlertFaultLabel['labels'], raised: Raised) =>
  Object.entries(labels).every(([name, value]) => raised.labels[name] === value)

/** Whether they share a word and contradict each other in none. */
const touches = (labels: AlertFaultLabel['labels'], raised: Raised) => {
  const shared = Object.entries(labels).filter(([name]) => raised.labels[name] !== undefined)
  return shared.length > 0 && shared.every(([name, value]) => raised.labels[name] === value)
}

const overlaps = (label: AlertFaultLabel, raised: Raised) => {
  const begin = Date.parse(label.at) - PREPARED_MS
  const end = label.until === null ? Number.POSITIVE_INFINITY : Date.parse(label.until) + AFTERMATH_MS
  return raised.firedAt >= begin && raised.firedAt <= end
}

/**
 * Scores one run. A fault that could be known for less than `noticeMs` before it was mended, or before the run's end, is
 * not counted: nobody could have found it.
 */
export function scoreRun(
  labels: readonly AlertFaultLabel[],
  raised: readonly Raised[],
  run: { startAt: number; endAt: number; noticeMs: number },
): RunScore {
  const scores = new Map<string, RuleScore>()
  const scoreOf = (rule: string) => {
    let score = scores.get(rule)
    if (!score) {
      score = {
        rule,
        faults: 0,
        found: 0,
        raised: 0,
        right: 0,
        consequences: 0,
        wrong: 0,
        fooled: 0,
        detectMs: [],
      }
      scores.set(rule, score)
    }
    return score
  }
  const missed: Missed[] = []
  for (const label of labels) {
    if (label.type !== 'alert') continue
    const knownAt = Date.parse(label.detectableAt)
    const over = Math.min(run.endAt, label.until === null ? run.endAt : Date.parse(label.until))
    if (knownAt + run.noticeMs > over) continue
    const score = scoreOf(label.rule)
    score.faults += 1
    // Also one that something explained: it was found, and stands under what explains it.
    const found = raised
      .filter((one) => one.rule === label.rule && isAbout(label.labels, one) && overlaps(label, one))
      .map(({ firedAt }) => firedAt)
    if (found.length === 0) {
      missed.push({ rule: label.rule, fault: label.fault, subject: label.subject, at: label.at })
      continue
    }
    score.found += 1
    score.detectMs.push(Math.max(0, Math.min(...found) - knownAt))
  }
  const wrong: Wrong[] = []
  for (const one of raised) {
    if (one.isMuted) continue
    const score = scoreOf(one.rule)
    score.raised += 1
    const own = labels.some(
      (label) =>
        label.type === 'alert' &&
        label.rule === one.rule &&
        isAbout(label.labels, one) &&
        overlaps(label, one),
    )
    const consequence =
      !own &&
      labels.some(
        (label) =>
          // Another place in the same trouble, or another rule that the label says may fire and be right.
          ((label.type === 'alert' && label.rule === one.rule) || label.mayAlso.includes(one.rule)) &&
          touches(label.labels, one) &&
          overlaps(label, one),
      )
    if (own) score.right += 1
    else if (consequence) score.consequences += 1
    else {
      score.wrong += 1
      const lookAlike = labels.find(
        (label) =>
          label.type === 'lookAlike' &&
          label.rule === one.rule &&
          touches(label.labels, one) &&
          overlaps(label, one),
      )
      if (lookAlike) score.fooled += 1
      wrong.push({
        rule: one.rule,
        labels: one.labels,
        firedAt: new Date(one.firedAt).toISOString(),
        lookAlike: lookAlike?.fault ?? null,
      })
    }
  }
  return {
    rules: [...scores.values()],
    missed,
    wrong,
    hours: (run.endAt - run.startAt) / 3_600_000,
    fired: raised.length,
    calls: callsOf(raised),
  }
}

/** How often somebody is called: a group calls when its first alert fires, and again only once it was all over. */
function callsOf(raised: readonly Raised[]): number {
  let calls = 0
  for (const group of Map.groupBy(
    raised.filter(({ isMuted }) => !isMuted),
    (one) => one.group,
  ).values()) {
    let openUntil = Number.NEGATIVE_INFINITY
    for (const { firedAt, resolvedAt } of group.toSorted((a, b) => a.firedAt - b.firedAt)) {
      if (firedAt > openUntil) calls += 1
      openUntil = Math.max(openUntil, resolvedAt ?? Number.POSITIVE_INFINITY)
    }
  }
  return calls
}

/** Sums runs up, rule by rule. */
export function sumScores(runs: readonly RunScore[]): RunScore {
  const rules = [
    ...Map.groupBy(
      runs.flatMap((run) => run.rules),
      ({ rule }) => rule,
    ).entries(),
  ]
    .map(([rule, parts]) =>
      parts.reduce(
        (sum, part) => ({
          rule,
          faults: sum.faults + part.faults,
          found: sum.found + part.found,
          raised: sum.raised + part.raised,
          right: sum.right + part.right,
          consequences: sum.consequences + part.consequences,
          wrong: sum.wrong + part.wrong,
          fooled: sum.fooled + part.fooled,
          detectMs: [...sum.detectMs, ...part.detectMs],
        }),
        {
          rule,
          faults: 0,
          found: 0,
          raised: 0,
          right: 0,
          consequences: 0,
          wrong: 0,
          fooled: 0,
          detectMs: [] as number[],
        },
      ),
    )
    .sort((a, b) => a.rule.localeCompare(b.rule))
  return {
    rules,
    missed: runs.flatMap((run) => run.missed),
    wrong: runs.flatMap((run) => run.wrong),
    hours: runs.reduce((sum, run) => sum + run.hours, 0),
    fired: runs.reduce((sum, run) => sum + run.fired, 0),
    calls: runs.reduce((sum, run) => sum + run.calls, 0),
  }
}

/** Share of faults that were found; null without faults. */
export const recallOf = (score: Pick<RuleScore, 'faults' | 'found'>): number | null =>
  score.faults === 0 ? null : score.found / score.faults

/** Share of calls that were right; consequences of a fault that its label names are right. Null without calls. */
export const precisionOf = ({
  right,
  consequences,
  wrong,
}: Pick<RuleScore, 'right' | 'consequences' | 'wrong'>): number | null =>
  right + consequences + wrong === 0 ? null : (right + consequences) / (right + consequences + wrong)

export const medianOf = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : percentile(
        values.toSorted((a, b) => a - b),
        0.5,
      )
