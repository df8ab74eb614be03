/** Owns the layout of transfers' documents and of where they go. They are this tower's own dealings, as outputs are. */

/**
 * `transfer_documents`: what has to be written of a transfer, noted in the transaction that decides it, with everything
 * that goes into it. `body` is made from `content` once and is kept, so that every attempt hands out the same bytes.
 * `transfer_control_numbers`: the last interchange number for each sender and receiver.
 */
export const TRANSFER_DOCUMENT_TABLES_SQL = `
CREATE TABLE transfer_documents (
  document_number INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL UNIQUE, transfer TEXT NOT NULL,
  kind TEXT NOT NULL, receiver TEXT NOT NULL, shipment TEXT, content TEXT NOT NULL, created_at INTEGER NOT NULL,
  body TEXT, sha256 TEXT, status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER,
  attempted_at INTEGER, fault TEXT
);
CREATE INDEX transfer_documents_by_transfer ON transfer_documents (transfer, document_number);
CREATE INDEX transfer_documents_unwritten ON transfer_documents (document_number) WHERE body IS NULL AND status <> 'dead';
CREATE INDEX transfer_documents_due ON transfer_documents (next_at) WHERE status = 'waiting';
CREATE TABLE transfer_routes (
  route TEXT PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, is_plain INTEGER NOT NULL,
  sealed_settings BLOB NOT NULL, documents TEXT NOT NULL, parties TEXT NOT NULL, enabled INTEGER NOT NULL,
  changed_at INTEGER NOT NULL, delivered_at INTEGER, fault TEXT
) WITHOUT ROWID;
CREATE TABLE transfer_control_numbers (
  sender TEXT NOT NULL, receiver TEXT NOT NULL, last_number INTEGER NOT NULL, PRIMARY KEY (sender, receiver)
) WITHOUT ROWID;
`
