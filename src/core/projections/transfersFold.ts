/** Owns how a transfer stands: what was decided and what warehouses answer, put together line by line. */
import type { TransferRow, TransferStatus, TransferTrouble } from '../../shared/readModels/transfers.ts'
import type { Fact } from '../ledger/subjects.ts'
import { foldActs, liveOf, wantedOf, type Decided, type DecidedLine } from './transfersActs.ts'
import { foldAnswers, type Counted } from './transfersAnswers.ts'

/** A line with all that became of it; microunits. */
export interface FoldedLine extends DecidedLine {
  sent: number
  short: number
  received: number
  damaged: number
  /** Set aside at the source. */
  held: number
  /** Nobody asked for it; a warehouse told of it. */
  unexpected: boolean
}

/** Units of one shipment. */
export interface SentPart {
  shipment: string | null
  line: string
  sku: string
  microunits: number
  at: number
}

export interface FoldedTransfer extends Omit<Decided, 'lines' | 'odd'> {
  lines: FoldedLine[]
  sent: SentPart[]
  status: TransferStatus
  awaits: TransferRow['awaits']
  fault: Extract<TransferTrouble, 'variance' | 'unexpected'> | null
  changedAt: number
}

/** Lines that nobody asked for are numbered from here on; they are told apart by their SKUs. */
const UNEXPECTED_FROM = 9001

const byNumber = (a: { line: string }, b: { line: string }) => Number(a.line) - Number(b.line)
/** Sent, and neither received nor settled; negative where more came. */
export const openOf = ({ sent, received, settled }: Pick<FoldedLine, 'sent' | 'received' | 'settled'>) =>
  sent - received - settled
const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0)

/**
 * @param facts all that is told of the transfer, in order of time, identity and line
 * @param skuOf what a name of a SKU stands for
 * @returns null where nobody has written the transfer down
 */
export function foldTransfer(facts: readonly Fact[], skuOf: (name: string) => string): FoldedTransfer | null {
  const decided = foldActs(facts)
  if (!decided) return null
  const known = [...decided.lines.values()].sort(byNumber)
  const asked = known.map((one) => ({
    line: one.line,
    sku: skuOf(one.sku),
    expected: decided.decided ? liveOf(one) : wantedOf(one),
  }))
  const left = foldAnswers('TransferLineSent', facts, asked, skuOf)
  // What came is put where what left was put.
  const gone = asked.map((one) => ({ ...one, expected: left.lines.get(one.line)?.units ?? one.expected }))
  const come = foldAnswers('TransferLineReceived', facts, gone, skuOf)
  const isOver = decided.closed || decided.rejected
  const lines = known.map((one) =>
    withAnswers(one, left.lines.get(one.line), come.lines.get(one.line), isOver),
  )
  const oddSkus = new Set([...left.odd.keys(), ...come.odd.keys(), ...decided.odd.keys()])
  ;[...oddSkus].sort().forEach((sku, place) => {
    const line = oddLine(String(UNEXPECTED_FROM + place), sku, decided)
    lines.push(withAnswers(line, left.odd.get(sku), come.odd.get(sku), isOver, true))
  })
  const sent = lines.flatMap(({ line, sku, unexpected }) =>
    ((unexpected ? left.odd.get(sku) : left.lines.get(line))?.parts ?? []).map((part) => ({
      shipment: part.shipment,
      line,
      sku,
      microunits: part.units,
      at: part.at,
    })),
  )
  const status = statusOf(decided, lines)
  const { lines: _lines, odd: _odd, ...rest } = decided
  return {
    ...rest,
    lines,
    sent,
    status,
    awaits: awaitsOf(status, decided, lines),
    fault: faultOf(lines, status),
    changedAt: Math.max(decided.lastActAt, ...facts.map(({ occurredAt }) => occurredAt)),
  }
}

function oddLine(line: string, sku: string, { odd }: Decided): DecidedLine {
  const settlement = odd.get(sku)
  return {
    line,
    sku,
    requested: 0,
    withdrawn: 0,
    approved: 0,
    cancelled: 0,
    told: 0,
    settled: settlement?.settled ?? 0,
    unitValueMinor: null,
    prediction: null,
    cause: settlement?.cause ?? null,
    settledBy: settlement?.settledBy ?? null,
  }
}

function withAnswers(
  line: DecidedLine,
  left: Counted | undefined,
  come: Counted | undefined,
  isOver: boolean,
  unexpected = false,
): FoldedLine {
  const sent = left?.units ?? 0
  // No more can be short than is still to come.
  const short = Math.min(left?.extra ?? 0, Math.max(0, liveOf(line) - sent))
  const held = isOver ? 0 : Math.max(0, liveOf(line) - sent - short)
  return {
    ...line,
    sent,
    short,
    received: come?.units ?? 0,
    damaged: come?.extra ?? 0,
    held,
    unexpected,
  }
}

function statusOf(decided: Decided, lines: readonly FoldedLine[]): TransferStatus {
  if (decided.closed) return 'closed'
  const held = sum(lines, (one) => one.held)
  const isMoved = lines.some(({ sent, received }) => sent > 0 || received > 0)
  if (isMoved) {
    const isCome = lines.every((one) => one.sent === 0 || one.received > 0 || openOf(one) === 0)
    return isCome && held === 0 ? 'received' : 'inTransit'
  }
  if (decided.rejected) return 'rejected'
  const live = sum(lines, liveOf)
  if (!decided.decided || (decided.pending && live === 0))
    return sum(lines, wantedOf) === 0 ? 'cancelled' : decided.pending ? 'submitted' : 'draft'
  if (decided.pending) return 'submitted'
  if (live === 0) return 'cancelled'
  // The source says that nothing will come.
  if (held === 0) return 'received'
  return isReleased(decided, lines) ? 'released' : 'approved'
}

/** Whether the source was told what is approved now. */
const isReleased = ({ releases }: Decided, lines: readonly FoldedLine[]) =>
  releases > 0 && lines.every((one) => one.told === liveOf(one))

function awaitsOf(
  status: TransferStatus,
  decided: Decided,
  lines: readonly FoldedLine[],
): TransferRow['awaits'] {
  if (status === 'closed' || status === 'rejected' || status === 'cancelled') return null
  if (status === 'draft') return 'submission'
  if (decided.pending) return 'approval'
  if (sum(lines, (one) => one.held) > 0) return isReleased(decided, lines) ? 'sending' : 'release'
  if (lines.every((one) => openOf(one) === 0)) return 'closing'
  const isDiffering = lines.some((one) => openOf(one) !== 0 && (one.received > 0 || openOf(one) < 0))
  return isDiffering ? 'settling' : 'receipt'
}

function faultOf(lines: readonly FoldedLine[], status: TransferStatus): FoldedTransfer['fault'] {
  // Whatever it was, somebody settled it.
  if (status === 'closed' && lines.every((one) => openOf(one) === 0)) return null
  if (lines.some((one) => one.unexpected || one.sent > liveOf(one))) return 'unexpected'
  return lines.some((one) => one.received > 0 && openOf(one) !== 0) ? 'variance' : null
}
