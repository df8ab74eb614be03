/** Owns the layout of what our own promises rest on: schedules and lanes with their history, and the orders that asked them. */

/**
 * A row is in force from `valid_from` until the next one of its place. `promise_places` says which orders' promises rest
 * on which places, so that a change of the past reaches the orders of that time and no others. Schedules that came before
 * this step are taken from the log. Shipments and orders are folded anew: dates end at another instant where clocks change at
 * midnight.
 */
export const SCHEDULE_TABLES_SQL = `
CREATE TABLE location_schedules (
  location TEXT NOT NULL, valid_from INTEGER NOT NULL, terms TEXT NOT NULL,
  PRIMARY KEY (location, valid_from)
) WITHOUT ROWID;
CREATE TABLE lane_transits (
  origin TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, carrier TEXT NOT NULL, valid_from INTEGER NOT NULL,
  terms TEXT NOT NULL,
  PRIMARY KEY (origin, country, region, carrier, valid_from)
) WITHOUT ROWID;
CREATE TABLE promise_places (
  order_id TEXT NOT NULL, place TEXT NOT NULL, placed_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, place)
) WITHOUT ROWID;
CREATE INDEX promise_places_by_time ON promise_places (place, placed_at);
CREATE TEMP TABLE told AS
  SELECT event_number, CASE json_extract(value, '$.type') WHEN 'LocationScheduleSet' THEN 'schedule' ELSE 'laneTransit' END AS kind,
    CASE json_extract(value, '$.type') WHEN 'LocationScheduleSet' THEN json_extract(value, '$.location')
      ELSE json_array(json_extract(value, '$.origin'), coalesce(json_extract(value, '$.country'), ''),
        coalesce(json_extract(value, '$.region'), ''), coalesce(json_extract(value, '$.carrier'), '')) END AS subject
  FROM events, json_each(events.body)
  WHERE (body LIKE '%"LocationScheduleSet"%' OR body LIKE '%"LaneTransitSet"%')
    AND json_extract(value, '$.type') IN ('LocationScheduleSet', 'LaneTransitSet');
INSERT OR IGNORE INTO subjects (kind, subject) SELECT DISTINCT kind, subject FROM told;
INSERT OR IGNORE INTO facts (subject_number, event_number)
  SELECT subject_number, event_number FROM told JOIN subjects USING (kind, subject);
DROP TABLE told;
INSERT OR IGNORE INTO refolds VALUES ('schedule'), ('laneTransit'), ('shipment'), ('order');
`
