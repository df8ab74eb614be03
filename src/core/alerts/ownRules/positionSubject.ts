/** Owns positions as subjects of users' rules: a SKU at a location, with its stock. */
import { toUnits } from '../../../shared/units.ts'
import { subjectKey, subjectParts, type RuleContext } from '../rule.ts'
import { listLink, WEEK_MS, type OwnSubject, type OwnSubjectKind } from './ownSubject.ts'

interface Row {
  location: string
  sku: string
  locationName: string | null
  skuName: string | null
  category: string | null
  brand: string | null
  region: string | null
  country: string | null
  locationKind: string | null
  sellable: number
  other: number
  safety: number
  held: number
  claimed: number
  sold: number
  sent: number
  dataAsOf: number
}

/** Days that rates of a position are means over. */
const RATE_DAYS = 28

const ROWS_SQL = `
WITH wanted AS MATERIALIZED (SELECT value ->> 0 AS location, value ->> 1 AS sku FROM json_each(?))
SELECT l.location, s.sku, l.name AS locationName, s.name AS skuName, s.category, s.brand, l.region, l.country,
  l.kind AS locationKind, b.microunits AS sellable, r.last_occurred_at AS dataAsOf,
  coalesce((SELECT sum(microunits) FROM balances AS o WHERE o.location_id = b.location_id AND o.sku_id = b.sku_id
    AND o.disposition > 0), 0) AS other,
  coalesce((SELECT microunits FROM safety_stocks AS f WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0) AS safety,
  coalesce((SELECT held FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0) AS held,
  coalesce((SELECT claimed FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0) AS claimed,
  coalesce((SELECT sum(sold) FROM position_periods AS p WHERE p.location_id = b.location_id AND p.sku_id = b.sku_id
    AND p.period >= ?), 0) AS sold,
  coalesce((SELECT sum(sent) FROM position_periods AS p WHERE p.location_id = b.location_id AND p.sku_id = b.sku_id
    AND p.period >= ?), 0) AS sent
FROM wanted CROSS JOIN locations AS l ON l.location = wanted.location CROSS JOIN skus AS s ON s.sku = wanted.sku
  CROSS JOIN balances AS b ON b.location_id = l.location_id AND b.sku_id = s.sku_id AND b.disposition = 0
  CROSS JOIN rollups AS r ON r.location_id = l.location_id
WHERE l.kind IS NOT 'customer' AND r.last_occurred_at >= ?`

const ALL_SQL = `
SELECT l.location, s.sku FROM rollups AS r JOIN locations AS l USING (location_id)
  JOIN balances AS b ON b.location_id = l.location_id AND b.disposition = 0 JOIN skus AS s ON s.sku_id = b.sku_id
WHERE l.kind IS NOT 'customer' AND r.last_occurred_at >= ?`

const AT_SQL = `
SELECT s.sku FROM locations AS l JOIN balances AS b ON b.location_id = l.location_id AND b.disposition = 0
  JOIN skus AS s ON s.sku_id = b.sku_id WHERE l.location = ?`
const OF_SQL = `
SELECT l.location FROM skus AS s JOIN balances AS b ON b.sku_id = s.sku_id AND b.disposition = 0
  JOIN locations AS l ON l.location_id = b.location_id WHERE s.sku = ?`

function subjectOf(row: Row, days: number): OwnSubject {
  const leaving = toUnits(row.sold + row.sent) / days
  const onHand = toUnits(row.sellable + row.other)
  return {
    subject: subjectKey(row.location, row.sku),
    labels: { location: row.location, sku: row.sku },
    name: `${row.skuName ?? row.sku} at ${row.locationName ?? row.location}`,
    dataAsOf: row.dataAsOf,
    values: {
      location: row.location,
      sku: row.sku,
      locationKind: row.locationKind,
      region: row.region,
      country: row.country,
      category: row.category,
      brand: row.brand,
      onHandUnits: onHand,
      sellableUnits: toUnits(row.sellable),
      unsellableUnits: toUnits(row.other),
      safetyStockUnits: toUnits(row.safety),
      claimedUnits: toUnits(row.claimed),
      atpUnits: toUnits(row.sellable - row.held - row.safety),
      soldUnitsPerDay: toUnits(row.sold) / days,
      leavingUnitsPerDay: leaving,
      daysOfCover: leaving > 0 ? toUnits(row.sellable) / leaving : null,
    },
  }
}

function read({ reader, now }: RuleContext, subjects: readonly string[]): OwnSubject[] {
  const day = Math.floor(now / 86_400_000)
  const period = Math.floor(day / RATE_DAYS)
  // The period before and what has passed of this one.
  const days = RATE_DAYS + (day - period * RATE_DAYS) + 1
  return reader
    .all<Row>(ROWS_SQL, [JSON.stringify(subjects.map(subjectParts)), period - 1, period - 1, now - WEEK_MS])
    .map((row) => subjectOf(row, days))
}

export const positionSubject: OwnSubjectKind = {
  kind: 'position',
  area: 'stock',
  title: 'a SKU at a location',
  figures: [
    { name: 'location', type: 'text', title: 'id of the location' },
    { name: 'sku', type: 'text', title: 'id of the SKU' },
    { name: 'locationKind', type: 'text', title: 'store, dc, supplier, hub or other' },
    { name: 'region', type: 'text', title: 'region of the location' },
    { name: 'country', type: 'text', title: 'country of the location' },
    { name: 'category', type: 'text', title: 'category of the SKU' },
    { name: 'brand', type: 'text', title: 'brand of the SKU' },
    { name: 'onHandUnits', type: 'number', title: 'units on hand' },
    { name: 'sellableUnits', type: 'number', title: 'units on hand that can be sold' },
    { name: 'unsellableUnits', type: 'number', title: 'units on hand that cannot' },
    { name: 'safetyStockUnits', type: 'number', title: 'units kept back' },
    { name: 'claimedUnits', type: 'number', title: 'units set aside by claims' },
    { name: 'atpUnits', type: 'number', title: 'units available to promise' },
    { name: 'soldUnitsPerDay', type: 'number', title: 'units sold a day, mean of 28 to 56 days' },
    {
      name: 'leavingUnitsPerDay',
      type: 'number',
      title: 'units sold or sent on a day, mean of 28 to 56 days',
    },
    { name: 'daysOfCover', type: 'number', title: 'sellable units ÷ leaving a day, in days' },
  ],
  read,
  *touchedBy(touched, { reader }) {
    yield* touched.positions
    yield* touched.counted
    // Their descriptions may stand in conditions.
    for (const location of touched.described.locations) {
      for (const { sku } of reader.all<{ sku: string }>(AT_SQL, [location])) yield subjectKey(location, sku)
    }
    for (const sku of touched.described.skus) {
      for (const { location } of reader.all<{ location: string }>(OF_SQL, [sku]))
        yield subjectKey(location, sku)
    }
  },
  *everything({ reader, now }) {
    for (const { location, sku } of reader.iterate<{ location: string; sku: string }>(ALL_SQL, [
      now - WEEK_MS,
    ])) {
      yield subjectKey(location, sku)
    }
  },
  link: ({ location, sku }) => listLink('/inventory', { location, sku }),
}
