/** Owns locations as subjects of users' rules: stores and centres with their sums. */
import { toUnits } from '../../../shared/units.ts'
import { HOUR_MS, list, listLink, WEEK_MS, type OwnSubjectKind } from './ownSubject.ts'

interface Row {
  location: string
  name: string | null
  kind: string | null
  region: string | null
  country: string | null
  onHand: number
  sellable: number
  safety: number
  held: number
  positions: number
  stockouts: number
  negatives: number
  lastOccurredAt: number
  lastRecordedAt: number
}

const ROWS_SQL = `
SELECT l.location, l.name, l.kind, l.region, l.country, r.on_hand AS onHand, r.sellable, r.safety,
  coalesce((SELECT held FROM location_holds AS h WHERE h.location = l.location), 0) AS held,
  r.positions, r.stockouts, r.negatives, r.last_occurred_at AS lastOccurredAt, r.last_recorded_at AS lastRecordedAt
FROM locations AS l JOIN rollups AS r USING (location_id)
WHERE l.location IN (SELECT value FROM json_each(?)) AND l.kind IS NOT 'customer' AND r.last_occurred_at >= ?`

const ALL_SQL = `
SELECT l.location FROM rollups AS r JOIN locations AS l USING (location_id)
WHERE l.kind IS NOT 'customer' AND r.last_occurred_at >= ?`

export const locationSubject: OwnSubjectKind = {
  kind: 'location',
  area: 'stock',
  title: 'a location',
  figures: [
    { name: 'location', type: 'text', title: 'id of the location' },
    { name: 'locationKind', type: 'text', title: 'store, dc, supplier, hub or other' },
    { name: 'region', type: 'text', title: 'region' },
    { name: 'country', type: 'text', title: 'country' },
    { name: 'onHandUnits', type: 'number', title: 'units on hand, all SKUs' },
    { name: 'sellableUnits', type: 'number', title: 'units that can be sold' },
    { name: 'atpUnits', type: 'number', title: 'units available to promise' },
    { name: 'skuCount', type: 'number', title: 'SKUs that were ever there' },
    { name: 'stockoutCount', type: 'number', title: 'SKUs with nothing sellable' },
    { name: 'stockoutShare', type: 'number', title: 'of its SKUs, per cent' },
    { name: 'negativeCount', type: 'number', title: 'SKUs whose ledger is below zero' },
    { name: 'silentHours', type: 'number', title: 'since anything was heard of it, in hours', ages: true },
  ],
  read: ({ reader, now }, subjects) =>
    reader.all<Row>(ROWS_SQL, [list(subjects), now - WEEK_MS]).map((row) => ({
      subject: row.location,
      labels: { location: row.location },
      name: row.name ?? row.location,
      dataAsOf: row.lastOccurredAt,
      values: {
        location: row.location,
        locationKind: row.kind,
        region: row.region,
        country: row.country,
        onHandUnits: toUnits(row.onHand),
        sellableUnits: toUnits(row.sellable),
        atpUnits: toUnits(row.sellable - row.held - row.safety),
        skuCount: row.positions,
        stockoutCount: row.stockouts,
        stockoutShare: row.positions === 0 ? null : (100 * row.stockouts) / row.positions,
        negativeCount: row.negatives,
        silentHours: Math.max(0, now - row.lastRecordedAt) / HOUR_MS,
      },
    })),
  touchedBy: ({ locations }) => locations,
  *everything({ reader, now }) {
    for (const { location } of reader.all<{ location: string }>(ALL_SQL, [now - WEEK_MS])) yield location
  },
  link: ({ location }) => listLink('/inventory', { location }),
}
