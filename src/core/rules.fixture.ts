/** Owns what rules are tried with: a real ledger in a temporary folder, a clock that is set, records that are told. */
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import { endOfLog, readStretch, type LogPlace } from './alerts/follow.ts'
import {
  isBeyond,
  type Explanation,
  type Measurement,
  type Rule,
  type RuleContext,
  type RuleSettings,
} from './alerts/rule.ts'
import { openAppender } from './ledger/append.ts'
import { openReader, openWriter } from './ledger/database.ts'
import { packBatch } from './ledger/packing.ts'
import type { Intaken, Reader } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'
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
  close(): void
}

export const defaultsOf = (rule: Rule, set: Set = {}): RuleSettings => ({
  enabled: true,
  ...rule.defaults,
  ...set,
  parameters: {
    ...Object.fromEntries(rule.parameters.map((one) => [one.name, one.default])),
    ...set.parameters,
  },
})

export function openRuleHarness(): RuleHarness {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-rules-'))
  const path = join(folder, 'ledger.sqlite')
  const connection = openWriter(path)
  connection.database.pragma('synchronous = OFF')
  const appender = openAppender(connection, PROJECTIONS)
  const reader = openReader(path)
  const origin: LogPlace = endOfLog(reader)
  let now = START

  function append(feed: string, records: Intaken[]): void {
    appender.commit([
      packBatch({ feed, transport: 'http', format: 'test', documentName: null, recordedAt: now, records }),
    ])
  }
  const contextFor = (rule: Rule, set?: Set): RuleContext => {
    const base = defaultsOf(rule, set)
    return { reader, now, base, settings: () => base }
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
    close() {
      reader.close()
      connection.database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return harness
}
