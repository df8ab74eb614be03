/** Owns the store's layout: numbered steps, each applied once, in order, in one transaction. */
import type Database from 'better-sqlite3'
import { TowerError } from '../../shared/errors.ts'
import { ALERT_RUN_TABLES_SQL } from './alertRunTables.ts'
import { ALERT_TABLES_SQL } from './alertTables.ts'
import { CHANNEL_TABLES_SQL } from './channelTables.ts'
import { CLAIM_TABLES_SQL } from './claimTables.ts'
import { EXPERIENCE_TABLES_SQL } from './experienceTables.ts'
import { FEEDBACK_TABLES_SQL } from './feedbackTables.ts'
import { FEED_HISTORY_TABLES_SQL } from './feedHistoryTables.ts'
import { OUTPUT_TABLES_SQL } from './outputTables.ts'
import { ORDER_REACH_TABLES_SQL } from './orderReachTables.ts'
import { SCENARIO_TABLES_SQL } from './scenarioTables.ts'
import { SCHEDULE_TABLES_SQL } from './scheduleTables.ts'
import { SKU_ALIAS_TABLES_SQL, SKU_HOLD_TABLES_SQL } from './skuAliasTables.ts'
import { SPEED_RULE_TABLES_SQL } from './speedRuleTables.ts'
import { SPEED_TABLES_SQL } from './speedTables.ts'
import { STOCK_RULE_TABLES_SQL } from './stockRuleTables.ts'
import { TRANSFER_TABLES_SQL } from './transferTables.ts'
import { TRANSFER_DOCUMENT_TABLES_SQL } from './transferDocumentTables.ts'

export interface Migration {
  version: number
  /** What the step is for, in a few words. */
  title: string
  sql: string
}

/**
 * The log (feeds, messages, events, quarantine) is written once and never changed, but for feed settings and a
 * quarantined record's state. Every other table follows from it and can be dropped and rebuilt.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    title: 'log',
    sql: `
CREATE TABLE feeds (
  feed_number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, authentication TEXT NOT NULL,
  key_hash BLOB, sealed_secret BLOB, mapping TEXT, enabled INTEGER NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE messages (
  message_number INTEGER PRIMARY KEY, feed_number INTEGER NOT NULL, transport TEXT NOT NULL, format TEXT NOT NULL,
  document_name TEXT, recorded_at INTEGER NOT NULL, received INTEGER NOT NULL, accepted INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, quarantined INTEGER NOT NULL, replays INTEGER,
  raw BLOB
);
CREATE TABLE events (
  event_number INTEGER PRIMARY KEY, message_number INTEGER NOT NULL, raw_index INTEGER NOT NULL,
  identity TEXT NOT NULL, content_hash BLOB NOT NULL, occurred_at INTEGER NOT NULL, record_time INTEGER,
  retracted INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE quarantine (
  quarantine_number INTEGER PRIMARY KEY, message_number INTEGER NOT NULL, feed_number INTEGER NOT NULL,
  format TEXT NOT NULL, reason TEXT NOT NULL, field TEXT NOT NULL, received_at INTEGER NOT NULL,
  raw_hash BLOB NOT NULL UNIQUE, raw TEXT NOT NULL, state TEXT NOT NULL, closed_at INTEGER
);
CREATE INDEX quarantine_open ON quarantine (quarantine_number) WHERE state = 'open';
`,
  },
  {
    version: 2,
    title: 'derived',
    sql: `
CREATE TABLE identities (identity_number INTEGER PRIMARY KEY, event_number INTEGER NOT NULL);
CREATE TABLE identities_recent (identity_number INTEGER PRIMARY KEY, event_number INTEGER NOT NULL);
CREATE VIEW identity_index AS
  SELECT identity_number, event_number FROM identities
  UNION ALL SELECT identity_number, event_number FROM identities_recent;
CREATE TABLE versions (
  first_event INTEGER NOT NULL, event_number INTEGER NOT NULL, counts INTEGER NOT NULL,
  PRIMARY KEY (first_event, event_number)
) WITHOUT ROWID;
CREATE INDEX versions_by_event ON versions (event_number);
CREATE TABLE locations (
  location_id INTEGER PRIMARY KEY, location TEXT NOT NULL UNIQUE, described INTEGER NOT NULL DEFAULT 0,
  name TEXT, kind TEXT, address TEXT, city TEXT, region TEXT, country TEXT, postal_code TEXT,
  latitude REAL, longitude REAL, time_zone TEXT, opened_on TEXT
);
CREATE TABLE skus (
  sku_id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, described INTEGER NOT NULL DEFAULT 0,
  name TEXT, category TEXT, brand TEXT, weight_grams REAL
);
CREATE TABLE entries (
  entry_number INTEGER PRIMARY KEY, location_id INTEGER NOT NULL, sku_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL, kind INTEGER NOT NULL, microunits INTEGER NOT NULL, occurred_at INTEGER NOT NULL,
  event_number INTEGER NOT NULL, line INTEGER NOT NULL, counterpart TEXT, void INTEGER NOT NULL DEFAULT 0,
  previous_entry INTEGER
);
CREATE TABLE balances (
  location_id INTEGER NOT NULL, sku_id INTEGER NOT NULL, disposition INTEGER NOT NULL,
  microunits INTEGER NOT NULL, anchor_at INTEGER, anchor_entry INTEGER, latest_at INTEGER NOT NULL,
  latest_entry INTEGER,
  PRIMARY KEY (location_id, sku_id, disposition)
) WITHOUT ROWID;
CREATE INDEX balances_by_sku ON balances (sku_id, location_id) WHERE disposition = 0;
CREATE TABLE sku_accounts (
  sku_id INTEGER NOT NULL, account TEXT NOT NULL, microunits INTEGER NOT NULL,
  PRIMARY KEY (sku_id, account)
) WITHOUT ROWID;
CREATE TABLE safety_stocks (
  location_id INTEGER NOT NULL, sku_id INTEGER NOT NULL, microunits INTEGER NOT NULL,
  PRIMARY KEY (location_id, sku_id)
) WITHOUT ROWID;
CREATE TABLE rollups (
  location_id INTEGER PRIMARY KEY, on_hand INTEGER NOT NULL, sellable INTEGER NOT NULL, safety INTEGER NOT NULL,
  positions INTEGER NOT NULL, stockouts INTEGER NOT NULL, negatives INTEGER NOT NULL,
  last_occurred_at INTEGER NOT NULL, last_recorded_at INTEGER NOT NULL, last_feed INTEGER NOT NULL,
  changed_at_position INTEGER NOT NULL
);
CREATE INDEX rollups_changed ON rollups (changed_at_position);
CREATE TABLE sold_days (
  location_id INTEGER NOT NULL, day INTEGER NOT NULL, microunits INTEGER NOT NULL,
  dispatched INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (location_id, day)
) WITHOUT ROWID;
CREATE TABLE subjects (
  subject_number INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, UNIQUE (kind, subject)
);
CREATE TABLE facts (
  subject_number INTEGER NOT NULL, event_number INTEGER NOT NULL,
  PRIMARY KEY (subject_number, event_number)
) WITHOUT ROWID;
CREATE TABLE postal_areas (
  country TEXT NOT NULL, postal_code TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
  city TEXT, region TEXT, observations INTEGER NOT NULL,
  PRIMARY KEY (country, postal_code)
) WITHOUT ROWID;
CREATE TABLE category_names (
  category TEXT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (category, language)
) WITHOUT ROWID;
CREATE TABLE shipments (
  shipment TEXT PRIMARY KEY, status TEXT NOT NULL, moving INTEGER NOT NULL, carrier TEXT, service TEXT,
  tracking_number TEXT, order_id TEXT, origin TEXT, destination TEXT, microunits INTEGER NOT NULL,
  promised_at INTEGER, estimated_at INTEGER, delivered_at INTEGER, last_milestone_at INTEGER,
  last_occurred_at INTEGER NOT NULL, last_recorded_at INTEGER NOT NULL, last_feed INTEGER NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX shipments_moving ON shipments (last_milestone_at) WHERE moving = 1;
CREATE INDEX shipments_recent ON shipments (last_occurred_at);
CREATE INDEX shipments_by_order ON shipments (order_id) WHERE order_id IS NOT NULL;
CREATE TABLE orders (
  order_id TEXT PRIMARY KEY, status TEXT NOT NULL, channel TEXT, customer TEXT, placed_at INTEGER,
  lines INTEGER NOT NULL, paid_minor INTEGER NOT NULL, currency TEXT, rating INTEGER
);
CREATE TABLE feed_totals (
  feed_number INTEGER PRIMARY KEY, received INTEGER NOT NULL, accepted INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, quarantined INTEGER NOT NULL, last_received_at INTEGER NOT NULL,
  last_occurred_at INTEGER, last_lag_ms INTEGER, formats TEXT NOT NULL, transports TEXT NOT NULL
);
CREATE TABLE feed_minutes (
  feed_number INTEGER NOT NULL, minute INTEGER NOT NULL, records INTEGER NOT NULL,
  PRIMARY KEY (feed_number, minute)
) WITHOUT ROWID;
`,
  },
  {
    version: 3,
    title: 'mapping of messages',
    sql: 'ALTER TABLE messages ADD COLUMN mapping TEXT;',
  },
  {
    version: 4,
    title: 'names in order',
    sql: `
CREATE INDEX locations_by_name ON locations (coalesce(name, location), location_id);
CREATE INDEX skus_by_name ON skus (coalesce(name, sku), sku_id);
`,
  },
  {
    version: 5,
    title: 'late counts',
    // The latest time up to an entry in its chain: a search for what came after a time can stop there.
    sql: `ALTER TABLE entries ADD COLUMN latest_at INTEGER NOT NULL DEFAULT ${Number.MAX_SAFE_INTEGER};`,
  },
  {
    version: 6,
    title: 'orders',
    // Shipments and orders are folded anew at the next start: what they are made into has changed.
    sql: `
CREATE TABLE dependents (
  subject_number INTEGER NOT NULL, dependent_number INTEGER NOT NULL,
  PRIMARY KEY (subject_number, dependent_number)
) WITHOUT ROWID;
CREATE TABLE refolds (kind TEXT PRIMARY KEY);
INSERT INTO refolds VALUES ('shipment'), ('order');
DROP TABLE orders;
CREATE TABLE orders (
  order_id TEXT PRIMARY KEY, status TEXT NOT NULL, flow TEXT, channel TEXT, customer TEXT, placed_at INTEGER,
  line_count INTEGER NOT NULL, microunits INTEGER NOT NULL, value_minor INTEGER NOT NULL, paid_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL, currency TEXT, promised_at INTEGER, promise_basis TEXT, handed_over_at INTEGER,
  late INTEGER, region TEXT, country TEXT, location TEXT, rating INTEGER, open INTEGER NOT NULL,
  refused INTEGER NOT NULL, last_occurred_at INTEGER NOT NULL, last_recorded_at INTEGER NOT NULL,
  last_feed INTEGER NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX orders_recent ON orders (placed_at);
CREATE INDEX orders_by_customer ON orders (customer) WHERE customer IS NOT NULL;
CREATE TABLE order_lines (
  order_id TEXT NOT NULL, line TEXT NOT NULL, sku_id INTEGER NOT NULL, microunits INTEGER NOT NULL, channel TEXT,
  flow TEXT, carrier TEXT, location TEXT, region TEXT, country TEXT, open INTEGER NOT NULL, placed_at INTEGER,
  allocated_at INTEGER, picked_at INTEGER, packed_at INTEGER, shipped_at INTEGER, arrived_at INTEGER, ready_at INTEGER,
  handed_over_at INTEGER, promised_at INTEGER, promise_basis TEXT, late INTEGER, rejections INTEGER NOT NULL,
  short_microunits INTEGER NOT NULL, cancelled_microunits INTEGER NOT NULL, returned_microunits INTEGER NOT NULL,
  value_minor INTEGER NOT NULL,
  PRIMARY KEY (order_id, line)
) WITHOUT ROWID;
CREATE INDEX order_lines_open ON order_lines (promised_at) WHERE open = 1;
CREATE INDEX order_lines_done ON order_lines (handed_over_at) WHERE handed_over_at IS NOT NULL;
`,
  },
  { version: 7, title: 'claims', sql: CLAIM_TABLES_SQL },
  { version: 8, title: 'experience', sql: FEEDBACK_TABLES_SQL },
  // How units take steps has changed.
  { version: 9, title: 'orders folded anew', sql: "INSERT OR IGNORE INTO refolds VALUES ('order');" },
  { version: 10, title: 'schedules and lanes', sql: SCHEDULE_TABLES_SQL },
  { version: 11, title: 'delivery speed', sql: SPEED_TABLES_SQL },
  { version: 12, title: 'orders as their customers met them', sql: EXPERIENCE_TABLES_SQL },
  { version: 13, title: 'names of SKUs', sql: SKU_ALIAS_TABLES_SQL },
  { version: 14, title: 'what is set aside by SKU', sql: SKU_HOLD_TABLES_SQL },
  { version: 15, title: 'orders by destination and number', sql: ORDER_REACH_TABLES_SQL },
  { version: 16, title: 'alerts', sql: ALERT_TABLES_SQL },
  { version: 17, title: 'how far alerts are judged', sql: ALERT_RUN_TABLES_SQL },
  { version: 18, title: 'channels and what they show', sql: CHANNEL_TABLES_SQL },
  { version: 19, title: 'what rules about stock are judged by', sql: STOCK_RULE_TABLES_SQL },
  { version: 20, title: 'what rules about speed are judged by', sql: SPEED_RULE_TABLES_SQL },
  { version: 21, title: 'what rules about feeds are judged by', sql: FEED_HISTORY_TABLES_SQL },
  { version: 22, title: 'outputs', sql: OUTPUT_TABLES_SQL },
  { version: 23, title: 'transfers', sql: TRANSFER_TABLES_SQL },
  { version: 24, title: 'scenarios', sql: SCENARIO_TABLES_SQL },
  { version: 25, title: 'documents of transfers', sql: TRANSFER_DOCUMENT_TABLES_SQL },
]

/** The tables that are the log; all others are derived. */
export const LOG_TABLES = ['feeds', 'messages', 'events', 'quarantine'] as const

/**
 * Brings a store up to the latest version; each step is one transaction.
 * @throws TowerError `invalid` where the store was written by a newer version.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const latest = migrations.at(-1)?.version ?? 0
  const current = Number(database.pragma('user_version', { simple: true }))
  if (current > latest) {
    throw new TowerError(
      'invalid',
      `This data folder was written by a newer version (layout ${current}, this one knows ${latest}). Update Omnitower.`,
    )
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue
    database.transaction(() => {
      database.exec(migration.sql)
      database.pragma(`user_version = ${migration.version}`)
    })()
  }
}
