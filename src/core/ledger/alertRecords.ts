/** Owns what the rules found on its way into the log: the facts, how far they were judged, and how the rules fared, as one. */
import type { FeedRecord } from '../../shared/events.ts'
import { noteAlerts } from './outbox.ts'
import type { Decision, DecisionOutcome, Writer } from './types.ts'

type Recorded = Extract<Decision, { kind: 'recordAlerts' }>

const CURSOR_SQL = `
INSERT INTO alert_cursor (one, event_number, message_number, evaluated_at) VALUES (1, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET event_number = excluded.event_number, message_number = excluded.message_number,
  evaluated_at = excluded.evaluated_at`

/** Nothing more is judged for good, but rules were evaluated. */
const EVALUATED_SQL = `
INSERT INTO alert_cursor (one, event_number, message_number, evaluated_at) VALUES (1, 0, 0, ?)
ON CONFLICT (one) DO UPDATE SET evaluated_at = excluded.evaluated_at`

const RUN_SQL = `
INSERT INTO alert_rule_runs (rule, evaluations, microseconds, last_at, fault, fault_at, faults, swept)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (rule) DO UPDATE SET evaluations = evaluations + excluded.evaluations,
  microseconds = microseconds + excluded.microseconds, last_at = coalesce(excluded.last_at, last_at),
  fault = excluded.fault, fault_at = excluded.fault_at, faults = faults + excluded.faults, swept = excluded.swept`

/** Records what was found; all of it or nothing. */
export function recordAlerts(
  store: { reader: Pick<Writer, 'get' | 'run'>; record(facts: readonly FeedRecord[]): void },
  { facts, place, evaluatedAt, runs }: Recorded,
): DecisionOutcome {
  const records = JSON.parse(facts) as FeedRecord[]
  if (records.length > 0) {
    store.record(records)
    noteAlerts(store.reader, records)
  }
  if (evaluatedAt !== null) {
    if (place) store.reader.run(CURSOR_SQL, [place.event, place.message, evaluatedAt])
    else store.reader.run(EVALUATED_SQL, [evaluatedAt])
  }
  for (const run of runs) {
    store.reader.run(RUN_SQL, [
      run.rule,
      run.evaluations,
      Math.round(run.microseconds),
      run.lastAt,
      run.fault,
      run.faultAt,
      run.faults,
      Number(run.swept),
    ])
  }
  return { answer: { recorded: records.length } }
}
