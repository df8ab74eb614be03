/** Owns the statements of one commit: the whole group in three, each over arrays. */

/** Separates texts within one parameter: cheaper to read for PostgreSQL than an array's quoting. */
export const SEPARATOR = '\u001f'

/** Events, unless their identity is there; the answer is how many went in. */
export const INSERT_EVENTS = `
WITH made AS (
  INSERT INTO events (event_number, message_number, identity_number, raw_index, occurred_at, record_time, retracted,
    content_hash, identity, body)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::boolean[],
    $8::uuid[], string_to_array($9, E'\\x1f'), string_to_array($10, E'\\x1f'))
  ON CONFLICT (identity_number) DO NOTHING RETURNING 1
)
SELECT count(*)::int AS made FROM made`

/** Which of the group's events went in, where not all did. */
export const MADE_EVENTS = 'SELECT event_number::float8 AS n FROM events WHERE event_number >= $1'

/** Entries, balances and every sum that follows from them. */
export const APPLY_LINES = `
WITH line AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::smallint[], $6::bigint[], $7::bigint[],
    $8::int[], $9::text[], $10::bigint[])
    AS t (entry_number, event_number, location_id, sku_id, disposition, microunits, occurred_at, line, counterpart,
      previous_entry)
), found AS MATERIALIZED (
  SELECT l.*, b.latest_entry, b.microunits AS before, b.ctid AS row_id,
    b.anchor_at IS NULL OR l.occurred_at > b.anchor_at AS counts
  FROM line l LEFT JOIN balances b USING (location_id, sku_id, disposition)
), entered AS (
  INSERT INTO entries (entry_number, previous_entry, microunits, occurred_at, event_number, location_id, sku_id, line,
    disposition, kind, counterpart)
  SELECT entry_number, coalesce(previous_entry, latest_entry), microunits, occurred_at, event_number, location_id,
    sku_id, line, disposition, 0, counterpart FROM found
), change AS MATERIALIZED (
  SELECT location_id, sku_id, disposition, sum(microunits)::bigint AS moved,
    coalesce(sum(microunits) FILTER (WHERE counts), 0)::bigint AS applied, coalesce(min(before), 0) AS before,
    min(row_id) AS row_id, min(row_id) IS NULL AS fresh, max(occurred_at) AS last_at, max(entry_number) AS last_entry
  FROM found GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
), updated AS (
  UPDATE balances b SET microunits = c.before + c.applied, latest_at = greatest(b.latest_at, c.last_at),
    latest_entry = c.last_entry
  FROM change c WHERE b.ctid = c.row_id
), made AS (
  INSERT INTO balances (location_id, sku_id, disposition, microunits, latest_at, latest_entry)
  SELECT location_id, sku_id, disposition, applied, last_at, last_entry FROM change WHERE fresh
), rolled AS (
  INSERT INTO rollups AS r
  SELECT location_id, sum(applied), coalesce(sum(applied) FILTER (WHERE disposition = 0), 0), 0,
    count(*) FILTER (WHERE fresh AND disposition = 0),
    coalesce(sum((before + applied <= 0)::int - (NOT fresh AND before <= 0)::int) FILTER (WHERE disposition = 0), 0),
    coalesce(sum((before + applied < 0)::int - (before < 0)::int) FILTER (WHERE disposition = 0), 0),
    max(last_at), $15::bigint, $16::int, $17::bigint
  FROM change GROUP BY location_id ORDER BY location_id
  ON CONFLICT (location_id) DO UPDATE SET on_hand = r.on_hand + excluded.on_hand,
    sellable = r.sellable + excluded.sellable, positions = r.positions + excluded.positions,
    stockouts = r.stockouts + excluded.stockouts, negatives = r.negatives + excluded.negatives,
    last_occurred_at = greatest(r.last_occurred_at, excluded.last_occurred_at),
    last_recorded_at = excluded.last_recorded_at, last_feed = excluded.last_feed,
    changed_at_position = excluded.changed_at_position
), accounted AS (
  INSERT INTO sku_accounts AS a
  SELECT sku_id, account, sum(microunits) FROM (
    SELECT sku_id, 'locations' AS account, applied AS microunits FROM change
    UNION ALL SELECT sku_id, 'adjustment', moved - applied FROM change WHERE moved <> applied
    UNION ALL SELECT * FROM unnest($11::int[], $12::text[], $13::bigint[])
  ) AS sums GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (sku_id, account) DO UPDATE SET microunits = a.microunits + excluded.microunits
)
INSERT INTO sold_days AS d
SELECT location_id, occurred_at / 86400000, -sum(microunits) FROM line WHERE counterpart = $14
GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (location_id, day) DO UPDATE SET microunits = d.microunits + excluded.microunits`

/** Receipts of the messages, and the totals of their feed. */
export const NOTE_MESSAGES = `
WITH noted AS (
  INSERT INTO messages (message_number, feed_number, transport, format, document_name, recorded_at, received, accepted,
    duplicates, quarantined, raw)
  SELECT m, $2::int, t, f, n, at, r, a, r - a, 0, raw
  FROM unnest($1::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::int[], $9::bytea[])
    AS u (m, t, f, n, at, r, a, raw)
), totalled AS (
  INSERT INTO feed_totals AS t VALUES ($2::int, $10::bigint, $11::bigint, $10::bigint - $11::bigint, 0, $12::bigint,
    $13::bigint, $12::bigint - $13::bigint)
  ON CONFLICT (feed_number) DO UPDATE SET received = t.received + excluded.received,
    accepted = t.accepted + excluded.accepted, duplicates = t.duplicates + excluded.duplicates,
    last_received_at = excluded.last_received_at,
    last_occurred_at = greatest(t.last_occurred_at, excluded.last_occurred_at), last_lag_ms = excluded.last_lag_ms
)
INSERT INTO feed_minutes AS f VALUES ($2::int, $12::bigint / 60000, $10::bigint)
ON CONFLICT (feed_number, minute) DO UPDATE SET records = f.records + excluded.records`
