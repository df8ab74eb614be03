/** Owns silences as they are stored, and which of them hold at a time. */
import type { AlertSilenceRow } from '../../shared/readModels/alerts.ts'
import { isSilenceActive, type AlertMatcher } from '../../shared/silences.ts'
import type { Reader } from '../ledger/types.ts'

const SILENCES_SQL = `
SELECT silence, matchers, starts_at AS "from", until, weekly, time_zone AS timeZone, why, actor, set_at AS at,
  ended_at AS endedAt FROM alert_silences`

interface SilenceText {
  silence: string
  matchers: string
  from: number
  until: number | null
  weekly: string | null
  timeZone: string | null
  why: string
  actor: string
  at: number
  endedAt: number | null
}

export const readSilences = (reader: Reader, rest: string, parameters: readonly number[]) =>
  reader.all<SilenceText>(`${SILENCES_SQL} ${rest}`, parameters).map((row) => ({
    ...row,
    matchers: JSON.parse(row.matchers) as AlertSilenceRow['matchers'],
    weekly: row.weekly === null ? null : (JSON.parse(row.weekly) as AlertSilenceRow['weekly']),
    ended: row.endedAt !== null,
  }))

/** The matchers of each silence that holds; the same object for as long as the same ones do. */
export type ActiveSilences = readonly (readonly AlertMatcher[])[]

const lastByReader = new WeakMap<Reader, { ids: string; active: ActiveSilences }>()

export function activeSilences(reader: Reader, now: number): ActiveSilences {
  const holding = readSilences(
    reader,
    'WHERE ended_at IS NULL AND starts_at <= ? AND (until IS NULL OR until > ?) ORDER BY silence',
    [now, now],
  ).filter((silence) => isSilenceActive(silence, now))
  const ids = JSON.stringify(holding.map(({ silence }) => silence))
  const last = lastByReader.get(reader)
  if (last?.ids === ids) return last.active
  const active = holding.map(({ matchers }) => matchers)
  lastByReader.set(reader, { ids, active })
  return active
}
