/** Owns the rows of claims and of what an order's lines hold, and tells the sums what changed. */
import type { SubjectContext, Fact } from '../ledger/subjects.ts'
import { foldClaims, foldHolds, type ClaimedLine, type ClaimFold } from './claims.ts'
import type { Departure } from './departures.ts'
import { pairKey, pairOf } from './pairKey.ts'

/** Saves what an order has set aside. @param departures in order of time */
export function saveHolds(
  context: SubjectContext,
  order: string,
  facts: readonly Fact[],
  lines: readonly ClaimedLine[],
  departures: readonly Departure[],
): void {
  const { writer, heldChanged } = context
  const claims = foldClaims(facts, lines, departures)
  writeClaims(context, order, claims)
  const holds = foldHolds(claims, lines)
  const before = writer.all<{ location: string; sku: string; claimed: number; held: number }>(
    'SELECT location, sku, claimed, held FROM order_holds WHERE order_id = ?',
    [order],
  )
  if (before.length === 0 && holds.length === 0) return
  const sums = new Map<string, { claimed: number; held: number }>()
  const add = ({ location, sku, claimed, held }: (typeof before)[number], sign: 1 | -1) => {
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

type Stored = Pick<ClaimFold, 'claim' | 'openMicrounits' | 'state' | 'confirmedAt' | 'endedAt'>

/** Writes the claims that changed; what else a claim has is as it was taken. */
function writeClaims(context: SubjectContext, order: string, claims: readonly ClaimFold[]): void {
  if (claims.length === 0) return
  const stored = new Map(
    context.writer
      .all<Stored>(
        `SELECT claim, open_microunits AS openMicrounits, state, confirmed_at AS confirmedAt, ended_at AS endedAt
         FROM claims WHERE order_id = ?`,
        [order],
      )
      .map((one) => [one.claim, one]),
  )
  for (const claim of claims) {
    const known = stored.get(claim.claim)
    const isSame =
      known?.openMicrounits === claim.openMicrounits && known.state === claim.state &&
      known.confirmedAt === claim.confirmedAt && known.endedAt === claim.endedAt // prettier-ignore
    if (!isSame) writeClaim(context, order, claim)
  }
}

function writeClaim({ writer }: SubjectContext, order: string, claim: ClaimFold): void {
  writer.run(
    `INSERT OR REPLACE INTO claims (claim, order_id, line, sku, location, microunits, open_microunits, state, taken_at,
       expires_at, confirmed_at, ended_at, ended_why, actor, available_microunits)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [claim.claim, order, claim.line, claim.sku, claim.location, claim.microunits, claim.openMicrounits, claim.state,
      claim.takenAt, claim.expiresAt, claim.confirmedAt, claim.endedAt, claim.endedWhy, claim.actor,
      claim.availableMicrounits],
  ) // prettier-ignore
}
