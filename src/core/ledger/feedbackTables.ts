/** Owns the tables of what customers said: answers, contacts, touches, and the words in them. */

/** Words are found in an index over the very rows; triggers keep the two together, also where a row is taken back. */
export const FEEDBACK_TABLES_SQL = `
CREATE TABLE feedback (
  feedback_number INTEGER PRIMARY KEY, order_id TEXT NOT NULL, identity TEXT NOT NULL, line INTEGER NOT NULL,
  customer TEXT, rating INTEGER NOT NULL, scale TEXT NOT NULL, title TEXT, text TEXT, answered_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX feedback_by_order ON feedback (order_id, identity, line);
CREATE TABLE contacts (
  contact_number INTEGER PRIMARY KEY, contact TEXT NOT NULL UNIQUE, customer TEXT, order_id TEXT, medium TEXT NOT NULL,
  topic TEXT, text TEXT, contacted_at INTEGER NOT NULL
);
CREATE INDEX contacts_by_order ON contacts (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX contacts_by_customer ON contacts (customer) WHERE customer IS NOT NULL;
CREATE TABLE touches (
  customer TEXT NOT NULL, touched_at INTEGER NOT NULL, identity TEXT NOT NULL, line INTEGER NOT NULL,
  channel TEXT NOT NULL, touch TEXT NOT NULL, order_id TEXT,
  PRIMARY KEY (customer, touched_at, identity, line)
) WITHOUT ROWID;
CREATE INDEX orders_experience ON orders (placed_at, channel, flow, status, late, open, promised_at, handed_over_at,
  region, country, customer, order_id);
CREATE VIRTUAL TABLE feedback_words USING fts5(
  title, text, content = 'feedback', content_rowid = 'feedback_number', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE contact_words USING fts5(
  topic, text, content = 'contacts', content_rowid = 'contact_number', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE feedback_terms USING fts5vocab(feedback_words, row);
CREATE VIRTUAL TABLE contact_terms USING fts5vocab(contact_words, row);
CREATE TRIGGER feedback_added AFTER INSERT ON feedback BEGIN
  INSERT INTO feedback_words (rowid, title, text) VALUES (new.feedback_number, new.title, new.text);
END;
CREATE TRIGGER feedback_removed AFTER DELETE ON feedback BEGIN
  INSERT INTO feedback_words (feedback_words, rowid, title, text)
  VALUES ('delete', old.feedback_number, old.title, old.text);
END;
CREATE TRIGGER contacts_added AFTER INSERT ON contacts BEGIN
  INSERT INTO contact_words (rowid, topic, text) VALUES (new.contact_number, new.topic, new.text);
END;
CREATE TRIGGER contacts_removed AFTER DELETE ON contacts BEGIN
  INSERT INTO contact_words (contact_words, rowid, topic, text)
  VALUES ('delete', old.contact_number, old.topic, old.text);
END;
INSERT INTO subjects (kind, subject)
  SELECT DISTINCT 'feedback', subject FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number)
  WHERE kind = 'order' AND body LIKE '%"FeedbackGiven"%';
INSERT INTO facts (subject_number, event_number)
  SELECT own.subject_number, event_number FROM subjects AS own
    JOIN subjects AS orders ON orders.kind = 'order' AND orders.subject = own.subject
    JOIN facts ON facts.subject_number = orders.subject_number JOIN events USING (event_number)
  WHERE own.kind = 'feedback' AND body LIKE '%"FeedbackGiven"%';
INSERT OR IGNORE INTO refolds VALUES ('feedback');
`
