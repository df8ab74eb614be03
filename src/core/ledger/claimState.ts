/** Owns what decisions about claims look up: a claim, those that have run out, what a line still wants, what is available. */
import type { Writer } from './types.ts'

type Reads = Pick<Writer, 'all' | 'get'>

export interface KnownClaim {
  claim: string
  order: string
  line: string | null
  sku: string
  location: string
  microunits: number
  availableMicrounits: number
  state: 'open' | 'released' | 'expired' | 'fulfilled'
  takenAt: number
  /** As it was taken; null: firm from the start. */
  expiresAt: number | null
  confirmedAt: number | null
  /** When it was released or ran out. */
  endedAt: number | null
  endedWhy: string | null
}

const CLAIM_SQL = `
SELECT claim, order_id AS "order", line, sku, location, microunits, available_microunits AS availableMicrounits, state,
  taken_at AS takenAt, expires_at AS expiresAt, confirmed_at AS confirmedAt, ended_at AS endedAt, ended_why AS endedWhy
FROM claims WHERE claim = ?`

export function knownClaim(reader: Reads, claim: string): KnownClaim | undefined {
  return reader.get<KnownClaim>(CLAIM_SQL, [claim])
}

/** The SKU that a name stands for, under which its stock, its claims and its allocations are. */
export function skuOf(reader: Reads, name: string): string {
  return reader.get<{ sku: string }>('SELECT sku FROM sku_aliases WHERE alias = ?', [name])?.sku ?? name
}

export interface DueScope {
  order?: string
  location?: string
  sku?: string
}

/** Open soft claims whose time is up, the longest overdue first. */
export function dueClaims(
  reader: Reads,
  now: number,
  { order, location, sku }: DueScope,
  limit = -1,
): { claim: string; order: string }[] {
  const conditions = [
    ...(order === undefined ? [] : ['order_id = ?']),
    ...(location === undefined ? [] : ['location = ?']),
    ...(sku === undefined ? [] : ['sku = ?']),
    `state = 'open' AND expires_at IS NOT NULL AND confirmed_at IS NULL AND expires_at <= ?`,
  ]
  const scope = [order, location, sku].filter((one) => one !== undefined)
  return reader.all(
    `SELECT claim, order_id AS "order" FROM claims WHERE ${conditions.join(' AND ')} ORDER BY expires_at, claim LIMIT ?`,
    [...scope, now, limit],
  )
}

/** Stages in which units have left, or are nobody's. */
const GONE_SQL = `('shipped', 'delivered', 'collected', 'cancelled')`

/**
 * Lines of an order, with the SKU that each one's name stands for and what of it is still to be had; an order of which no
 * line is told has one line without a SKU.
 */
export const REMAINING_SQL = `
SELECT orders.order_id AS "order", line.value ->> '$.statement.line' AS line,
  coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = line.value ->> '$.statement.sku'),
    line.value ->> '$.statement.sku') AS sku,
  (SELECT coalesce(sum(CAST(round((portion.value ->> '$.units') * 1000000) AS INTEGER)), 0)
   FROM json_each(line.value, '$.portions') AS portion WHERE portion.value ->> '$.stage' NOT IN ${GONE_SQL}) AS remaining
FROM orders, json_each(orders.detail, '$.lines') AS line`

interface LineRow {
  line: string
  sku: string
  remaining: number
}

/**
 * What is left to claim for an order line, or for the SKU's lines together where no line is named. `sku` is none of its
 * other names.
 * @returns null microunits where nothing tells yet how many the line wants; `why` where nothing can be claimed for it
 */
export function wantedMicrounits(
  reader: Reads,
  { order, line, sku }: { order: string; line: string | null; sku: string },
): { microunits: number | null; claims: number } | { why: string } {
  const lines = reader.all<LineRow>(`${REMAINING_SQL} WHERE orders.order_id = ?`, [order])
  const described = lines.filter((one) => one.sku !== '')
  if (described.length === 0 && lines.length > 0 && lines.every(({ remaining }) => remaining === 0)) {
    return { why: `The order ${order} is over: its units left, or were cancelled.` }
  }
  const own = line === null ? undefined : described.find((one) => one.line === line)
  if (own && own.sku !== sku) {
    return { why: `Line ${own.line} of the order ${order} is of ${own.sku}, not of ${sku}.` }
  }
  const claimed = reader.all<{ line: string | null; sku: string; open: number; claims: number }>(
    'SELECT line, sku, sum(open_microunits) AS open, count(*) AS claims FROM claims WHERE order_id = ? GROUP BY line, sku',
    [order],
  )
  const claims = claimed.reduce((sum, one) => sum + one.claims, 0)
  const ofSku = described.filter((one) => one.sku === sku)
  if (ofSku.length === 0 || (line !== null && !own)) return { microunits: null, claims }
  const named = new Set(ofSku.map((one) => one.line))
  const open = (is: (line: string | null) => boolean) =>
    claimed.reduce((sum, one) => sum + (one.sku === sku && is(one.line) ? one.open : 0), 0)
  const remaining = ofSku.reduce((sum, one) => sum + one.remaining, 0)
  const together = remaining - open((one) => one === null || named.has(one))
  const alone = own ? own.remaining - open((one) => one === own.line) : together
  return { microunits: Math.min(together, alone), claims }
}

const AVAILABLE_SQL = `
SELECT coalesce((SELECT microunits FROM balances WHERE location_id = place.location_id AND sku_id = article.sku_id
    AND disposition = 0), 0) AS sellable,
  coalesce((SELECT microunits FROM safety_stocks WHERE location_id = place.location_id AND sku_id = article.sku_id), 0) AS safety,
  coalesce((SELECT held FROM position_holds WHERE location = asked.location AND sku = asked.sku), 0) AS held
FROM (SELECT ? AS location, ? AS sku) AS asked
  LEFT JOIN locations AS place ON place.location = asked.location LEFT JOIN skus AS article ON article.sku = asked.sku`

/**
 * What a claim of an order line could be granted: sellable on hand less what all orders hold less the safety stock. Units
 * that are allocated to that very line and not claimed are its own. `sku` is none of its other names.
 */
export function availableMicrounits(
  reader: Reads,
  { order, line, sku, location }: { order: string; line: string | null; sku: string; location: string },
): number {
  const stock = reader.get<{ sellable: number; safety: number; held: number }>(AVAILABLE_SQL, [location, sku])
  const holds = reader.all<{ line: string; claimed: number; allocated: number }>(
    'SELECT line, claimed, allocated FROM order_holds WHERE order_id = ? AND location = ? AND sku = ?',
    [order, location, sku],
  )
  const uncovered = (one: { claimed: number; allocated: number }) => Math.max(0, one.allocated - one.claimed)
  const ofLines = holds.filter((one) => one.line !== '')
  const allUncovered = ofLines.reduce((sum, one) => sum + uncovered(one), 0)
  // Claims without a line stand for the allocations of whichever line.
  const ofOrder = holds.find((one) => one.line === '')?.claimed ?? 0
  const notStoodFor = Math.max(0, allUncovered - ofOrder)
  const own = ofLines.find((one) => one.line === line)
  const free = line === null ? notStoodFor : Math.min(own ? uncovered(own) : 0, notStoodFor)
  return (stock?.sellable ?? 0) - (stock?.held ?? 0) - (stock?.safety ?? 0) + free
}
