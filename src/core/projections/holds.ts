/** Owns the rows of claims and of what an order's lines hold, and tells the sums what changed. */
import type { SubjectContext, Fact } from '../ledger/subjects.ts'
import { foldClaims, foldHolds, type ClaimedLine, type ClaimFold, type LineHold } from './claims.ts'
import type { Departure } from './departures.ts'
import { pairKey, pairOf } from './pairKey.ts'

/**
 * Saves what an order has set aside, under the SKUs that the names it was told under stand for.
 * @param told the order's lines
 * @param left departures in order of time
 */
export function saveHolds(
  context: SubjectContext,
  order: string,
  facts: readonly Fact[],
  told: readonly ClaimedLine[],
  left: readonly Departure[],
): void {
  const { writer, heldChanged, skuOf } = context
  const lines = told.map(({ statement: { line, sku }, portions }) => ({
    statement: { line, sku: skuOf(sku) },
    portions,
  }))
  const departures = left.map((one) => ({ ...one, sku: skuOf(one.sku) }))
  const claims = foldClaims(facts, lines, departures, skuOf)
  if (claims.length > 0) dependOnTies(context, facts, told)
  writeClaims(context, order, claims)
  const holds = foldHolds(claims, lines)
  const before = writer.all<LineHold>(
    'SELECT line, location, sku, claimed, allocated, held FROM order_holds WHERE order_id = ?',
    [order],
  )
  if (areSame(before, holds)) return
  const sums = new Map<string, { claimed: number; held: number }>()
  const add = ({ location, sku, claimed, held }: LineHold, sign: 1 | -1) => {
    const key = pairKey(location, sku)
    const sum = sums.get(key) ?? { claimed: 0, held: 0 }
    sums.set(key, { claimed: sum.claimed + sign * claimed, held: sum.held + sign * held })
  }
  for (const row of before) add(row, -1)
  for (const hold of holds) add(hold, 1)
  writer.run('DELETE FROM order_holds WHERE order_id = ?', [order])
  for (const { line, location, sku, claimed, allocated, held } of holds) {
    writer.run(
      `INSERT INTO order_holds (order_id, line, location, sku, claimed, allocated, held) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [order, line, location, sku, claimed, allocated, held],
    )
  }
  for (const [key, { claimed, held }] of sums) heldChanged(...pairOf(key), claimed, held)
}

/** Most steps leave what is held as it is: nothing is written then. */
function areSame(before: readonly LineHold[], after: readonly LineHold[]): boolean {
  if (before.length !== after.length) return false
  const textOf = ({ line, location, sku, claimed, allocated, held }: LineHold) =>
    JSON.stringify([line, location, sku, claimed, allocated, held])
  const known = new Set(before.map(textOf))
  return after.every((hold) => known.has(textOf(hold)))
}

/** Which claims a line's units stand for depends on the names of both. Allocations alone are found by what they hold. */
function dependOnTies(context: SubjectContext, facts: readonly Fact[], lines: readonly ClaimedLine[]): void {
  const names = new Set(lines.map(({ statement }) => statement.sku))
  for (const { event } of facts) if (event.type === 'ClaimTaken') names.add(event.sku)
  for (const name of names) if (name !== '') context.dependOn('skuAlias', name)
}

type Stored = Pick<ClaimFold, 'claim' | 'sku' | 'openMicrounits' | 'state' | 'confirmedAt' | 'endedAt'>

/** Writes the claims that changed; what else a claim has is as it was taken. */
function writeClaims(context: SubjectContext, order: string, claims: readonly ClaimFold[]): void {
  if (claims.length === 0) return
  const stored = new Map(
    context.writer
      .all<Stored>(
        `SELECT claim, sku, open_microunits AS openMicrounits, state, confirmed_at AS confirmedAt, ended_at AS endedAt
         FROM claims WHERE order_id = ?`,
        [order],
      )
      .map((one) => [one.claim, one]),
  )
  for (const claim of claims) {
    const known = stored.get(claim.claim)
    const isSame =
      known?.openMicrounits === claim.openMicrounits &&
      known.state === claim.state &&
      known.sku === claim.sku &&
      known.confirmedAt === claim.confirmedAt &&
      known.endedAt === claim.endedAt
    if (!isSame) writeClaim(context, order, claim)
  }
}

function writeClaim({ writer }: SubjectContext, order: string, claim: ClaimFold): void {
  writer.run(
    `INSERT OR REPLACE INTO claims (claim, order_id, line, sku, location, microunits, open_microunits, state, taken_at,
       expires_at, confirmed_at, ended_at, ended_why, actor, available_microunits)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      claim.claim,
      order,
      claim.line,
      claim.sku,
      claim.location,
      claim.microunits,
      claim.openMicrounits,
      claim.state,
      claim.takenAt,
      claim.expiresAt,
      claim.confirmedAt,
      claim.endedAt,
      claim.endedWhy,
      claim.actor,
      claim.availableMicrounits,
    ],
  )
}
