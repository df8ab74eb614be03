/** Owns orders as subjects of users' rules: those that are open, or were placed in the last week. */
import { toUnits } from '../../../shared/units.ts'
import { HOUR_MS, list, WEEK_MS, type OwnSubjectKind } from './ownSubject.ts'

interface Row {
  order: string
  status: string
  flow: string | null
  channel: string | null
  region: string | null
  country: string | null
  location: string | null
  lines: number
  microunits: number
  value: number
  currency: string | null
  placedAt: number | null
  promisedAt: number | null
  late: number | null
  open: number
  refused: number
  lastOccurredAt: number
}

const ROWS_SQL = `
SELECT order_id AS "order", status, flow, channel, region, country, location, line_count AS lines, microunits,
  value_minor AS value, currency, placed_at AS placedAt, promised_at AS promisedAt, late, open, refused,
  last_occurred_at AS lastOccurredAt
FROM orders WHERE order_id IN (SELECT value FROM json_each(?)) AND last_occurred_at >= ?`

/** Where the order's place is a person's, it is not told. */
const ALL_SQL = 'SELECT order_id AS "order" FROM orders WHERE placed_at >= ?'

export const orderSubject: OwnSubjectKind = {
  kind: 'order',
  area: 'speed',
  title: 'an order',
  figures: [
    { name: 'status', type: 'text', title: 'status of the order' },
    {
      name: 'flow',
      type: 'text',
      title: 'shipFromDc, shipFromStore, dropShip, bopis, ropis, boris, storeHomeDelivery',
    },
    { name: 'channel', type: 'text', title: 'channel that it was placed in' },
    { name: 'region', type: 'text', title: 'region that it goes to' },
    { name: 'country', type: 'text', title: 'country that it goes to' },
    { name: 'lineCount', type: 'number', title: 'lines' },
    { name: 'units', type: 'number', title: 'units' },
    { name: 'valueMinor', type: 'number', title: 'value, in the smallest unit of its currency' },
    { name: 'currency', type: 'text', title: 'currency of the value' },
    { name: 'open', type: 'boolean', title: 'whether anything of it is still to be done' },
    { name: 'late', type: 'boolean', title: 'whether its promise was missed' },
    { name: 'refusedSteps', type: 'number', title: 'steps that its flow does not allow' },
    { name: 'placedHours', type: 'number', title: 'since it was placed, in hours', ages: true },
    {
      name: 'promiseHours',
      type: 'number',
      title: 'until its promise ends, in hours; below 0 after it',
      ages: true,
    },
  ],
  read: ({ reader, now }, subjects) =>
    reader.all<Row>(ROWS_SQL, [list(subjects), now - WEEK_MS]).map((row) => ({
      subject: row.order,
      labels: { order: row.order, ...(row.channel === null ? {} : { channel: row.channel }) },
      name: `order ${row.order}`,
      dataAsOf: row.lastOccurredAt,
      values: {
        status: row.status,
        flow: row.flow,
        channel: row.channel,
        region: row.region,
        country: row.country,
        lineCount: row.lines,
        units: toUnits(row.microunits),
        valueMinor: row.value,
        currency: row.currency,
        open: row.open === 1,
        late: row.late === null ? null : row.late === 1,
        refusedSteps: row.refused,
        placedHours: row.placedAt === null ? null : (now - row.placedAt) / HOUR_MS,
        promiseHours: row.promisedAt === null ? null : (row.promisedAt - now) / HOUR_MS,
      },
    })),
  touchedBy: ({ orders }) => orders,
  *everything({ reader, now }) {
    for (const { order } of reader.iterate<{ order: string }>(ALL_SQL, [now - WEEK_MS])) yield order
  },
  link: ({ order = '' }) => `/speed/order/${encodeURIComponent(order)}?tab=orders`,
}
