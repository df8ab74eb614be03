/** Owns the tables of what feeds did: by minute and hour, when they and their locations speak, what their records look like. */

/**
 * All of it depends on when and how records came, so it is no part of the digest. `feed_hours` follows from the receipts (the hour that goes on: to a minute),
 * sequences and quarters from the records; what was learned of cadences and shapes goes on from what comes next.
 */
export const FEED_HISTORY_TABLES_SQL = `
ALTER TABLE feed_minutes ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed_minutes ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed_minutes ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed_minutes ADD COLUMN lags TEXT NOT NULL DEFAULT '{}';
CREATE TABLE feed_hours (
  feed_number INTEGER NOT NULL, hour INTEGER NOT NULL, records INTEGER NOT NULL, accepted INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, quarantined INTEGER NOT NULL, lags TEXT NOT NULL,
  PRIMARY KEY (feed_number, hour)
) WITHOUT ROWID;
INSERT INTO feed_hours
  SELECT feed_number, recorded_at / 3600000 AS hour, sum(received), sum(accepted), sum(duplicates), sum(quarantined), '{}'
  FROM messages WHERE recorded_at > (SELECT max(recorded_at) FROM messages) - 2419200000 GROUP BY feed_number, hour;
CREATE TABLE feed_quarters (
  feed_number INTEGER NOT NULL, quarter INTEGER NOT NULL, records INTEGER NOT NULL,
  PRIMARY KEY (feed_number, quarter)
) WITHOUT ROWID;
CREATE TABLE feed_cadences (
  feed_number INTEGER NOT NULL, location_id INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  hour INTEGER NOT NULL, active INTEGER NOT NULL, active_hours INTEGER NOT NULL, shares BLOB NOT NULL,
  gaps TEXT NOT NULL, offsets TEXT NOT NULL, silent_at INTEGER, skew_ms INTEGER,
  PRIMARY KEY (feed_number, location_id)
);
CREATE INDEX feed_cadences_silent ON feed_cadences (feed_number, silent_at) WHERE silent_at IS NOT NULL;
CREATE INDEX feed_cadences_skewed ON feed_cadences (feed_number) WHERE skew_ms IS NOT NULL;
CREATE TABLE feed_shapes (
  feed_number INTEGER NOT NULL, kind TEXT NOT NULL, shape TEXT NOT NULL, PRIMARY KEY (feed_number, kind)
) WITHOUT ROWID;
CREATE TABLE feed_sequences (
  sequence TEXT PRIMARY KEY, feed_number INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
  told INTEGER NOT NULL, last_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE sequence_gaps (
  sequence TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, kind TEXT NOT NULL,
  noticed_at INTEGER NOT NULL, revealed_at INTEGER NOT NULL,
  PRIMARY KEY (sequence, first)
) WITHOUT ROWID;
CREATE INDEX sequence_gaps_noticed ON sequence_gaps (noticed_at) WHERE kind = 'gap';
CREATE TABLE control_totals (
  total_key TEXT PRIMARY KEY, system TEXT NOT NULL, measure TEXT NOT NULL, location TEXT NOT NULL, sku TEXT NOT NULL,
  from_at INTEGER, until_at INTEGER NOT NULL, total REAL NOT NULL, identity TEXT NOT NULL, told_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL, feed_number INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX control_totals_recorded ON control_totals (recorded_at);
`
