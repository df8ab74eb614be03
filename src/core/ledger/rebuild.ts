/** Owns the making of a second store from the log alone: for verification, and for the state as it was or was known. */
import { openWriter } from './database.ts'
import { openAppender } from './append.ts'
import type { Projection } from './subjects.ts'
import type { Reader } from './types.ts'

export interface RebuildOptions {
  /** The store whose log is read. */
  sourcePath: string
  /** A new file. */
  targetPath: string
  projections: readonly Projection[]
  /** Only what the sources dated at or before this. */
  asOf?: number
  /** Only what had been recorded by this time of ours. */
  asKnownAt?: number
  /** Only the log's events up to this number. */
  upTo?: number
  /** `log`: as it came. `time`: in the sources' order. `reversed`: against it, to show that order cannot matter. */
  order: 'log' | 'time' | 'reversed'
  /** Leaves out records that speak of nothing but the stock of other SKUs than these and the names they ever had. */
  stockOf?: readonly string[]
  /** Lets the state be looked at just before events by their numbers. */
  pause?: {
    before: { has(eventNumber: number): boolean }
    act(eventNumber: number, state: Reader): void
  }
}

const ORDER_SQL = {
  log: 'event_number',
  time: 'occurred_at, identity, event_number',
  reversed: 'occurred_at DESC, identity DESC, event_number DESC',
} as const

/** Events whose effects are put in by one transaction. */
const EVENTS_PER_TRANSACTION = 20_000

/**
 * Events of the copied messages whose identity's counting version is dated after a time: at that time the identity had
 * no effect, and the versions that it replaced must not stand in for it. Ranks as compareVersions does.
 */
const SUPERSEDED_SQL = `
SELECT event_number FROM (
  SELECT event_number, first_value(occurred_at) OVER (
    PARTITION BY first_event ORDER BY retracted DESC, record_time IS NULL, record_time DESC, content_hash
  ) AS counting_at
  FROM source.versions JOIN source.events USING (event_number) JOIN messages USING (message_number)
) WHERE counting_at > ?`

/** Versions stay whole: one that says nothing of a SKU may have replaced one that did. */
const STOCK_OF_SQL = `
AND (? IS NULL OR event_number IN (SELECT event_number FROM source.versions) OR EXISTS (
  SELECT 1 FROM json_each(body) AS fact
  WHERE fact.value ->> '$.type' NOT IN ('StockMoved', 'StockCounted', 'SafetyStockSet')
    OR fact.value ->> '$.sku' IN (SELECT value FROM json_each(?))))`

const FEED_TOTALS_SQL = `
INSERT INTO feed_totals (feed_number, received, accepted, duplicates, quarantined, last_received_at, last_occurred_at,
  last_lag_ms, formats, transports)
SELECT feed_number, sum(received), sum(accepted), sum(duplicates), sum(quarantined), max(recorded_at),
  (SELECT max(occurred_at) FROM events JOIN messages AS m USING (message_number) WHERE m.feed_number = messages.feed_number),
  NULL, replace(group_concat(DISTINCT format), ',', ' '), replace(group_concat(DISTINCT transport), ',', ' ')
FROM messages GROUP BY feed_number`

/**
 * The names whose stock may have been that of these SKUs at some time, as a JSON list: what a record has ever tied to them,
 * or to what they were ever tied to. Which of the ties holds at a time is known only as the log is gone through.
 */
function withAliases(connection: Pick<Reader, 'all'>, skus: readonly string[]): string {
  const ties = connection.all<{ alias: string; sku: string }>(
    `SELECT DISTINCT fact.value ->> '$.alias' AS alias, fact.value ->> '$.sku' AS sku
     FROM source.events, json_each(body) AS fact
     WHERE body LIKE '%"SkuAliased"%' AND fact.value ->> '$.type' = 'SkuAliased'`,
  )
  const names = new Set(skus)
  for (const { alias, sku } of ties) if (skus.includes(alias)) names.add(sku)
  const stoodFor = new Set(names)
  for (const { alias, sku } of ties) if (stoodFor.has(sku)) names.add(alias)
  return JSON.stringify([...names])
}

/** Copies the log (without raw texts) and puts every event's effect in anew. */
export function rebuildLedger(options: RebuildOptions): void {
  const connection = openWriter(options.targetPath)
  try {
    // A rebuilt store is thrown away after use; it need not survive a loss of power.
    connection.database.pragma('synchronous = OFF')
    connection.run('ATTACH ? AS source', [options.sourcePath])
    const recordedBy = options.asKnownAt ?? Number.MAX_SAFE_INTEGER
    const skus = options.stockOf === undefined ? null : withAliases(connection, options.stockOf)
    const occurredBy = options.asOf ?? Number.MAX_SAFE_INTEGER
    connection.database.transaction(() => {
      // Names only: keys and secrets stay where they are.
      connection.run(
        `INSERT INTO feeds (feed_number, name, authentication, enabled, created_at)
         SELECT feed_number, name, 'none', 1, created_at FROM source.feeds`,
      )
      connection.run(
        `INSERT INTO messages (message_number, feed_number, transport, format, document_name, recorded_at, received,
           accepted, duplicates, quarantined, replays)
         SELECT message_number, feed_number, transport, format, document_name, recorded_at, received, accepted, duplicates,
           quarantined, replays FROM source.messages WHERE recorded_at <= ?`,
        [recordedBy],
      )
      connection.run(
        `INSERT INTO events SELECT * FROM source.events
         WHERE occurred_at <= ? AND event_number <= ? AND message_number IN (SELECT message_number FROM messages)
           AND event_number NOT IN (${SUPERSEDED_SQL}) ${STOCK_OF_SQL}`,
        [occurredBy, options.upTo ?? Number.MAX_SAFE_INTEGER, occurredBy, skus, skus],
      )
    })()
    connection.run('DETACH source')
    const numbers = connection
      .all<{ n: number }>(`SELECT event_number AS n FROM events ORDER BY ${ORDER_SQL[options.order]}`)
      .map((row) => row.n)
    const appender = openAppender(connection, options.projections)
    let gathered: number[] = []
    const replay = () => {
      appender.replay(gathered)
      gathered = []
    }
    for (const number of numbers) {
      if (options.pause?.before.has(number)) {
        replay()
        options.pause.act(number, connection)
      }
      gathered.push(number)
      if (gathered.length >= EVENTS_PER_TRANSACTION) replay()
    }
    replay()
    connection.run(FEED_TOTALS_SQL)
  } finally {
    connection.database.close()
  }
}
