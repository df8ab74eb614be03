/** Owns one alert as a whole: its evidence, its story from the log, what it explains, and where it is. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { AlertDetail, AlertEvidence, AlertHappening } from '../../shared/readModels/alerts.ts'
import type { Reader } from '../ledger/types.ts'
import { comparison, ordering } from './alerts.ts'
import { toAlertRow, type AlertView } from './alertRows.ts'
import { readStored, type StoredAlert } from './alertStore.ts'
import { isPerson } from './people.ts'

const INHIBITED_ROWS = 100
const EARLIER_ROWS = 20
/** Happenings that are told, the latest. */
const TIMELINE_ROWS = 1_000
/** Places that are told of an alert and of what it explains. */
const PLACES = 200

/** @throws TowerError `notFound` */
export function alertDetail(view: AlertView, alert: string): AlertDetail {
  const { reader } = view.context
  const [stored] = readStored(reader, 'WHERE alert = ?', [alert])
  if (!stored) throw new TowerError('notFound', `There is no alert ${alert}.`)
  const compare = comparison({})
  const inhibited = [...view.kept.open.values()]
    .filter(({ inhibitedBy }) => inhibitedBy === alert)
    .sort((a, b) => compare(ordering(a), ordering(b)))
  const earlier = readStored(
    reader,
    'WHERE rule = ? AND subject = ? AND since <= ? AND alert <> ? AND fired_at IS NOT NULL ORDER BY since DESC, alert LIMIT ?',
    [stored.rule, stored.subject, stored.since, alert, EARLIER_ROWS],
  )
  return {
    row: toAlertRow(view, stored),
    evidence: evidenceOf(reader, alert),
    timeline: timelineOf(reader, alert),
    inhibited: inhibited.slice(0, INHIBITED_ROWS).map((one) => toAlertRow(view, one)),
    inhibitedTotal: inhibited.length,
    earlier: earlier.map((one) => toAlertRow(view, one)),
    votes: { useful: stored.useful, noise: stored.noise },
    places: placesOf(reader, [stored, ...inhibited]),
  }
}

function evidenceOf(reader: Reader, alert: string): AlertEvidence[] {
  const row = reader.get<{ evidence: string }>('SELECT evidence FROM alerts WHERE alert = ?', [alert])
  const evidence = JSON.parse(row?.evidence ?? '[]') as EventOf<'AlertChanged'>['evidence']
  return evidence.map(({ text, identity = null, link = null, at = null }) => ({ text, identity, link, at }))
}

const TOLD_SQL = `
SELECT body, occurred_at AS at, identity FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'alert' AND subject = ? ORDER BY event_number DESC LIMIT ?`

function timelineOf(reader: Reader, alert: string): AlertHappening[] {
  return reader
    .all<{ body: string; at: number }>(TOLD_SQL, [alert, TIMELINE_ROWS])
    .toReversed()
    .flatMap(({ body, at }) =>
      (JSON.parse(body) as CanonicalEvent[]).flatMap((event) => happening(event, alert, at) ?? []),
    )
}

function happening(event: CanonicalEvent, alert: string, at: number): AlertHappening | null {
  if (event.type === 'AlertChanged' && event.alert === alert) {
    const { state, severity, figure, summary } = event
    return { kind: 'state', at, state, severity, figure, summary }
  }
  if (event.type !== 'AlertActed' || event.alert !== alert) return null
  const { act, actor, role, why = null, owner = null, until = null, useful = null } = event
  return { kind: 'act', at, act, actor, role, why, owner, until, useful }
}

function placesOf(reader: Reader, alerts: readonly StoredAlert[]): AlertDetail['places'] {
  const locations = new Set<string>()
  for (const { labels } of alerts) {
    const { location } = labels
    if (location !== undefined && locations.size < PLACES) locations.add(location)
  }
  return [...locations].flatMap((location) => {
    const place = reader.get<{ name: string | null; latitude: number | null; longitude: number | null }>(
      'SELECT name, latitude, longitude FROM locations WHERE location = ?',
      [location],
    )
    // Where a person is, is nobody's business here.
    if (isPerson(reader, location)) return []
    return { location, ...(place ?? { name: null, latitude: null, longitude: null }) }
  })
}
