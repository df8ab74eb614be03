/** Owns the tables of what channels are, what they show, which promotions are planned, and which states systems tell of orders. */

/**
 * A listing keeps for each member what was told last, when first it was told so without a break (`…_since`), and in `told`
 * by which event: time, identity and line. `offered` is null where the channel does not count (`offered_told` 2) or has
 * not said (0). SKUs stand by their ids: a channel may list what nothing has described.
 *
 * `promisable` is what each position can promise: none of it where more is set aside than is there.
 */
export const CHANNEL_TABLES_SQL = `
CREATE TABLE channels (
  channel TEXT PRIMARY KEY, name TEXT, locations TEXT, stock_age_minutes REAL, currency TEXT
) WITHOUT ROWID;
CREATE TABLE listings (
  sku TEXT NOT NULL, channel TEXT NOT NULL, active INTEGER, active_since INTEGER, was_active INTEGER NOT NULL,
  price_minor INTEGER, price_since INTEGER, regular_minor INTEGER, currency TEXT, promotion TEXT,
  promotion_told INTEGER NOT NULL, promotion_since INTEGER, offered INTEGER, offered_told INTEGER NOT NULL,
  offered_since INTEGER, offered_at INTEGER, promises TEXT, promises_since INTEGER, last_at INTEGER NOT NULL,
  last_feed INTEGER NOT NULL, told TEXT NOT NULL,
  PRIMARY KEY (sku, channel)
) WITHOUT ROWID;
CREATE INDEX listings_by_sku ON listings (sku, channel);
CREATE INDEX listings_by_channel ON listings (channel, last_at);
CREATE INDEX listings_by_stock ON listings (channel, offered_at) WHERE offered_at IS NOT NULL;
CREATE INDEX listings_by_promotion ON listings (promotion, channel) WHERE promotion IS NOT NULL;
CREATE TABLE promotions (
  promotion TEXT PRIMARY KEY, name TEXT, channels TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
  cancelled INTEGER NOT NULL, told_at INTEGER NOT NULL, told_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX promotions_by_end ON promotions (ends_at);
CREATE TABLE promotion_skus (
  promotion TEXT NOT NULL, name TEXT NOT NULL, sku TEXT NOT NULL,
  PRIMARY KEY (promotion, name)
) WITHOUT ROWID;
CREATE INDEX promotion_skus_by_sku ON promotion_skus (sku, promotion);
CREATE INDEX promotion_skus_by_name ON promotion_skus (name);
CREATE TABLE told_order_states (
  order_id TEXT NOT NULL, system TEXT NOT NULL, state TEXT NOT NULL, side TEXT NOT NULL, since INTEGER NOT NULL, side_since INTEGER NOT NULL,
  told_at INTEGER NOT NULL, told_by TEXT NOT NULL, last_feed INTEGER NOT NULL,
  PRIMARY KEY (order_id, system)
) WITHOUT ROWID;
CREATE INDEX told_order_states_recent ON told_order_states (told_at);
CREATE VIEW promisable AS
  SELECT s.sku, l.location, b.latest_at AS latest_at, max(0, b.microunits
      - coalesce((SELECT h.held FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0)
      - coalesce((SELECT f.microunits FROM safety_stocks AS f WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0)
    ) AS microunits
  FROM skus AS s CROSS JOIN balances AS b INDEXED BY balances_by_sku ON b.sku_id = s.sku_id AND b.disposition = 0
    CROSS JOIN locations AS l ON l.location_id = b.location_id
  WHERE l.kind IS NOT 'customer';
`
