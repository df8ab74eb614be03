/** Owns the tables of alerts: what the rules found and people did about it, silences, settings of rules, and the chain of human acts. */

/**
 * `alerts` has a row for each spell of trouble, folded from what the rules found and what people did. `change` counts
 * up over all alerts, so that what changed since is one range. `audit` is no derived table: it is written with each
 * human act, in its transaction, and each hash is made from the one before. What was set and is no fact about the
 * network (keys of feeds, outputs) stands in the chain itself. SQLite keeps the last number apart: a cut end shows.
 */
export const ALERT_TABLES_SQL = `
CREATE TABLE alerts (
  alert TEXT PRIMARY KEY, rule TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL, severity TEXT NOT NULL,
  since INTEGER NOT NULL, state_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, fired_at INTEGER, resolved_at INTEGER,
  data_as_of INTEGER NOT NULL, figure REAL, threshold REAL NOT NULL, labels TEXT NOT NULL, summary TEXT NOT NULL,
  evidence TEXT NOT NULL, impact TEXT NOT NULL, action TEXT, inhibited_by TEXT, cost REAL NOT NULL,
  open INTEGER NOT NULL, owner TEXT, acknowledged_by TEXT, acknowledged_at INTEGER, snoozed_until INTEGER,
  useful INTEGER NOT NULL, noise INTEGER NOT NULL, changes INTEGER NOT NULL, acts INTEGER NOT NULL,
  change INTEGER NOT NULL
);
CREATE INDEX alerts_open ON alerts (rule, subject) WHERE open = 1;
CREATE INDEX alerts_changed ON alerts (change);
CREATE INDEX alerts_by_subject ON alerts (rule, subject, since);
CREATE INDEX alerts_fired ON alerts (fired_at, rule, acknowledged_at) WHERE fired_at IS NOT NULL;
CREATE INDEX alerts_resolved ON alerts (resolved_at) WHERE open = 0 AND fired_at IS NOT NULL;
CREATE INDEX alerts_voted ON alerts (rule, useful, noise) WHERE useful + noise > 0;
CREATE TABLE alert_silences (
  silence TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts_at INTEGER NOT NULL, until INTEGER, weekly TEXT,
  time_zone TEXT, why TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, set_at INTEGER NOT NULL,
  ended_at INTEGER, ended_by TEXT
) WITHOUT ROWID;
CREATE TABLE alert_rules (
  rule TEXT PRIMARY KEY, settings TEXT NOT NULL, scoped TEXT NOT NULL, why TEXT NOT NULL, actor TEXT NOT NULL,
  role TEXT NOT NULL, set_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE user_rules (rule TEXT PRIMARY KEY, definition TEXT NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, event_number INTEGER UNIQUE, setting TEXT, hash BLOB NOT NULL,
  CHECK ((event_number IS NULL) <> (setting IS NULL))
);
INSERT OR IGNORE INTO refolds VALUES ('audit');
`
