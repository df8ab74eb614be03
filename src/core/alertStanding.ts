/** Owns how alerts stand for those who tell of them: open or over, and whether somebody is called. */
import type { AlertMute } from '../shared/readModels/alerts.ts'
import { isSilenceActive, muteOf, type AlertMatcher } from '../shared/silences.ts'
import type { AlertArea } from '../shared/vocabulary.ts'
import type { Reader } from './ledger/types.ts'
import type { Standing } from './outputs/dispatcher.ts'

interface MutableRow {
  rule: string
  severity: string
  /** JSON. */
  labels: string
  snoozedUntil: number | null
  inhibitedBy: string | null
}

interface SilenceRow {
  matchers: string
  startsAt: number
  until: number | null
  weekly: string | null
  timeZone: string | null
}

/** Matchers of the silences that hold now. */
function activeSilences(reader: Reader, now: number): AlertMatcher[][] {
  return reader
    .all<SilenceRow>(
      `SELECT matchers, starts_at AS startsAt, until, weekly, time_zone AS timeZone FROM alert_silences
       WHERE ended_at IS NULL AND starts_at <= ? AND (until IS NULL OR until > ?)`,
      [now, now],
    )
    .filter(({ startsAt, until, weekly, timeZone }) =>
      isSilenceActive(
        {
          from: startsAt,
          until,
          weekly: weekly === null ? null : (JSON.parse(weekly) as []),
          timeZone,
          ended: false,
        },
        now,
      ),
    )
    .map(({ matchers }) => JSON.parse(matchers) as AlertMatcher[])
}

/** Tells of rows of `alerts` why nobody is called for them; silences are read once. */
export function muteReader(
  reader: Reader,
  areaOf: (rule: string) => AlertArea,
  now: number,
): (row: MutableRow) => AlertMute | null {
  const active = activeSilences(reader, now)
  return (row) =>
    muteOf(
      { ...row, labels: JSON.parse(row.labels) as Record<string, string>, area: areaOf(row.rule) },
      active,
      now,
    )
}

/** How alerts stand: whether they are open, and whether somebody is called for them. */
export function alertStanding(
  reader: Reader,
  areaOf: (rule: string) => AlertArea,
  alerts: readonly string[],
  now: number,
): Map<string, Standing> {
  const muteNow = muteReader(reader, areaOf, now)
  const rows = reader.all<MutableRow & { alert: string; open: number }>(
    `SELECT alert, rule, severity, labels, open, snoozed_until AS snoozedUntil, inhibited_by AS inhibitedBy
     FROM alerts WHERE alert IN (SELECT value FROM json_each(?))`,
    [JSON.stringify([...new Set(alerts)])],
  )
  return new Map(rows.map((row) => [row.alert, { isOpen: row.open === 1, isMuted: muteNow(row) !== null }]))
}
