/** Owns the layout of what questions about delivery speed are answered from. */

/**
 * `speed_packs` holds the lines that came into customers' hands, by the day of their order, each member a column of
 * numbers; `speed_recent` those that came lately, still as rows; `speed_names` the words behind the numbers. Open lines
 * are found by their promise, with all that a figure needs in the index.
 */
export const SPEED_TABLES_SQL = `
ALTER TABLE order_lines ADD COLUMN week_hour INTEGER;
CREATE TABLE speed_names (
  part TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (part, number)
) WITHOUT ROWID;
CREATE TABLE speed_packs (pack_number INTEGER PRIMARY KEY, pack BLOB NOT NULL);
CREATE TABLE speed_recent (
  number INTEGER PRIMARY KEY, change INTEGER NOT NULL, day INTEGER NOT NULL, place TEXT NOT NULL, channel TEXT NOT NULL,
  flow TEXT NOT NULL, carrier TEXT NOT NULL, location TEXT NOT NULL, time INTEGER NOT NULL, marks INTEGER NOT NULL,
  elapsed INTEGER NOT NULL, promise INTEGER NOT NULL, transit INTEGER NOT NULL
);
CREATE INDEX speed_recent_by_day ON speed_recent (day);
CREATE INDEX speed_recent_back ON speed_recent (day) WHERE change < 0;
DROP INDEX order_lines_open;
CREATE INDEX order_lines_open ON order_lines (promised_at, region, country, channel, flow, carrier, location, placed_at,
  week_hour) WHERE open = 1;
CREATE INDEX order_lines_unplaced ON order_lines (handed_over_at) WHERE placed_at IS NULL AND handed_over_at IS NOT NULL;
INSERT OR IGNORE INTO refolds VALUES ('order');
`
