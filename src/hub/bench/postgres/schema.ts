/** Owns the layout that PostgreSQL keeps the same facts in, and the opening stock in it. */
import type { Client } from 'pg'
import { locationId, skuId, type Grid } from '../grid.ts'
import { COUNTED_AT, COUNTED_UNITS } from '../openingStock.ts'

/**
 * The tower's tables in PostgreSQL's types. What is updated in place leaves room on its page, so that updates stay
 * there (HOT); what is compressed already is not compressed again.
 */
export const TABLES = `
CREATE TABLE feeds (feed_number int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE messages (
  message_number bigint NOT NULL, recorded_at bigint NOT NULL, feed_number int NOT NULL, received int NOT NULL,
  accepted int NOT NULL, duplicates int NOT NULL, quarantined int NOT NULL, transport text NOT NULL,
  format text NOT NULL, document_name text, raw bytea
) WITH (toast_tuple_target = 8160);
ALTER TABLE messages ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE TABLE events (
  event_number bigint NOT NULL, message_number bigint NOT NULL, identity_number bigint NOT NULL,
  occurred_at bigint NOT NULL, record_time bigint, content_hash uuid NOT NULL, raw_index int NOT NULL,
  retracted boolean NOT NULL, identity text NOT NULL, body text NOT NULL
);
CREATE TABLE locations (location_id int PRIMARY KEY, location text NOT NULL UNIQUE);
CREATE TABLE skus (sku_id int PRIMARY KEY, sku text NOT NULL UNIQUE);
CREATE TABLE entries (
  entry_number bigint NOT NULL, previous_entry bigint, microunits bigint NOT NULL, occurred_at bigint NOT NULL,
  event_number bigint NOT NULL, location_id int NOT NULL, sku_id int NOT NULL, line int NOT NULL,
  disposition smallint NOT NULL, kind smallint NOT NULL, void boolean NOT NULL DEFAULT false, counterpart text
);
CREATE TABLE balances (
  microunits bigint NOT NULL, anchor_at bigint, anchor_entry bigint, latest_at bigint NOT NULL, latest_entry bigint,
  location_id int NOT NULL, sku_id int NOT NULL, disposition smallint NOT NULL
) WITH (fillfactor = 75);
CREATE TABLE rollups (
  location_id int PRIMARY KEY, on_hand bigint NOT NULL, sellable bigint NOT NULL, safety bigint NOT NULL,
  positions bigint NOT NULL, stockouts bigint NOT NULL, negatives bigint NOT NULL, last_occurred_at bigint NOT NULL,
  last_recorded_at bigint NOT NULL, last_feed int NOT NULL, changed_at_position bigint NOT NULL
) WITH (fillfactor = 25);
CREATE TABLE sku_accounts (
  sku_id int NOT NULL, account text NOT NULL, microunits bigint NOT NULL, PRIMARY KEY (sku_id, account)
) WITH (fillfactor = 25);
CREATE TABLE sold_days (
  location_id int NOT NULL, day int NOT NULL, microunits bigint NOT NULL, PRIMARY KEY (location_id, day)
) WITH (fillfactor = 25);
CREATE TABLE feed_totals (
  feed_number int PRIMARY KEY, received bigint NOT NULL, accepted bigint NOT NULL, duplicates bigint NOT NULL,
  quarantined bigint NOT NULL, last_received_at bigint NOT NULL, last_occurred_at bigint, last_lag_ms bigint
) WITH (fillfactor = 25);
CREATE TABLE feed_minutes (
  feed_number int NOT NULL, minute bigint NOT NULL, records bigint NOT NULL, PRIMARY KEY (feed_number, minute)
) WITH (fillfactor = 25);
`

/** Made after the opening stock, which is quicker; the same as the tower's. */
const INDEXES = `
ALTER TABLE messages ADD PRIMARY KEY (message_number);
ALTER TABLE events ADD PRIMARY KEY (event_number);
CREATE UNIQUE INDEX events_by_identity ON events (identity_number);
ALTER TABLE entries ADD PRIMARY KEY (entry_number);
ALTER TABLE balances ADD PRIMARY KEY (location_id, sku_id, disposition);
CREATE INDEX balances_by_sku ON balances (sku_id, location_id) WHERE disposition = 0;
`

const MICROUNITS = COUNTED_UNITS * 1_000_000

/** One count for each position, as events, entries, balances and sums. */
const STOCK: readonly string[] = [
  `INSERT INTO feeds VALUES (1, 'preload')`,
  `CREATE TEMPORARY TABLE grid AS
   SELECT row_number() OVER (ORDER BY location_id, sku_id) AS n, location_id, location, sku_id, sku FROM locations, skus`,
  `INSERT INTO events SELECT n, (n - 1) / 5000 + 1, ('x' || substr(md5('ce:/bench|' || n), 1, 13))::bit(52)::bigint,
     ${COUNTED_AT}, NULL, md5(n::text)::uuid, (n - 1) % 5000, false, 'ce:/bench|' || n,
     '[{"disposition":"sellable","location":"' || location || '","sku":"' || sku ||
     '","type":"StockCounted","units":${COUNTED_UNITS}}]' FROM grid ORDER BY n
   ON CONFLICT DO NOTHING`,
  `INSERT INTO entries SELECT n, NULL, ${MICROUNITS}, ${COUNTED_AT}, n, location_id, sku_id, 0, 0, 1, false, NULL
   FROM grid ORDER BY n`,
  `INSERT INTO balances SELECT ${MICROUNITS}, ${COUNTED_AT}, n, ${COUNTED_AT}, n, location_id, sku_id, 0 FROM grid ORDER BY n`,
  `INSERT INTO rollups SELECT location_id, count(*) * ${MICROUNITS}, count(*) * ${MICROUNITS}, 0, count(*), 0, 0,
     ${COUNTED_AT}, ${COUNTED_AT}, 1, 0 FROM grid GROUP BY location_id`,
  `INSERT INTO sku_accounts SELECT sku_id, account, sign * n * ${MICROUNITS}
   FROM (SELECT sku_id, count(*) AS n FROM grid GROUP BY sku_id) AS counted,
     (VALUES ('locations', 1), ('adjustment', -1)) AS accounts (account, sign)`,
  'DROP TABLE grid',
]

/** Makes the tables, with the stock of the grid or with nothing. */
export async function makeStore(client: Client, stock: Grid | null): Promise<void> {
  await client.query(`SET synchronous_commit = off`)
  await client.query(TABLES)
  if (stock) {
    const names = (count: number, nameOf: (number: number) => string) =>
      Array.from({ length: count }, (_, number) => nameOf(number))
    const number = 'SELECT row_number() OVER (), name FROM unnest($1::text[]) AS name'
    await client.query(`INSERT INTO locations ${number}`, [names(stock.locations, locationId)])
    await client.query(`INSERT INTO skus ${number}`, [names(stock.skus, skuId)])
    for (const statement of STOCK) await client.query(statement)
  }
  await client.query(INDEXES)
  await client.query('VACUUM ANALYZE')
  await client.query('CHECKPOINT')
}
