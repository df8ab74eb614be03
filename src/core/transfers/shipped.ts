/** Owns which shipments of transfers the destinations have to be told of: what the fold says left, since it was last looked at. */
import type { ShippedLines } from '../ledger/transferActs.ts'
import type { Reader } from '../ledger/types.ts'

const TRANSFERS_PER_LOOK = 200

interface Row {
  transfer: string
  origin: string
  destination: string
  title: string | null
  sent: string
  change: number
}

interface SentPart {
  shipment: string | null
  line: string
  sku: string
  units: number
  at: number
}

/** One shipment's lines, each line and SKU once. A shipment without a number goes by the transfer's. */
function shipmentsOf(row: Row): ShippedLines[] {
  const { transfer, origin, destination, title } = row
  const parts = JSON.parse(row.sent) as SentPart[]
  const byShipment = Map.groupBy(parts, ({ shipment }) => shipment ?? transfer)
  return [...byShipment].map(([shipment, own]) => {
    const lines = new Map<string, { line: string; sku: string; microunits: number }>()
    for (const { line, sku, units } of own) {
      const key = JSON.stringify([line, sku])
      const before = lines.get(key)?.microunits ?? 0
      lines.set(key, { line, sku, microunits: before + Math.round(units * 1_000_000) })
    }
    return {
      transfer,
      from: origin,
      to: destination,
      ...(title === null ? {} : { title }),
      shipment,
      shippedAt: Math.min(...own.map(({ at }) => at)),
      lines: [...lines.values()]
        .filter(({ microunits }) => microunits > 0)
        .map(({ line, sku, microunits }) => ({ line, sku, units: microunits / 1_000_000 })),
    }
  })
}

/** Shipments that were told of and are spoken of no more: their notice is taken back. */
function vanished(reader: Pick<Reader, 'all'>, row: Row, now: readonly ShippedLines[]): ShippedLines[] {
  const there = new Set(now.map(({ shipment }) => shipment))
  return reader
    .all<{ shipment: string; createdAt: number }>(
      `SELECT shipment, max(created_at) AS createdAt FROM transfer_documents
       WHERE transfer = ? AND kind = 'x12ShipNotice856' GROUP BY shipment`,
      [row.transfer],
    )
    .filter(({ shipment }) => !there.has(shipment))
    .map(({ shipment, createdAt }) => ({
      transfer: row.transfer,
      from: row.origin,
      to: row.destination,
      shipment,
      shippedAt: createdAt,
      lines: [],
    }))
}

/**
 * What left of the transfers that changed since.
 * @param change the last change that was looked at; 0: none
 * @returns the shipments, and the last change among them; null where nothing changed
 */
export function shippedSince(
  reader: Pick<Reader, 'all'>,
  change: number,
): { shipped: ShippedLines[]; change: number } | null {
  const rows = reader.all<Row>(
    `SELECT transfer, origin, destination, title, sent, change FROM transfers WHERE change > ? ORDER BY change LIMIT ?`,
    [change, TRANSFERS_PER_LOOK],
  )
  const last = rows.at(-1)
  if (!last) return null
  const shipped = rows.flatMap((row) => {
    const now = shipmentsOf(row)
    return [...now, ...vanished(reader, row, now)]
  })
  return { shipped, change: last.change }
}
