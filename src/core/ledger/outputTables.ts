/** Owns the layout of outputs and their deliveries. They are this tower's own dealings and do not follow from the log. */

/**
 * `alert_notices`: changes of alerts that somebody may have to be told of, written with the change itself, so that none is
 * lost. Each output follows them (`noted_to`) and makes deliveries of those that concern it.
 */
export const OUTPUT_TABLES_SQL = `
CREATE TABLE outputs (
  output TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, is_plain INTEGER NOT NULL,
  sealed_settings BLOB NOT NULL, matchers TEXT NOT NULL, enabled INTEGER NOT NULL, created_at INTEGER NOT NULL,
  noted_to INTEGER NOT NULL, fault TEXT, last_delivered_at INTEGER, delivered INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE alert_notices (
  notice_number INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL, told TEXT NOT NULL, noted_at INTEGER NOT NULL,
  change TEXT NOT NULL
);
CREATE TABLE deliveries (
  delivery INTEGER PRIMARY KEY AUTOINCREMENT, output TEXT NOT NULL, alert TEXT NOT NULL, told TEXT NOT NULL,
  change TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, queued_at INTEGER NOT NULL, next_at INTEGER,
  ended_at INTEGER, fault TEXT
);
CREATE INDEX deliveries_due ON deliveries (output, next_at) WHERE status = 'waiting';
CREATE INDEX deliveries_held ON deliveries (output) WHERE status = 'held';
CREATE INDEX deliveries_by_status ON deliveries (output, status, delivery);
CREATE INDEX deliveries_by_alert ON deliveries (output, alert);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
`
