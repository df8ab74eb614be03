/** Owns the state of an order's claims and what its lines hold at each location, folded from its facts and its lines' units. */
import type { EventOf } from '../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Fact } from '../ledger/subjects.ts'
import { GONE, type Departure, type StandingUnits } from './departures.ts'

/** What the claims' fold needs to know of a line. */
export interface ClaimedLine {
  statement: { line: string; sku: string }
  portions: readonly StandingUnits[]
}

export interface ClaimFold {
  claim: string
  line: string | null
  sku: string
  location: string
  microunits: number
  openMicrounits: number
  state: 'open' | 'released' | 'expired' | 'fulfilled'
  takenAt: number
  expiresAt: number | null
  confirmedAt: number | null
  endedAt: number | null
  endedWhy: string | null
  actor: string
  availableMicrounits: number
}

/** What one line holds at one location; the line is empty for claims that name none. */
export interface LineHold {
  line: string
  location: string
  sku: string
  claimed: number
  allocated: number
  held: number
}

const micro = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)

function claimOf(event: EventOf<'ClaimTaken'>, sku: string, takenAt: number): ClaimFold {
  const { claim, line = null, location, units, expiresAt = null, actor, availableUnits } = event
  return {
    claim,
    line,
    sku,
    location,
    takenAt,
    expiresAt,
    actor,
    microunits: micro(units),
    openMicrounits: micro(units),
    state: 'open',
    confirmedAt: null,
    endedAt: null,
    endedWhy: null,
    availableMicrounits: micro(availableUnits),
  }
}

/** Claims by their facts alone, the first taken first. */
function claimsTold(facts: readonly Fact[], skuOf: (name: string) => string): ClaimFold[] {
  const claims = new Map<string, ClaimFold>()
  for (const { event, occurredAt } of facts) {
    if (event.type === 'ClaimTaken') claims.set(event.claim, claimOf(event, skuOf(event.sku), occurredAt))
  }
  // Facts of one instant come in the order of their names, so what ends a claim may come before what began it.
  for (const { event, occurredAt, identity } of facts) {
    const claim = 'claim' in event ? claims.get(event.claim) : undefined
    if (!claim) continue
    if (event.type === 'ClaimConfirmed') claim.confirmedAt = occurredAt
    if (event.type !== 'ClaimReleased') continue
    claim.endedAt = occurredAt
    claim.endedWhy = event.why
    claim.state = identity.endsWith(':expired') ? 'expired' : 'released'
  }
  return [...claims.values()].sort((a, b) => a.takenAt - b.takenAt || (a.claim < b.claim ? -1 : 1))
}

/** Takes off the claims of a line what left their location, and what was cancelled: claims of the line before those of the order. */
function consume(claims: readonly ClaimFold[], { line, sku, location, units, at }: Departure): void {
  let left = micro(units)
  const isMeant = (claim: ClaimFold) =>
    claim.sku === sku &&
    (location === null || claim.location === location) &&
    claim.takenAt <= at &&
    (claim.endedAt === null || claim.endedAt > at)
  for (const own of [line, null]) {
    for (const claim of claims) {
      if (claim.line !== own || !isMeant(claim)) continue
      const microunits = Math.min(left, claim.openMicrounits)
      claim.openMicrounits -= microunits
      left -= microunits
    }
  }
}

/** Cuts claims, the latest first, to what there is to claim for; returns what they then hold. */
function cut(claims: readonly ClaimFold[], most: number): number {
  let open = claims.reduce((sum, claim) => sum + claim.openMicrounits, 0)
  for (const claim of claims.toReversed()) {
    const off = Math.min(claim.openMicrounits, Math.max(0, open - most))
    claim.openMicrounits -= off
    open -= off
  }
  return open
}

const remaining = ({ portions }: ClaimedLine) =>
  portions.reduce((sum, { units, stage }) => sum + (GONE.has(stage) ? 0 : micro(units)), 0)

/** No claim stays open beyond its line: what was told late, or of another place, leaves less to claim for. */
function cutToLines(claims: readonly ClaimFold[], lines: readonly ClaimedLine[]): void {
  const described = lines.filter(({ statement }) => statement.sku !== '')
  if (described.length === 0) {
    // Nothing is told of its lines: the order is kept for as a whole, until it is over as a whole.
    if (lines.length > 0 && lines.every((line) => remaining(line) === 0)) cut(claims, 0)
    return
  }
  const left = new Map<string, number>()
  for (const line of described) {
    const { line: name, sku } = line.statement
    const own = claims.filter((claim) => claim.line === name && claim.sku === sku)
    const most = remaining(line)
    left.set(sku, (left.get(sku) ?? 0) + most - cut(own, most))
  }
  for (const [sku, most] of left) {
    cut(
      claims.filter((claim) => claim.line === null && claim.sku === sku),
      most,
    )
  }
}

/**
 * An order's claims as they stand. Facts come in order of time, identity and line; departures in order of time. Lines and
 * departures name SKUs by what their names stand for; facts, by whatever name they were told.
 */
export function foldClaims(
  facts: readonly Fact[],
  lines: readonly ClaimedLine[],
  departures: readonly Departure[],
  skuOf: (name: string) => string,
): ClaimFold[] {
  const claims = claimsTold(facts, skuOf)
  if (claims.length === 0) return claims
  for (const departure of departures) consume(claims, departure)
  for (const claim of claims) if (claim.endedAt !== null) claim.openMicrounits = 0
  cutToLines(claims, lines)
  for (const claim of claims) {
    if (claim.state === 'open' && claim.openMicrounits === 0) claim.state = 'fulfilled'
  }
  return claims
}

/**
 * What the lines hold: the larger of what is claimed and what is allocated, so that nothing counts twice. Claims that name
 * no line stand for allocations of the order's lines that no claim of their own stands for.
 */
export function foldHolds(claims: readonly ClaimFold[], lines: readonly ClaimedLine[]): LineHold[] {
  const holds = new Map<string, LineHold>()
  const holdOf = (line: string, location: string, sku: string) => {
    const key = JSON.stringify([line, location, sku])
    const hold = holds.get(key) ?? { line, location, sku, claimed: 0, allocated: 0, held: 0 }
    holds.set(key, hold)
    return hold
  }
  for (const { statement, portions } of lines) {
    for (const { units, stage, location } of portions) {
      if (location === null || statement.sku === '' || GONE.has(stage)) continue
      if (stage !== 'placed' && stage !== 'approved')
        holdOf(statement.line, location, statement.sku).allocated += micro(units)
    }
  }
  for (const { line, location, sku, openMicrounits } of claims) {
    if (openMicrounits > 0) holdOf(line ?? '', location, sku).claimed += openMicrounits
  }
  const uncovered = new Map<string, number>()
  const keyOf = ({ location, sku }: LineHold) => JSON.stringify([location, sku])
  for (const hold of holds.values()) {
    if (hold.line === '') continue
    hold.held = Math.max(hold.claimed, hold.allocated)
    uncovered.set(keyOf(hold), (uncovered.get(keyOf(hold)) ?? 0) + hold.held - hold.claimed)
  }
  for (const hold of holds.values()) {
    if (hold.line !== '') continue
    hold.held = Math.max(hold.allocated, hold.claimed - (uncovered.get(keyOf(hold)) ?? 0), 0)
  }
  return [...holds.values()]
}
