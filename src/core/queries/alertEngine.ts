/** Owns what the store tells of the engine of alerts: how far it has judged, and how its rules fare. */
import type { Reader } from '../ledger/types.ts'
import type { AlertEngineStatus } from './alertDirectory.ts'

interface Run {
  evaluations: number
  microseconds: number
  lastAt: number
  fault: string | null
}

export function alertEngineStatus(reader: Reader): AlertEngineStatus {
  return {
    progress() {
      const row = reader.get<{ evaluatedAt: number | null; behind: number }>(
        `SELECT evaluated_at AS evaluatedAt, max(0, coalesce((SELECT max(event_number) FROM events), 0) - event_number) AS behind
         FROM alert_cursor`,
      )
      return row
        ? { evaluatedAt: row.evaluatedAt || null, behindRecords: row.behind }
        : { evaluatedAt: null, behindRecords: 0 }
    },
    ruleStatus(rule) {
      const row = reader.get<Run>(
        'SELECT evaluations, microseconds, last_at AS lastAt, fault FROM alert_rule_runs WHERE rule = ?',
        [rule],
      )
      if (!row) return null
      const { evaluations, microseconds, lastAt, fault } = row
      return {
        lastEvaluatedAt: lastAt,
        evaluationMicroseconds: evaluations > 0 ? microseconds / evaluations : null,
        fault,
      }
    },
  }
}
