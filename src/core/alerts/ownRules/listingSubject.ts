/** Owns listings as subjects of users' rules: what a channel shows of a SKU, beside what can be promised. */
import { toUnits } from '../../../shared/units.ts'
import { subjectKey, subjectParts } from '../rule.ts'
import { HOUR_MS, listLink, WEEK_MS, type OwnSubjectKind } from './ownSubject.ts'

interface Row {
  sku: string
  channel: string
  name: string | null
  category: string | null
  active: number | null
  price: number | null
  regular: number | null
  currency: string | null
  promotion: string | null
  offered: number | null
  promisable: number
  lastAt: number
}

const ROWS_SQL = `
WITH wanted AS MATERIALIZED (SELECT value ->> 0 AS channel, value ->> 1 AS sku FROM json_each(?))
SELECT g.sku, g.channel, s.name, s.category, g.active, g.price_minor AS price, g.regular_minor AS regular, g.currency,
  g.promotion, g.offered, g.last_at AS lastAt,
  (SELECT coalesce(sum(p.microunits), 0) FROM promisable AS p WHERE p.sku = g.sku AND (
     c.locations IS NULL OR p.location IN (SELECT value FROM json_each(c.locations)))) AS promisable
FROM wanted CROSS JOIN listings AS g ON g.sku = wanted.sku AND g.channel = wanted.channel
  LEFT JOIN channels AS c ON c.channel = g.channel LEFT JOIN skus AS s ON s.sku = g.sku
WHERE g.last_at >= ?`

export const listingSubject: OwnSubjectKind = {
  kind: 'listing',
  area: 'channels',
  title: 'a SKU in a channel',
  figures: [
    { name: 'channel', type: 'text', title: 'id of the channel' },
    { name: 'sku', type: 'text', title: 'id of the SKU' },
    { name: 'category', type: 'text', title: 'category of the SKU' },
    { name: 'active', type: 'boolean', title: 'whether customers can buy it there' },
    { name: 'priceMinor', type: 'number', title: 'price now, in the smallest unit of its currency' },
    { name: 'regularPriceMinor', type: 'number', title: 'price without promotion, likewise' },
    { name: 'currency', type: 'text', title: 'currency of the price' },
    { name: 'promotion', type: 'text', title: 'promotion that it is shown under; “” for none' },
    { name: 'offeredUnits', type: 'number', title: 'units that the channel offers' },
    { name: 'promisableUnits', type: 'number', title: 'units that the ledger can promise to it' },
    { name: 'toldHours', type: 'number', title: 'since the channel told of it, in hours', ages: true },
  ],
  read: ({ reader, now }, subjects) =>
    reader.all<Row>(ROWS_SQL, [JSON.stringify(subjects.map(subjectParts)), now - WEEK_MS]).map((row) => ({
      subject: subjectKey(row.channel, row.sku),
      labels: { channel: row.channel, sku: row.sku },
      name: `${row.name ?? row.sku} in ${row.channel}`,
      dataAsOf: row.lastAt,
      values: {
        channel: row.channel,
        sku: row.sku,
        category: row.category,
        active: row.active === null ? null : row.active === 1,
        priceMinor: row.price,
        regularPriceMinor: row.regular,
        currency: row.currency,
        promotion: row.promotion ?? '',
        offeredUnits: row.offered === null ? null : toUnits(row.offered),
        promisableUnits: toUnits(row.promisable),
        toldHours: Math.max(0, now - row.lastAt) / HOUR_MS,
      },
    })),
  *touchedBy(touched, { reader }) {
    yield* touched.listings
    for (const position of touched.positions) {
      const [, sku = ''] = subjectParts(position)
      for (const { channel } of reader.all<{ channel: string }>(
        'SELECT channel FROM listings WHERE sku = ?',
        [sku],
      )) {
        yield subjectKey(channel, sku)
      }
    }
  },
  *everything({ reader, now }) {
    for (const { channel, sku } of reader.iterate<{ channel: string; sku: string }>(
      'SELECT channel, sku FROM listings WHERE last_at >= ?',
      [now - WEEK_MS],
    )) {
      yield subjectKey(channel, sku)
    }
  },
  link: ({ channel, sku }) => listLink('/channels', { channel, text: sku }),
}
