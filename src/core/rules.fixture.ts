/** Owns what rules are tried with: a real ledger in a temporary folder, a clock that is set, records that are told. */
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import { openAlertEngine, type AlertEngine } from './alerts/alertEngine.ts'
import type { Changed } from './alerts/findings.ts'
import { makeOwnRule } from './alerts/ownRules/ownRule.ts'
import { endOfLog, readStretch, type LogPlace } from './alerts/follow.ts'
import {
  isBeyond,
  type Explanation,
  type Measurement,
  type Rule,
  type RuleContext,
  type RuleSettings,
} from './alerts/rule.ts'
import { RULES } from './alerts/rules.ts'
import { defaultSettings, overlaid } from './alerts/settings.ts'
import { openAppender } from './ledger/append.ts'
import { openReader, openWriter } from './ledger/database.ts'
import { packBatch } from './ledger/packing.ts'
import type { Decision, Intaken, Reader } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { isPerson } from './queries/people.ts'
import { openOdds } from './riskOdds.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000
/** A Monday, midnight UTC: where the clock of a harness stands at first. */
export const START = Date.UTC(2026, 5, 1)

let told = 0
/** A record of its own, with an identity that nothing else has. */
export const record = (occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => {
  told += 1
  return { identity: `test:${told}`, occurredAt, events }
}

/** How a rule is set for a question, where not as its defaults say. */
export type Set = Partial<RuleSettings>

export interface RuleHarness {
  reader: Reader
  now(): number
  /** Sets the clock; records told after it are recorded then. */
  at(now: number): void
  /** Appends records of the feed `test`, in one message. */
  tell(...records: FeedRecord[]): void
  /** Appends records of a feed by its name; one that is told again is a duplicate. */
  tellFrom(feed: string, ...records: FeedRecord[]): void
  /** A record of the feed that is refused into quarantine. */
  tellRefused(feed: string, why: string, field: string, raw: string): void
  /** Measures subjects; where none are named, those that anything told since the start touches, and those of `timed`. */
  measure(rule: Rule, subjects?: readonly string[], set?: Set): Measurement[]
  /** Those of `measure` that are beyond the threshold that holds for them. */
  fires(rule: Rule, subjects?: readonly string[], set?: Set): Measurement[]
  explain(rule: Rule, measured: Measurement, set?: Set): Explanation
  /** Has the whole engine judge all that was told, at the clock's time. @returns what it found since, in order */
  evaluate(): Changed[]
  /** Alerts as they stand, of a rule or of all. */
  alerts(rule?: string): StoredAlert[]
  decide(decision: Decision): void
  /** Lets the engine forget what it has in memory. */
  restart(): void
  close(): void
}

export const defaultsOf = (rule: Rule, set: Set = {}): RuleSettings => overlaid(defaultSettings(rule), set)

/** An alert as the store has it. */
export interface StoredAlert {
  alert: string
  rule: string
  subject: string
  state: string
  severity: string
  since: number
  firedAt: number | null
  resolvedAt: number | null
  figure: number | null
  threshold: number
  summary: string
  inhibitedBy: string | null
  changes: number
}

const ALERTS_SQL = `
SELECT alert, rule, subject, state, severity, since, fired_at AS firedAt, resolved_at AS resolvedAt, figure, threshold,
  summary, inhibited_by AS inhibitedBy, changes
FROM alerts WHERE rule = coalesce(?, rule) ORDER BY since, alert`

/** @param options rules that `evaluate` evaluates, absent: all that there are; whether they may fail without its failing */
export function openRuleHarness(options: { rules?: readonly Rule[]; mayFail?: boolean } = {}): RuleHarness {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-rules-'))
  const path = join(folder, 'ledger.sqlite')
  const connection = openWriter(path)
  connection.database.pragma('synchronous = OFF')
  const appender = openAppender(connection, PROJECTIONS)
  const reader = openReader(path)
  const origin: LogPlace = endOfLog(reader)
  const odds = openOdds(reader)
  let now = START
  let engine: AlertEngine | null = null
  const openEngine = () =>
    openAlertEngine({
      reader,
      rules: options.rules ?? RULES,
      makeUserRule: makeOwnRule,
      odds,
      isPerson: (location) => isPerson(reader, location),
      elapsedMs: () => performance.now(),
    })

  function append(feed: string, records: Intaken[]): void {
    appender.commit([
      packBatch({ feed, transport: 'http', format: 'test', documentName: null, recordedAt: now, records }),
    ])
  }
  const contextFor = (rule: Rule, set?: Set): RuleContext => {
    const base = defaultsOf(rule, set)
    return { reader, now, base, settings: () => base, odds: odds(now) }
  }
  const harness: RuleHarness = {
    reader,
    now: () => now,
    at(time) {
      now = time
    },
    tell: (...records) => harness.tellFrom('test', ...records),
    tellFrom: (feed, ...records) =>
      append(
        feed,
        records.map((one) => ({ outcome: 'record', record: one, raw: JSON.stringify(one) })),
      ),
    tellRefused: (feed, why, field, raw) => append(feed, [{ outcome: 'refused', reason: why, field, raw }]),
    measure(rule, subjects, set) {
      const context = contextFor(rule, set)
      return reader.snapshot(() => {
        const asked =
          subjects ??
          new Set([
            ...rule.touchedBy(readStretch(reader, origin, Number.MAX_SAFE_INTEGER).touched, context),
            ...(rule.timed?.(context) ?? []),
          ])
        return rule.measure(context, [...asked])
      })
    },
    fires: (rule, subjects, set) =>
      harness
        .measure(rule, subjects, set)
        .filter(
          ({ figure }) =>
            figure !== null && isBeyond(rule.direction, figure, defaultsOf(rule, set).threshold),
        ),
    explain: (rule, measured, set) => reader.snapshot(() => rule.explain(contextFor(rule, set), measured)),
    evaluate() {
      engine ??= openEngine()
      const found: Changed[] = []
      for (let isDone = false; !isDone;) {
        const { facts, place, runs, more } = engine.step(now, { milliseconds: 1_000, flush: true })
        harness.decide({
          kind: 'recordAlerts',
          facts: JSON.stringify(facts),
          place,
          runs,
          evaluatedAt: now,
        })
        for (const { events } of facts) {
          for (const event of events) if (event.type === 'AlertChanged') found.push(event)
        }
        isDone = !more && facts.length === 0
        const failed = runs.find(({ fault }) => fault !== null)
        if (failed && !options.mayFail) throw new Error(`${failed.rule} fails: ${failed.fault}`)
      }
      return found
    },
    alerts: (rule) => reader.all<StoredAlert>(ALERTS_SQL, [rule ?? null]),
    decide(decision) {
      const [outcome] = appender.decide([{ decision, at: now }]).outcomes
      if (outcome && 'refused' in outcome) throw new Error(outcome.refused.message)
    },
    restart() {
      engine = null
    },
    close() {
      reader.close()
      connection.database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return harness
}
