/** Owns what is decided about claims: each answer follows from the store as it stands within the writing transaction. */
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import type { ClaimGrant } from '../../shared/readModels/claims.ts'
import { toUnits } from '../../shared/units.ts'
import { decideAlert } from './alertDecisions.ts'
import { decideOwnRule } from './ownRuleDecisions.ts'
import { decideScenario } from './scenarioDecisions.ts'
import { decideTransfer } from './transferDecisions.ts'
import { recordAlerts } from './alertRecords.ts'
import {
  availableMicrounits,
  dueClaims,
  knownClaim,
  skuOf,
  wantedMicrounits,
  type DueScope,
  type KnownClaim,
} from './claimState.ts'
import type { Decision, DecisionOutcome, DecisionRequest, Writer } from './types.ts'

/** The feed under whose name decisions stand in the log. */
export const DECISIONS_FEED = 'tower'

/** Claims that one order may have had: its state is folded anew with each. */
const CLAIMS_PER_ORDER_MAX = 1_000

/** What a decision reads from and records to; what it records, the next read sees. */
export interface DecisionStore {
  reader: Pick<Writer, 'all' | 'get' | 'run'>
  record(facts: readonly FeedRecord[]): void
}

type Of<K extends Decision['kind']> = Extract<Decision, { kind: K }>

const refused = (
  code: 'conflict' | 'notFound',
  message: string,
  details?: Record<string, unknown>,
): DecisionOutcome => ({
  refused: { code, message, ...(details ? { details } : {}) },
})

/** A fact about a claim. Each kind can be there once, so that its identity is that of the claim and the kind. */
function fact(
  claim: string,
  kind: 'taken' | 'released' | 'expired' | 'confirmed',
  at: number,
  event: CanonicalEvent,
): FeedRecord {
  return { identity: `${DECISIONS_FEED}:claim:${claim}:${kind}`, occurredAt: at, events: [event] }
}

const expiry = ({ claim, order }: Pick<KnownClaim, 'claim' | 'order'>, at: number) =>
  fact(claim, 'expired', at, {
    type: 'ClaimReleased',
    claim,
    order,
    why: 'It ran out',
    actor: DECISIONS_FEED,
  })

/** Decides one request. Nothing is recorded where it is refused, but for other claims that have run out by then. */
export function decide(store: DecisionStore, { decision, at }: DecisionRequest): DecisionOutcome {
  switch (decision.kind) {
    case 'takeClaim':
      return take(store, decision, at)
    case 'releaseClaim':
      return release(store, decision, at)
    case 'confirmClaim':
      return confirm(store, decision, at)
    case 'expireClaims': {
      const due = dueClaims(store.reader, at, {}, decision.limit)
      if (due.length > 0) store.record(due.map((one) => expiry(one, at)))
      return { answer: { released: due.length } }
    }
    case 'recordAlerts':
      return recordAlerts(store, decision)
    case 'actOnAlerts':
    case 'setSilence':
    case 'endSilence':
    case 'setAlertRule':
      return decideAlert(store, decision, at)
    case 'saveOwnRule':
    case 'removeOwnRule':
      return decideOwnRule(store, decision, at)
    case 'saveScenario':
    case 'removeScenario':
      return decideScenario(store, decision, at)
    default:
      return decideTransfer(
        { ...store, expireClaims: (location, sku) => expire(store, { location, sku }, at) },
        decision,
        at,
      )
  }
}

/** Gives up claims that have run out, so that what is stored is what counts. */
function expire(store: DecisionStore, scope: DueScope, at: number): void {
  const due = dueClaims(store.reader, at, scope)
  if (due.length > 0) store.record(due.map((one) => expiry(one, at)))
}

function take(store: DecisionStore, asked: Of<'takeClaim'>, at: number): DecisionOutcome {
  const { claim, order, line, location, microunits, expiresInMs, actor } = asked
  // Recorded under the name that it was asked by: what is said of that name later holds for the claim too.
  const sku = skuOf(store.reader, asked.sku)
  const known = knownClaim(store.reader, claim)
  if (known) {
    return isSame(known, { ...asked, sku })
      ? { answer: grantOf(known, asked.sku) }
      : refused('conflict', `The claim ${claim} was taken before with another content. Choose another key.`)
  }
  // Claims that have run out are given up first, so that what is stored is what counts.
  for (const scope of [{ order }, { location, sku }]) expire(store, scope, at)
  const wanted = wantedMicrounits(store.reader, { order, line, sku })
  if ('why' in wanted) return refused('conflict', wanted.why)
  if (wanted.claims >= CLAIMS_PER_ORDER_MAX) {
    return refused('conflict', `The order ${order} has had ${wanted.claims} claims; more are not taken.`)
  }
  if (wanted.microunits !== null && microunits > wanted.microunits) {
    const wantedUnits = toUnits(Math.max(0, wanted.microunits))
    return refused(
      'conflict',
      `${whatOf(order, line)} has ${wantedUnits} units of ${asked.sku} left to claim; ${toUnits(microunits)} were asked for.`,
      { wantedUnits, askedUnits: toUnits(microunits) },
    )
  }
  const available = availableMicrounits(store.reader, { order, line, sku, location })
  if (available < microunits) {
    const availableUnits = toUnits(Math.max(0, available))
    return refused(
      'conflict',
      `${availableUnits} units of ${asked.sku} are available at ${location}; ${toUnits(microunits)} were asked for.`,
      { availableUnits, askedUnits: toUnits(microunits) },
    )
  }
  store.record([
    fact(claim, 'taken', at, {
      type: 'ClaimTaken',
      claim,
      order,
      ...(line === null ? {} : { line }),
      sku: asked.sku,
      location,
      units: toUnits(microunits),
      kind: expiresInMs === null ? 'firm' : 'soft',
      ...(expiresInMs === null ? {} : { expiresAt: at + expiresInMs }),
      availableUnits: toUnits(available),
      actor,
    }),
  ])
  const taken = knownClaim(store.reader, claim)
  if (!taken) throw new Error(`the claim ${claim} was recorded and is not there`)
  return { answer: grantOf(taken, asked.sku) }
}

const whatOf = (order: string, line: string | null) =>
  line === null ? `The order ${order}` : `Line ${line} of the order ${order}`

function isSame(known: KnownClaim, asked: Of<'takeClaim'>): boolean {
  const expiresInMs = known.expiresAt === null ? null : known.expiresAt - known.takenAt
  return (
    known.order === asked.order &&
    known.line === asked.line &&
    known.sku === asked.sku &&
    known.location === asked.location &&
    known.microunits === asked.microunits &&
    expiresInMs === asked.expiresInMs
  )
}

function grantOf(known: KnownClaim, sku: string): ClaimGrant {
  const { claim, order, line, location, takenAt, expiresAt } = known
  return {
    claim,
    order,
    line,
    sku,
    location,
    takenAt,
    expiresAt,
    units: toUnits(known.microunits),
    kind: expiresAt === null ? 'firm' : 'soft',
    availableUnits: toUnits(known.availableMicrounits),
  }
}

const unknown = (claim: string) => refused('notFound', `There is no claim ${claim}.`)

function release(store: DecisionStore, asked: Of<'releaseClaim'>, at: number): DecisionOutcome {
  const { claim, why, actor } = asked
  const known = knownClaim(store.reader, claim)
  if (!known) return unknown(claim)
  const { order } = known
  if (known.endedAt !== null) {
    return { answer: { claim, order, releasedAt: known.endedAt, why: known.endedWhy ?? '' } }
  }
  if (known.state === 'fulfilled') {
    return refused(
      'conflict',
      `Nothing of the claim ${claim} is open any more: its units left, or were cancelled.`,
    )
  }
  store.record([fact(claim, 'released', at, { type: 'ClaimReleased', claim, order, why, actor })])
  return { answer: { claim, order, releasedAt: at, why } }
}

function confirm(store: DecisionStore, { claim, actor }: Of<'confirmClaim'>, at: number): DecisionOutcome {
  const known = knownClaim(store.reader, claim)
  if (!known) return unknown(claim)
  const { order } = known
  // Also where it had been confirmed before: whoever asks relies on what is set aside now.
  if (known.endedAt !== null) {
    return refused('conflict', `The claim ${claim} was given up: ${known.endedWhy ?? ''}. Take a new one.`)
  }
  const confirmedAt = known.expiresAt === null ? known.takenAt : known.confirmedAt
  if (confirmedAt !== null) return { answer: { claim, order, confirmedAt } }
  if (known.expiresAt !== null && known.expiresAt <= at && known.state === 'open') {
    store.record([expiry(known, at)])
    return refused('conflict', `The claim ${claim} has run out. Take a new one.`)
  }
  store.record([fact(claim, 'confirmed', at, { type: 'ClaimConfirmed', claim, order, actor })])
  return { answer: { claim, order, confirmedAt: at } }
}
