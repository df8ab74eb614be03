/** Owns what a rule came to on a stretch of the past: spells by their worst figure, so that any threshold can be tried on them. */
import type { AlertBackTest } from '../../shared/readModels/alerts.ts'
import { isoDateOf } from '../../shared/timeZone.ts'
import { isBeyond, type Measurement, type Rule, type RuleContext, type RuleSettings } from './rule.ts'

export type TrialResult = Omit<AlertBackTest, 'from' | 'until' | 'records' | 'milliseconds'>

interface TrialSpell {
  subject: string
  summary: string
  from: number
  until: number | null
  worst: number
  /** Whether it lasted as long as the rule waits. */
  lasted: boolean
}

/** Thresholds that the curve shows. */
const CURVE_POINTS = 25
const SPELLS_SHOWN = 500
/** Spells that are put into words as they begin: each asks the store. */
const SPELLS_WORDED = 2_000
/** Spells that are kept; beyond, a rule that fires so often needs no more proof. */
const SPELLS_MAX = 200_000

/** The loosest threshold worth a try: a quarter of what is set on one side, four times on the other. */
export function loosestThreshold(direction: Rule['direction'], threshold: number): number {
  const factor = (direction === 'above') === threshold > 0 ? 1 / 4 : 4
  return threshold * factor
}

export interface Trial {
  /** Settings under which the rule is to be asked. */
  loosest: RuleSettings
  note(context: RuleContext, asked: readonly string[], measured: readonly Measurement[]): void
  result(until: number): TrialResult
}

/** @param from spells that had begun before it count from then */
export function openTrial(rule: Rule, settings: RuleSettings, from: number): Trial {
  const { direction } = rule
  const loosest = { ...settings, threshold: loosestThreshold(direction, settings.threshold) }
  const open = new Map<string, TrialSpell>()
  const ended: TrialSpell[] = []
  let worded = 0

  function end(subject: string, now: number): void {
    const spell = open.get(subject)
    if (!spell) return
    open.delete(subject)
    const lasted = spell.lasted || now - spell.from >= settings.pendingMs
    if (ended.length < SPELLS_MAX) ended.push({ ...spell, until: now, lasted })
  }

  function wordsOf(context: RuleContext, measured: Measurement): string {
    worded += 1
    if (worded > SPELLS_WORDED) return measured.subject.replaceAll('\n', ', ')
    try {
      return rule.explain(context, measured).summary
    } catch {
      // What cannot be put into words is a spell all the same.
      return measured.subject.replaceAll('\n', ', ')
    }
  }

  const worse = (a: number, b: number) => (direction === 'above' ? Math.max(a, b) : Math.min(a, b))

  return {
    loosest,
    note(context, asked, measured) {
      const left = new Set(asked)
      for (const one of measured) {
        const { subject, figure } = one
        // What cannot be judged neither begins nor ends anything.
        if (figure === null || Number.isNaN(figure)) {
          left.delete(subject)
          continue
        }
        if (!isBeyond(direction, figure, loosest.threshold)) continue
        left.delete(subject)
        const known = open.get(subject)
        if (known) known.worst = worse(known.worst, figure)
        else
          open.set(subject, {
            subject,
            summary: wordsOf(context, one),
            from: Math.max(from, Math.min(one.since, context.now)),
            until: null,
            worst: figure,
            lasted: false,
          })
      }
      for (const subject of left) end(subject, context.now)
    },
    result(until) {
      const all = [
        ...ended,
        ...[...open.values()].map((spell) => ({
          ...spell,
          lasted: until - spell.from >= settings.pendingMs,
        })),
      ].filter(({ lasted }) => lasted)
      const firing = (threshold: number) => all.filter(({ worst }) => isBeyond(direction, worst, threshold))
      const byDay = Map.groupBy(firing(settings.threshold), (spell) =>
        isoDateOf(Math.floor(spell.from / DAY_MS)),
      )
      const sign = direction === 'above' ? -1 : 1
      return {
        threshold: settings.threshold,
        direction,
        unit: rule.unit,
        curve: curveThresholds(
          settings.threshold,
          loosest.threshold,
          all.map(({ worst }) => worst),
        ).map((threshold) => ({ threshold, alerts: firing(threshold).length })),
        spells: all
          .toSorted((a, b) => sign * (a.worst - b.worst) || a.from - b.from)
          .slice(0, SPELLS_SHOWN)
          .map(({ subject, summary, from: begin, until: over, worst }) => ({
            subject,
            summary,
            from: begin,
            until: over,
            worst,
          })),
        byDay: daysBetween(from, until).map((day) => ({ day, alerts: byDay.get(day)?.length ?? 0 })),
      }
    },
  }
}

const DAY_MS = 86_400_000

function daysBetween(from: number, until: number): string[] {
  const days: string[] = []
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS <= until; day += 1) days.push(isoDateOf(day))
  return days
}

/** Evenly from the loosest to the worst figure that occurred, the rule's own threshold among them. */
export function curveThresholds(own: number, loosest: number, worsts: readonly number[]): number[] {
  const finite = worsts.filter(Number.isFinite)
  const furthest = finite.reduce(
    (best, worst) => (Math.abs(worst - loosest) > Math.abs(best - loosest) ? worst : best),
    own,
  )
  const step = (furthest - loosest) / (CURVE_POINTS - 1)
  const points =
    step === 0 ? [loosest] : Array.from({ length: CURVE_POINTS }, (_, index) => loosest + index * step)
  return [...new Set([...points, own])].sort((a, b) => (furthest >= loosest ? a - b : b - a))
}
