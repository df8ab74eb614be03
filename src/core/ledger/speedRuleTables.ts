/** Owns the layout of what rules about speed are judged by: capacities, the rhythm of carriers, lanes, counters and returns. */

import { NOT_CARRIERS_WORD } from '../../shared/vocabulary.ts'

/** A question must say it alike to be answered by the index. */
const NOT_CARRIERS_SQL = NOT_CARRIERS_WORD.map((word) => `'${word}'`).join(', ')

/**
 * A capacity is in force from `valid_from` until the next one of its location. `carrier_hours` counts the steps that
 * carriers told of their shipments by the hour in which they were taken. `order_returns` has the returns that were received.
 * The indexes hold open lines by where they wait, and shipped ones by their lane, so that no rule goes through all.
 * Shipments and orders are folded anew to fill them.
 */
export const SPEED_RULE_TABLES_SQL = `
CREATE TABLE location_capacities (
  location TEXT NOT NULL, valid_from INTEGER NOT NULL, lines_per_day REAL NOT NULL,
  PRIMARY KEY (location, valid_from)
) WITHOUT ROWID;
CREATE TABLE carrier_hours (
  carrier TEXT NOT NULL, hour INTEGER NOT NULL, steps INTEGER NOT NULL,
  PRIMARY KEY (carrier, hour)
) WITHOUT ROWID;
CREATE TABLE order_returns (
  order_id TEXT NOT NULL, return TEXT NOT NULL, line TEXT NOT NULL, location TEXT, received_at INTEGER NOT NULL,
  graded_at INTEGER, microunits INTEGER NOT NULL,
  PRIMARY KEY (order_id, return, line)
) WITHOUT ROWID;
CREATE INDEX order_returns_waiting ON order_returns (received_at) WHERE graded_at IS NULL;
CREATE INDEX order_returns_graded ON order_returns (graded_at) WHERE graded_at IS NOT NULL;
CREATE INDEX order_returns_by_location ON order_returns (location, graded_at);
CREATE INDEX shipments_under_way ON shipments (carrier, last_milestone_at) WHERE moving = 1 AND carrier IS NOT NULL;
CREATE INDEX shipments_carriers_word ON shipments (carrier, last_milestone_at)
  WHERE carrier IS NOT NULL AND status NOT IN (${NOT_CARRIERS_SQL});
CREATE INDEX order_lines_waiting ON order_lines (location, allocated_at, open, shipped_at, ready_at)
  WHERE open = 1 AND allocated_at IS NOT NULL AND shipped_at IS NULL AND ready_at IS NULL;
CREATE INDEX order_lines_worked ON order_lines (location, coalesce(shipped_at, ready_at))
  WHERE coalesce(shipped_at, ready_at) IS NOT NULL;
CREATE INDEX order_lines_counter ON order_lines (flow, promised_at) WHERE open = 1 AND flow IN ('bopis', 'ropis');
CREATE INDEX order_lines_lane ON order_lines (location, coalesce(region, country), carrier, shipped_at, handed_over_at, open)
  WHERE shipped_at IS NOT NULL AND carrier IS NOT NULL;
INSERT OR IGNORE INTO refolds VALUES ('shipment'), ('order');
`
