/** Owns how orders are reached: by the places and destinations that their promises rest on, and by their numbers. */

/**
 * `country` and `region` are those of the destination, so that a change of a lane reaches the orders that go its way alone;
 * blank where they are not known, and for a counter. An order's number is what follows the last colon of its id. Shipments
 * and orders are folded anew: what one party tells of a shipment's contents adds up, and destinations are noted.
 */
export const ORDER_REACH_TABLES_SQL = `
DROP TABLE promise_places;
CREATE TABLE promise_places (
  order_id TEXT NOT NULL, place TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, placed_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, place, country, region)
) WITHOUT ROWID;
CREATE INDEX promise_places_by_time ON promise_places (place, placed_at, country, region);
CREATE INDEX orders_by_number ON orders (substr(order_id, length(rtrim(order_id, replace(order_id, ':', ''))) + 1));
INSERT OR IGNORE INTO refolds VALUES ('shipment'), ('order');
`
