/** Owns the table of articles' other names; shipments are folded anew, for what several parties tell of one counts once. */

export const SKU_ALIAS_TABLES_SQL = `
CREATE TABLE sku_aliases (alias TEXT PRIMARY KEY, sku TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sku_aliases_by_sku ON sku_aliases (sku);
INSERT OR IGNORE INTO refolds VALUES ('shipment');
`
