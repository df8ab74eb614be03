/** Owns the tables of the evaluation itself: how far the log was judged, and how each rule fared. */

/**
 * Neither follows from the log, and neither needs to survive: without them the log is judged once more, which finds the same
 * again. `swept`: every living subject was measured since the rule was new or was set anew.
 */
export const ALERT_RUN_TABLES_SQL = `
CREATE TABLE alert_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1), event_number INTEGER NOT NULL, message_number INTEGER NOT NULL,
  evaluated_at INTEGER NOT NULL
);
CREATE TABLE alert_rule_runs (
  rule TEXT PRIMARY KEY, evaluations INTEGER NOT NULL, microseconds INTEGER NOT NULL, last_at INTEGER,
  fault TEXT, fault_at INTEGER, faults INTEGER NOT NULL, swept INTEGER NOT NULL
) WITHOUT ROWID;
`
