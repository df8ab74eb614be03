/** Owns the tables of customers' experience: one row an order with all that its figures need, and who opened whom. */

/** What a text has of its order (without one that was placed: nothing), and whether it has words at all. */
const cellColumnsSql = (table: string): string =>
  [
    'placed_at INTEGER',
    'channel TEXT',
    'flow TEXT',
    'region TEXT',
    'country TEXT',
    'worded INTEGER NOT NULL DEFAULT 0',
  ]
    .map((column) => `ALTER TABLE ${table} ADD COLUMN ${column};\n`)
    .join('')

/**
 * Rows lie in order of time, so that a window is one range of them. Orders without a time of their own stand in none.
 * `late_ms`: hand-over less promise of the line that came latest. `open_promised_at`: the first promise of what is still
 * to come. Answers are kept as sums by scale: `poor` is 2 or lower, 6 or lower on the scale of NPS. The cells are sums over
 * the rows by day of placing (UTC); of ratings also by how late, in minutes, for the line of best fit. Texts carry the
 * time and cell of their order, so that the latest of a cell are found going back in time, within one index.
 */
export const EXPERIENCE_TABLES_SQL = `
CREATE TABLE order_experience (
  placed_at INTEGER NOT NULL, order_id TEXT NOT NULL, channel TEXT, flow TEXT, region TEXT, country TEXT,
  touch_channel TEXT, outcome TEXT NOT NULL, late INTEGER, late_ms INTEGER, open_promised_at INTEGER,
  cancelled_by_stock INTEGER NOT NULL, rejected INTEGER NOT NULL, short INTEGER NOT NULL, had INTEGER NOT NULL,
  returned INTEGER NOT NULL, return_ms INTEGER, pickup_ms INTEGER, contacts INTEGER NOT NULL,
  stars INTEGER NOT NULL, stars_sum INTEGER NOT NULL, stars_squares INTEGER NOT NULL, stars_poor INTEGER NOT NULL,
  stars_high INTEGER NOT NULL, nps INTEGER NOT NULL, nps_sum INTEGER NOT NULL, nps_squares INTEGER NOT NULL,
  nps_poor INTEGER NOT NULL, nps_high INTEGER NOT NULL, csat INTEGER NOT NULL, csat_sum INTEGER NOT NULL,
  csat_squares INTEGER NOT NULL, csat_poor INTEGER NOT NULL, csat_high INTEGER NOT NULL, customer TEXT,
  PRIMARY KEY (placed_at, order_id)
) WITHOUT ROWID;
CREATE INDEX order_experience_open ON order_experience (open_promised_at, placed_at, channel, flow, region, country,
  touch_channel, late) WHERE open_promised_at IS NOT NULL;
CREATE INDEX order_experience_returns ON order_experience (placed_at, channel, flow, region, country, return_ms)
  WHERE return_ms IS NOT NULL;
CREATE INDEX order_experience_pickups ON order_experience (placed_at, channel, flow, region, country, pickup_ms)
  WHERE pickup_ms IS NOT NULL;
CREATE TABLE experience_cells (
  day INTEGER NOT NULL, channel TEXT NOT NULL, flow TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL,
  orders INTEGER NOT NULL, kept INTEGER NOT NULL, late INTEGER NOT NULL, cancelled INTEGER NOT NULL,
  returned INTEGER NOT NULL, cancelled_by_stock INTEGER NOT NULL, rejected INTEGER NOT NULL, short INTEGER NOT NULL,
  had INTEGER NOT NULL, contacts INTEGER NOT NULL, stars INTEGER NOT NULL, stars_sum INTEGER NOT NULL,
  stars_squares INTEGER NOT NULL, nps INTEGER NOT NULL, nps_poor INTEGER NOT NULL, nps_high INTEGER NOT NULL,
  csat INTEGER NOT NULL, csat_high INTEGER NOT NULL,
  PRIMARY KEY (day, channel, flow, region, country)
) WITHOUT ROWID;
CREATE TABLE journey_cells (
  day INTEGER NOT NULL, channel TEXT NOT NULL, flow TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL,
  touch TEXT NOT NULL, outcome TEXT NOT NULL, had INTEGER NOT NULL, returned INTEGER NOT NULL, orders INTEGER NOT NULL,
  PRIMARY KEY (day, channel, flow, region, country, touch, outcome, had, returned)
) WITHOUT ROWID;
CREATE TABLE rating_cells (
  scale TEXT NOT NULL, day INTEGER NOT NULL, channel TEXT NOT NULL, flow TEXT NOT NULL, region TEXT NOT NULL,
  country TEXT NOT NULL, bin INTEGER NOT NULL, answers INTEGER NOT NULL, sum INTEGER NOT NULL, squares INTEGER NOT NULL,
  poor INTEGER NOT NULL, x INTEGER NOT NULL, xx INTEGER NOT NULL, xy INTEGER NOT NULL,
  PRIMARY KEY (scale, day, channel, flow, region, country, bin)
) WITHOUT ROWID;
DROP INDEX orders_experience;
${['feedback', 'contacts'].map(cellColumnsSql).join('')}
UPDATE feedback SET worded = title IS NOT NULL OR text IS NOT NULL;
UPDATE contacts SET worded = topic IS NOT NULL OR text IS NOT NULL;
CREATE INDEX feedback_by_time ON feedback (answered_at DESC, identity, line, placed_at, channel, flow, region, country,
  scale, rating, worded);
CREATE INDEX feedback_by_customer ON feedback (customer) WHERE customer IS NOT NULL;
CREATE INDEX contacts_by_time ON contacts (contacted_at DESC, contact, placed_at, channel, flow, region, country, worded);
DROP INDEX orders_by_customer;
CREATE INDEX orders_by_customer ON orders (customer, placed_at) WHERE customer IS NOT NULL;
CREATE TABLE customer_openings (
  opening TEXT PRIMARY KEY, pseudonym TEXT, actor TEXT NOT NULL, role TEXT NOT NULL, why TEXT NOT NULL,
  granted INTEGER NOT NULL, opened_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX customer_openings_by_time ON customer_openings (opened_at);
INSERT OR IGNORE INTO refolds VALUES ('order');
`
