/** Owns the page that proves a figure: opening, every entry with its source, closing, equal to the stored balance. */
import type { InputOf } from '../../shared/contract.ts'
import { TowerError } from '../../shared/errors.ts'
import { STOCK_DISPOSITIONS } from '../../shared/vocabulary.ts'
import type { LedgerEntry, LedgerPage } from '../../shared/readModels/inventory.ts'
import { toUnits } from '../../shared/units.ts'
import type { QueryContext } from './context.ts'
import { ledgerPosition } from './context.ts'
import { skuOf } from './skuNames.ts'

/** Entries a page lists; older ones are summed in its opening. */
const LISTED_ENTRIES = 500

interface EntryRow {
  kind: number
  microunits: number
  occurredAt: number
  recordedAt: number
  identity: string
  line: number
  feed: string
  counterpart: string | null
}

const PAGE_SQL = `
WITH RECURSIVE chain AS (
  SELECT * FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.* FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
)
SELECT chain.kind, chain.microunits, chain.occurred_at AS occurredAt, messages.recorded_at AS recordedAt,
  events.identity, chain.line, feeds.name AS feed, chain.counterpart
FROM chain JOIN events USING (event_number) JOIN messages USING (message_number) JOIN feeds USING (feed_number)
WHERE void = 0 AND chain.occurred_at <= ?
ORDER BY chain.occurred_at, events.identity, chain.line`

/** Puts balances and variances to entries that stand in order of time, identity and line. */
function withBalances(rows: readonly EntryRow[]): LedgerEntry[] {
  const lastCount = rows.findLastIndex((row) => row.kind === 1)
  let balance = 0
  return rows.map((row, index) => {
    const { occurredAt, recordedAt, identity, feed } = row
    if (row.kind === 1) {
      const expected = balance
      balance = row.microunits
      return {
        kind: 'count',
        occurredAt,
        recordedAt,
        identity,
        feed,
        countedUnits: toUnits(row.microunits),
        expectedUnits: toUnits(expected),
        varianceUnits: toUnits(row.microunits - expected),
        balanceUnits: toUnits(balance),
      }
    }
    balance += row.microunits
    return {
      kind: 'move',
      occurredAt,
      recordedAt,
      identity,
      feed,
      units: toUnits(row.microunits),
      counterpart: row.counterpart ?? 'adjustment',
      balanceUnits: toUnits(balance),
      beforeLatestCount: index < lastCount,
    }
  })
}

/** @throws TowerError `notFound` where no record ever named the position. */
export function ledgerPage({ reader }: QueryContext, input: InputOf<'inventory.ledger'>): LedgerPage {
  return reader.snapshot(() => {
    const sku = skuOf(reader, input.sku)
    const names = reader.get<{
      locationId: number
      skuId: number
      locationName: string | null
      skuName: string | null
    }>(
      `SELECT location_id AS locationId, sku_id AS skuId, locations.name AS locationName, skus.name AS skuName
       FROM locations, skus WHERE location = ? AND sku = ?`,
      [input.location, sku],
    )
    const dispositions = names
      ? reader.all<{ disposition: number; microunits: number; latestEntry: number | null }>(
          `SELECT disposition, microunits, latest_entry AS latestEntry FROM balances WHERE location_id = ? AND sku_id = ?
           ORDER BY disposition`,
          [names.locationId, names.skuId],
        )
      : []
    if (!names || dispositions.length === 0) {
      throw new TowerError('notFound', `No record has moved or counted ${input.sku} at ${input.location}.`)
    }
    const disposition = input.disposition ?? 'sellable'
    const balance = dispositions.find((one) => one.disposition === STOCK_DISPOSITIONS.indexOf(disposition))
    const until = input.until ?? null
    const rows = reader.all<EntryRow>(PAGE_SQL, [
      balance?.latestEntry ?? null,
      until ?? Number.MAX_SAFE_INTEGER,
    ])
    const entries = withBalances(rows)
    const listed = entries.slice(-(input.limit ?? LISTED_ENTRIES))
    const olderEntries = entries.length - listed.length
    const lastCount = entries.findLast((entry) => entry.kind === 'count')
    return {
      location: input.location,
      locationName: names.locationName,
      sku,
      skuName: names.skuName,
      disposition,
      from: listed[0]?.occurredAt ?? null,
      until,
      openingUnits: entries[olderEntries - 1]?.balanceUnits ?? 0,
      entries: listed,
      closingUnits: entries.at(-1)?.balanceUnits ?? 0,
      olderEntries,
      lastCount: lastCount
        ? {
            occurredAt: lastCount.occurredAt,
            countedUnits: lastCount.countedUnits,
            varianceUnits: lastCount.varianceUnits,
          }
        : null,
      storedUnits: toUnits(balance?.microunits ?? 0),
      dispositions: dispositions.map((one) => ({
        disposition: STOCK_DISPOSITIONS[one.disposition] ?? 'sellable',
        units: toUnits(one.microunits),
      })),
      position: ledgerPosition(reader),
    }
  })
}
