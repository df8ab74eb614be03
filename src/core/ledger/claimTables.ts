/** Owns the layout of what is set aside: claims, what each order line holds, and the sums by position and location. */

/**
 * Locations and SKUs stand here by their ids: an order may hold units where nothing has been described or counted yet,
 * and what it holds for a while must not leave a location behind. Orders are folded anew: allocations hold stock.
 */
export const CLAIM_TABLES_SQL = `
CREATE TABLE claims (
  claim TEXT PRIMARY KEY, order_id TEXT NOT NULL, line TEXT, sku TEXT NOT NULL, location TEXT NOT NULL,
  microunits INTEGER NOT NULL, open_microunits INTEGER NOT NULL, state TEXT NOT NULL, taken_at INTEGER NOT NULL,
  expires_at INTEGER, confirmed_at INTEGER, ended_at INTEGER, ended_why TEXT, actor TEXT NOT NULL,
  available_microunits INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX claims_by_order ON claims (order_id, state, expires_at);
CREATE INDEX claims_by_position ON claims (location, sku);
CREATE INDEX claims_by_sku ON claims (sku);
CREATE INDEX claims_recent ON claims (taken_at);
CREATE INDEX claims_by_state ON claims (state, taken_at);
CREATE INDEX claims_running_at ON claims (location, sku, expires_at)
  WHERE state = 'open' AND expires_at IS NOT NULL AND confirmed_at IS NULL;
CREATE INDEX claims_expiring ON claims (expires_at)
  WHERE state = 'open' AND expires_at IS NOT NULL AND confirmed_at IS NULL;
CREATE TABLE order_holds (
  order_id TEXT NOT NULL, line TEXT NOT NULL, location TEXT NOT NULL, sku TEXT NOT NULL, claimed INTEGER NOT NULL,
  allocated INTEGER NOT NULL, held INTEGER NOT NULL,
  PRIMARY KEY (order_id, location, sku, line)
) WITHOUT ROWID;
CREATE TABLE position_holds (
  location TEXT NOT NULL, sku TEXT NOT NULL, claimed INTEGER NOT NULL, held INTEGER NOT NULL,
  PRIMARY KEY (location, sku)
) WITHOUT ROWID;
CREATE INDEX position_holds_by_sku ON position_holds (sku);
CREATE TABLE location_holds (
  location TEXT PRIMARY KEY, claimed INTEGER NOT NULL, held INTEGER NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO refolds VALUES ('order');
`
