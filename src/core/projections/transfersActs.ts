/** Owns what people decided about a transfer, folded in the order in which it was decided. */
import type { EventOf } from '../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { LinePrediction } from '../../shared/transferEvents.ts'
import type { Fact } from '../ledger/subjects.ts'

type ActType =
  | 'TransferDrafted'
  | 'TransferAmended'
  | 'TransferSubmitted'
  | 'TransferApproved'
  | 'TransferRejected'
  | 'TransferReleased'
  | 'TransferCancelled'
  | 'TransferVarianceSettled'
  | 'TransferClosed'
type Act = EventOf<ActType>

/** A line as people have it; microunits. */
export interface DecidedLine {
  line: string
  /** As it was asked for. */
  sku: string
  requested: number
  /** Called off before they were approved. */
  withdrawn: number
  approved: number
  /** Called off of what was approved. */
  cancelled: number
  /** As the source was told with the latest release, less what was called off since. */
  told: number
  /** Settled differences: positive where units are missing. */
  settled: number
  unitValueMinor: number | null
  prediction: LinePrediction | null
  cause: string | null
  settledBy: string | null
}

/** Differences settled for a SKU that no line asked for. */
export interface OddSettlement {
  sku: string
  settled: number
  cause: string
  settledBy: string
}

export interface Decided {
  drafted: EventOf<'TransferDrafted'>
  lines: Map<string, DecidedLine>
  odd: Map<string, OddSettlement>
  revision: number
  /** How many acts there were. */
  acts: number
  releases: number
  /** Asked for and not decided yet. */
  pending: boolean
  /** An approval stands, whole or in part. */
  decided: boolean
  decidedRevision: number | null
  rejected: boolean
  closed: boolean
  askers: string[]
  askedAt: number | null
  approvedBy: string | null
  approvedAt: number | null
  stock: EventOf<'TransferSubmitted'>['stock'] | null
  lastActAt: number
}

export const micro = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)
export const liveOf = ({ approved, cancelled }: DecidedLine) => approved - cancelled
/** What may still be approved. */
export const wantedOf = ({ requested, withdrawn }: DecidedLine) => requested - withdrawn

/** Acts are numbered at the end of their identity: `tower:transfer:<transfer>:<n>`. */
const placeOf = ({ identity }: Fact): number => Number(identity.slice(identity.lastIndexOf(':') + 1)) || 0

const ACT_TYPES: ReadonlySet<string> = new Set<ActType>([
  'TransferDrafted',
  'TransferAmended',
  'TransferSubmitted',
  'TransferApproved',
  'TransferRejected',
  'TransferReleased',
  'TransferCancelled',
  'TransferVarianceSettled',
  'TransferClosed',
])

/** What was decided; null where nobody has written the transfer down. */
export function foldActs(facts: readonly Fact[]): Decided | null {
  const acts = facts
    .filter(({ event }) => ACT_TYPES.has(event.type))
    .sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line)
  const first = acts[0]
  if (first?.event.type !== 'TransferDrafted') return null
  const state = begin(first.event, first.occurredAt)
  for (const fact of acts) {
    take(state, fact.event as Act, fact.occurredAt)
    state.acts = Math.max(state.acts, placeOf(fact))
    state.lastActAt = Math.max(state.lastActAt, fact.occurredAt)
  }
  return state
}

function begin(drafted: EventOf<'TransferDrafted'>, at: number): Decided {
  return {
    drafted,
    lines: new Map(drafted.lines.map((line) => [line.line, newLine(line)])),
    odd: new Map(),
    revision: 0,
    acts: 0,
    releases: 0,
    pending: false,
    decided: false,
    decidedRevision: null,
    rejected: false,
    closed: false,
    askers: [drafted.actor],
    askedAt: null,
    approvedBy: null,
    approvedAt: null,
    stock: null,
    lastActAt: at,
  }
}

function newLine({
  line,
  sku,
  units,
  unitValueMinor,
  prediction,
}: EventOf<'TransferDrafted'>['lines'][number]): DecidedLine {
  return {
    line,
    sku,
    requested: micro(units),
    withdrawn: 0,
    approved: 0,
    cancelled: 0,
    told: 0,
    settled: 0,
    unitValueMinor: unitValueMinor ?? null,
    prediction: prediction ?? null,
    cause: null,
    settledBy: null,
  }
}

function ask(state: Decided, actor: string, at: number): void {
  if (!state.askers.includes(actor)) state.askers.push(actor)
  state.askedAt = at
}

function take(state: Decided, act: Act, at: number): void {
  switch (act.type) {
    case 'TransferDrafted':
      return
    case 'TransferAmended':
      return amend(state, act, at)
    case 'TransferSubmitted':
      ask(state, act.actor, at)
      state.pending = true
      state.rejected = false
      state.stock = act.stock ?? null
      return
    case 'TransferApproved':
      return approve(state, act, at)
    case 'TransferRejected':
      return reject(state, act.revision)
    case 'TransferReleased':
      state.releases = act.release
      for (const line of state.lines.values()) line.told = liveOf(line)
      return
    case 'TransferCancelled':
      return cancel(state, act)
    case 'TransferVarianceSettled':
      return settle(state, act)
    case 'TransferClosed':
      state.closed = true
  }
}

/** What was approved stays, cut to what is asked for now; what is asked for beyond it has to be approved. */
function amend(state: Decided, { revision, lines, actor }: EventOf<'TransferAmended'>, at: number): void {
  state.revision = revision
  const stated = new Map(lines.map((line) => [line.line, line]))
  for (const line of state.lines.values()) {
    const now = stated.get(line.line)
    line.requested = micro(now?.units ?? 0)
    line.approved = Math.min(liveOf(line), line.requested)
    line.cancelled = 0
    line.withdrawn = 0
    if (now?.unitValueMinor !== undefined) line.unitValueMinor = now.unitValueMinor
  }
  for (const line of lines) if (!state.lines.has(line.line)) state.lines.set(line.line, newLine(line))
  const grows = [...state.lines.values()].some((line) => line.requested > line.approved)
  const wasAsked = state.pending || state.decided
  // A transfer that was turned down is a draft again once it is changed.
  state.rejected = false
  state.pending = wasAsked && grows
  if (state.decided && !grows) state.decidedRevision = revision
  if (wasAsked) ask(state, actor, at)
  else if (!state.askers.includes(actor)) state.askers.push(actor)
}

function approve(state: Decided, act: EventOf<'TransferApproved'>, at: number): void {
  for (const { line: name, units } of act.lines) {
    const line = state.lines.get(name)
    if (!line) continue
    line.approved = Math.min(micro(units), wantedOf(line))
    line.cancelled = 0
  }
  state.pending = false
  state.decided = true
  state.decidedRevision = act.revision
  state.approvedBy = act.actor
  state.approvedAt = at
}

/** What was approved before stands: only what was asked for beyond it is turned down. */
function reject(state: Decided, revision: number): void {
  state.pending = false
  state.decidedRevision = revision
  const isApproved = [...state.lines.values()].some((line) => liveOf(line) > 0)
  if (!isApproved) state.rejected = true
  else for (const line of state.lines.values()) line.requested = liveOf(line) + line.withdrawn
}

function cancel(state: Decided, act: EventOf<'TransferCancelled'>): void {
  const mayWithdraw = state.pending || !state.decided
  const called = act.lines && new Map(act.lines.map(({ line, units }) => [line, micro(units)]))
  for (const line of state.lines.values()) {
    const microunits = called ? (called.get(line.line) ?? 0) : line.requested
    const beyond = mayWithdraw ? Math.max(0, wantedOf(line) - liveOf(line)) : 0
    const withdrawn = Math.min(microunits, beyond)
    const cancelled = Math.min(microunits - withdrawn, liveOf(line))
    line.withdrawn += withdrawn
    line.cancelled += cancelled
    line.told = Math.max(0, line.told - cancelled)
  }
  // Nothing is asked for beyond what is approved any more.
  if (state.pending && [...state.lines.values()].every((line) => wantedOf(line) <= liveOf(line)))
    state.pending = false
}

function settle(state: Decided, act: EventOf<'TransferVarianceSettled'>): void {
  const line = act.sku === undefined ? state.lines.get(act.line) : undefined
  if (line) {
    line.settled += micro(act.units)
    line.cause = act.cause
    line.settledBy = act.actor
    return
  }
  const sku = act.sku ?? act.line
  const settled = (state.odd.get(sku)?.settled ?? 0) + micro(act.units)
  state.odd.set(sku, { sku, settled, cause: act.cause, settledBy: act.actor })
}
