/** Owns the table of articles' other names, and how what is set aside is found by the SKU that its names stand for. */

/** Shipments are folded anew, for what several parties tell of one counts once. */
export const SKU_ALIAS_TABLES_SQL = `
CREATE TABLE sku_aliases (alias TEXT PRIMARY KEY, sku TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sku_aliases_by_sku ON sku_aliases (sku);
INSERT OR IGNORE INTO refolds VALUES ('shipment');
`

/** What is set aside stands under the SKU from here on: orders are folded anew, and so is safety stock where there are ties. */
export const SKU_HOLD_TABLES_SQL = `
CREATE INDEX order_holds_by_sku ON order_holds (sku);
CREATE INDEX safety_stocks_by_sku ON safety_stocks (sku_id);
INSERT OR IGNORE INTO refolds VALUES ('order');
DELETE FROM safety_stocks WHERE EXISTS (SELECT 1 FROM sku_aliases);
UPDATE rollups SET safety = 0 WHERE EXISTS (SELECT 1 FROM sku_aliases);
INSERT OR IGNORE INTO refolds SELECT 'safetyStock' WHERE EXISTS (SELECT 1 FROM sku_aliases);
`
