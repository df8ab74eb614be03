/** Owns the moment of approval: everything is checked again in the transaction that sets the units aside. */
import type { ApprovalLimit } from '../../shared/approvalLimits.ts'
import type { ApprovalOutcome, TransferChange } from '../../shared/readModels/approvals.ts'
import type { TransferOutcomeRow } from '../../shared/readModels/transfers.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import { skuOf } from './claimState.ts'
import { placeName, changesAt } from './transferChanges.ts'
import type { ApprovalWanted, TransferDecision } from './transferCommands.ts'
import { parseSeen, valueOf } from './transferReview.ts'
import { beyondLimit, standingOf } from './transferRights.ts'
import {
  ACTS_PER_TRANSFER_MAX,
  actOf,
  knownTransfer,
  liveOf,
  stockAt,
  wantedOf,
  type KnownLine,
  type KnownTransfer,
  type TransferStore,
} from './transferState.ts'
import { needOf, reviewedLines, standingsOf } from './transferStock.ts'
import type { DecisionOutcome } from './types.ts'

type Of<K extends TransferDecision['kind']> = Extract<TransferDecision, { kind: K }>
type Asked = Of<'approveTransfers'>

/** A line with what is to be approved of it; microunits. */
interface WantedLine {
  known: KnownLine
  microunits: number
}

/** Each transfer is decided for itself and sees what those before it took. */
export function approve(store: TransferStore, asked: Asked, at: number): DecisionOutcome {
  const outcomes = asked.transfers.map((wanted) => approveOne(store, asked, wanted, at))
  return {
    answer: { approved: outcomes.filter(({ outcome }) => outcome === 'approved').length, outcomes },
  }
}

const no = (
  transfer: string,
  outcome: Exclude<ApprovalOutcome['outcome'], 'approved'>,
  message: string,
  changes: TransferChange[] = [],
): ApprovalOutcome => ({ transfer, outcome, message, changes, approvedUnits: 0 })

function approveOne(store: TransferStore, asked: Asked, wanted: ApprovalWanted, at: number): ApprovalOutcome {
  const { transfer } = wanted
  const known = knownTransfer(store.reader, transfer)
  if (!known) return no(transfer, 'notFound', `There is no transfer ${transfer}.`)
  const lines = wantedLines(known, wanted)
  if ('message' in lines) return no(transfer, 'conflict', lines.message)
  const seen = parseSeen(wanted.seen)
  if (!seen) return no(transfer, 'conflict', 'What was seen is no review of it: look at it again.')
  const decided = decidedBefore(known, asked, lines, seen.revision)
  if (decided) return decided
  const standing = standingOf(store.reader, known, asked, at)
  if ('hindrance' in standing) return no(transfer, 'forbidden', standing.hindrance)
  const beyond = beyondLimit(
    standing.limit,
    { valueMinor: valueOf(lines), distanceKm: known.distanceKm },
    known.currency,
  )
  if (beyond !== null) return no(transfer, 'forbidden', beyond)
  if (seen.revision !== known.revision)
    return no(transfer, 'conflict', 'It was changed since you looked at it: look at it again.', [
      {
        line: null,
        what: 'requestAmended',
        before: seen.revision,
        now: known.revision,
        text: `The request was changed: it is revision ${known.revision} now, you saw ${seen.revision}.`,
        weight: 'blocks',
      },
    ])
  for (const { sku } of known.lines) store.expireClaims(known.origin, skuOf(store.reader, sku))
  const hindering = hindrances(store, known, lines, standing.limit, seen.standings, wanted, at)
  if ('outcome' in hindering) return hindering
  store.record([
    actOf(known, at, [
      {
        type: 'TransferApproved',
        transfer,
        revision: known.revision,
        lines: lines.map(({ known: line, microunits }) => ({
          line: line.line,
          units: toUnits(microunits),
          availableUnits: toUnits(hindering.available.get(line.line) ?? 0),
        })),
        ...(hindering.confirmed.length > 0 ? { confirmed: hindering.confirmed } : {}),
        ...(standing.delegation === null
          ? {}
          : { onBehalfOf: asked.onBehalfOf ?? '', delegation: standing.delegation }),
        seen: wanted.seen,
        ...(asked.why === undefined ? {} : { why: asked.why }),
        actor: asked.actor,
        role: asked.role,
      },
    ]),
  ])
  return { transfer, outcome: 'approved', message: null, changes: [], approvedUnits: unitsOf(lines) }
}

const unitsOf = (lines: readonly WantedLine[]) =>
  toUnits(lines.reduce((sum, { microunits }) => sum + microunits, 0))

/** What the command wants of each line: all of it where it says nothing, nothing of lines that it leaves out. */
function wantedLines(known: KnownTransfer, { lines }: ApprovalWanted): WantedLine[] | { message: string } {
  const asked = known.lines.filter((line) => line.unexpected === 0 && wantedOf(line) > 0)
  if (!lines) return asked.map((line) => ({ known: line, microunits: wantedOf(line) }))
  const stated = new Map<string, number>()
  for (const { line, units } of lines) {
    const own = asked.find((one) => one.line === line)
    if (!own) return { message: `It has no line ${line} to approve.` }
    const microunits = toMicrounits(units)
    if (microunits === undefined)
      return { message: `Line ${line}: ${units} units are finer than a millionth of a unit.` }
    if (microunits > wantedOf(own))
      return {
        message: `Line ${line} asks for ${toUnits(wantedOf(own))} units; ${units} cannot be approved of it.`,
      }
    stated.set(line, microunits)
  }
  return asked.map((line) => ({ known: line, microunits: stated.get(line.line) ?? 0 }))
}

/** Where it was decided before: the first answer again for the same command, else who decided. */
function decidedBefore(
  known: KnownTransfer,
  { actor }: Asked,
  lines: readonly WantedLine[],
  revision: number,
): ApprovalOutcome | null {
  const { transfer, status, awaits, approvedBy, approvedAt } = known
  if (awaits === 'approval') {
    if (lines.some(({ microunits }) => microunits > 0)) {
      return known.acts < ACTS_PER_TRANSFER_MAX
        ? null
        : no(transfer, 'conflict', `It has had ${known.acts} acts; more are not taken.`)
    }
    return no(transfer, 'conflict', 'No unit of it would be approved: reject it instead.')
  }
  const isSame =
    approvedBy === actor &&
    known.decidedRevision === revision &&
    lines.every(({ known: line, microunits }) => liveOf(line) === microunits)
  if (isSame)
    return { transfer, outcome: 'approved', message: null, changes: [], approvedUnits: unitsOf(lines) }
  const text =
    approvedBy === null || approvedAt === null
      ? `It does not wait for an approval: it is ${status}.`
      : `${approvedBy} approved it at ${new Date(approvedAt).toISOString()}; it is ${status}.`
  return no(transfer, 'conflict', text, [
    { line: null, what: 'decided', before: null, now: null, text, weight: 'blocks' },
  ])
}

/** What stands in the way now; else what was available of each line, and what was confirmed. */
function hindrances(
  { reader }: TransferStore,
  known: KnownTransfer,
  lines: readonly WantedLine[],
  { ageHours }: ApprovalLimit,
  shown: { isOld: boolean; isStale: boolean },
  { confirm = false }: ApprovalWanted,
  at: number,
): ApprovalOutcome | { available: Map<string, number>; confirmed: string[] } {
  const now = standingsOf(reader, known, ageHours, at)
  const left = new Map<string, number>()
  const available = new Map<string, number>()
  const short: KnownLine[] = []
  for (const { known: line, microunits } of lines) {
    const sku = skuOf(reader, line.sku)
    const free = left.get(sku) ?? stockAt(reader, known.origin, line.sku).available
    available.set(line.line, free)
    const more = needOf(line, microunits) - line.held
    if (more > 0 && more > free) short.push(line)
    left.set(sku, free - more)
  }
  const mustConfirm = now.isOld || now.isStale
  const isShown = (!now.isOld || shown.isOld) && (!now.isStale || shown.isStale)
  const reviewed = reviewedLines(reader, known)
  if (short.length > 0) {
    const changes = changesAt(reader, known, reviewed, now, at)
    const names = short.map(({ line }) => line)
    const blocking = changes.map((one) =>
      one.line !== null && names.includes(one.line) && one.what === 'availableLess'
        ? { ...one, weight: 'blocks' as const }
        : one,
    )
    return no(
      known.transfer,
      'conflict',
      shortMessage(short, placeName(reader, known.origin), left),
      blocking,
    )
  }
  if (mustConfirm && (!confirm || !isShown)) {
    const changes = changesAt(reader, known, reviewed, now, at)
    const message = isShown
      ? 'What changed has to be confirmed.'
      : 'Something changed since you looked at it that has to be confirmed: look at it again.'
    return no(known.transfer, 'conflict', message, changes)
  }
  const confirmed = mustConfirm
    ? changesAt(reader, known, [], now, at).map(({ text }) => text.slice(0, 500))
    : []
  return { available, confirmed }
}

function shortMessage(
  short: readonly KnownLine[],
  origin: string,
  left: ReadonlyMap<string, number>,
): string {
  const [first] = short
  const lacking = [...left.values()].reduce((sum, one) => sum + Math.max(0, -one), 0)
  const lines = short.map(({ line }) => line).join(', ')
  return `${origin} does not have what would be approved any more: ${toUnits(lacking)} units are lacking${first ? ` (line ${lines})` : ''}.`
}

/** Turns transfers down, each for itself. What was approved of one before stands. */
export function reject(store: TransferStore, asked: Of<'rejectTransfers'>, at: number): DecisionOutcome {
  const { kind: _kind, transfers: named, onBehalfOf, ...said } = asked
  const transfers = named.map((transfer): TransferOutcomeRow => {
    const known = knownTransfer(store.reader, transfer)
    if (!known) return { transfer, outcome: 'notFound', message: `There is no transfer ${transfer}.` }
    if (known.status === 'rejected') return { transfer, outcome: 'unchanged', message: null }
    if (known.awaits !== 'approval')
      return {
        transfer,
        outcome: 'conflict',
        message: `It does not wait for an approval: it is ${known.status}.`,
      }
    const standing = standingOf(store.reader, known, asked, at)
    if ('hindrance' in standing) return { transfer, outcome: 'forbidden', message: standing.hindrance }
    store.record([
      actOf(known, at, [
        {
          type: 'TransferRejected',
          transfer,
          revision: known.revision,
          ...(standing.delegation === null || onBehalfOf === undefined ? {} : { onBehalfOf }),
          ...said,
        },
      ]),
    ])
    return { transfer, outcome: 'done', message: null }
  })
  return { answer: { done: transfers.filter(({ outcome }) => outcome === 'done').length, transfers } }
}
