/** Owns the engine's own state as it is shown: what it holds, how far it is, since when. */
import type { TowerStatus } from '../shared/readModels/tower.ts'
import type { Reader } from './ledger/types.ts'

const STATUS_SQL = `
SELECT (SELECT max(event_number) FROM events) AS position,
  (SELECT max(location_id) FROM locations) AS locations,
  (SELECT max(sku_id) FROM skus) AS skus,
  (SELECT count(*) FROM quarantine WHERE state = 'open') AS openQuarantine,
  (SELECT max(last_received_at) FROM feed_totals) AS lastRecordedAt,
  (SELECT max(last_occurred_at) FROM feed_totals) AS dataAsOf`

type Counts = Record<
  'position' | 'locations' | 'skus' | 'openQuarantine' | 'lastRecordedAt' | 'dataAsOf',
  number | null
>

/** The store's part of the status; the rest comes from the host. */
export function readStatus(
  reader: Reader,
  host: Pick<TowerStatus, 'version' | 'network' | 'now' | 'startedAt' | 'listening' | 'sampleAvailable'>,
): TowerStatus {
  const counts = reader.get<Counts>(STATUS_SQL)
  const position = counts?.position ?? 0
  return {
    ...host,
    empty: position === 0 && (counts?.lastRecordedAt ?? null) === null,
    position,
    events: position,
    locations: counts?.locations ?? 0,
    skus: counts?.skus ?? 0,
    openQuarantine: counts?.openQuarantine ?? 0,
    lastRecordedAt: counts?.lastRecordedAt ?? null,
    dataAsOf: counts?.dataAsOf ?? null,
  }
}
