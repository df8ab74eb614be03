/** Owns the layout of transfers: how each stands, its lines, what it sets aside, and who may approve what. */

/**
 * `transfers.change` counts up over all transfers, so that what changed since is one range; it is not in the digest.
 * `askers` are all who had a hand in what is asked for: none of them may approve it. `sent` is what left, by shipment, as
 * its teller has it. `fault` is a trouble that follows from the facts alone. Places and SKUs stand here by their ids, as
 * in claims: what is held for a while must not leave a location behind.
 */
export const TRANSFER_TABLES_SQL = `
CREATE TABLE transfers (
  transfer TEXT PRIMARY KEY, request TEXT NOT NULL, title TEXT, status TEXT NOT NULL, awaits TEXT, origin TEXT NOT NULL,
  destination TEXT NOT NULL, revision INTEGER NOT NULL, acts INTEGER NOT NULL, releases INTEGER NOT NULL,
  line_count INTEGER NOT NULL, requested INTEGER NOT NULL, approved INTEGER NOT NULL, sent_units INTEGER NOT NULL,
  received INTEGER NOT NULL, lost INTEGER NOT NULL, held INTEGER NOT NULL, open INTEGER NOT NULL, value_minor INTEGER,
  currency TEXT, distance_km REAL, requested_by TEXT NOT NULL, askers TEXT NOT NULL, asked_at INTEGER, approved_by TEXT,
  approved_at INTEGER, decided_revision INTEGER, changed_at INTEGER NOT NULL, fault TEXT, stock TEXT, plan TEXT,
  sent TEXT NOT NULL, change INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX transfers_changed ON transfers (change);
CREATE INDEX transfers_by_status ON transfers (status, changed_at);
CREATE INDEX transfers_recent ON transfers (changed_at);
CREATE INDEX transfers_by_request ON transfers (request);
CREATE INDEX transfers_by_origin ON transfers (origin, changed_at);
CREATE INDEX transfers_by_destination ON transfers (destination, changed_at);
CREATE INDEX transfers_by_requester ON transfers (requested_by, changed_at);
CREATE INDEX transfers_awaiting ON transfers (asked_at) WHERE awaits = 'approval';
CREATE INDEX transfers_closing ON transfers (transfer) WHERE awaits = 'closing';
CREATE TABLE transfer_lines (
  transfer TEXT NOT NULL, line TEXT NOT NULL, place INTEGER NOT NULL, sku TEXT NOT NULL, requested INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL, approved INTEGER NOT NULL, cancelled INTEGER NOT NULL, told INTEGER NOT NULL,
  sent INTEGER NOT NULL, short INTEGER NOT NULL, received INTEGER NOT NULL, damaged INTEGER NOT NULL,
  settled INTEGER NOT NULL, held INTEGER NOT NULL, unexpected INTEGER NOT NULL, unit_value_minor INTEGER,
  prediction TEXT, cause TEXT, settled_by TEXT,
  PRIMARY KEY (transfer, line)
) WITHOUT ROWID;
CREATE INDEX transfer_lines_by_sku ON transfer_lines (sku, transfer);
CREATE TABLE transfer_holds (
  transfer TEXT NOT NULL, location TEXT NOT NULL, sku TEXT NOT NULL, held INTEGER NOT NULL,
  PRIMARY KEY (transfer, location, sku)
) WITHOUT ROWID;
CREATE INDEX transfer_holds_by_position ON transfer_holds (location, sku);
CREATE TABLE approval_limits (
  holder TEXT PRIMARY KEY, value_minor INTEGER, distance_km REAL, age_hours REAL NOT NULL, actor TEXT NOT NULL,
  why TEXT NOT NULL, set_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE approval_delegations (
  delegation TEXT PRIMARY KEY, by_actor TEXT NOT NULL, by_role TEXT NOT NULL, to_actor TEXT NOT NULL,
  starts_at INTEGER NOT NULL, until INTEGER NOT NULL, why TEXT, ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX approval_delegations_to ON approval_delegations (to_actor, by_actor);
`
