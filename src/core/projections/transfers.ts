/** Owns the rows of transfers: how each stands, its lines, and what it sets aside at its source. */
import type { Projection, SubjectContext, Fact } from '../ledger/subjects.ts'
import { foldTransfer, openOf, type FoldedLine, type FoldedTransfer } from './transfersFold.ts'

const sum = (lines: readonly FoldedLine[], of: (line: FoldedLine) => number) =>
  lines.reduce((total, line) => total + of(line), 0)

/** What the units that count are worth; null where the price of one is not known. */
function valueOf({ lines, decided }: FoldedTransfer): number | null {
  let value = 0
  for (const line of lines) {
    const microunits = decided ? line.approved - line.cancelled : line.requested - line.withdrawn
    if (microunits === 0) continue
    if (line.unitValueMinor === null) return null
    value += (line.unitValueMinor * microunits) / 1e6
  }
  return Math.round(value)
}

/** Sets aside what the transfer holds now instead of what it held. */
function saveHolds(context: SubjectContext, transfer: string, origin: string, lines: readonly FoldedLine[]) {
  const { writer, heldChanged, skuOf } = context
  const holds = new Map<string, number>()
  for (const { sku, held } of lines) {
    if (held > 0) holds.set(skuOf(sku), (holds.get(skuOf(sku)) ?? 0) + held)
  }
  const before = writer.all<{ location: string; sku: string; held: number }>(
    'SELECT location, sku, held FROM transfer_holds WHERE transfer = ?',
    [transfer],
  )
  const isSame =
    before.length === holds.size &&
    before.every(({ location, sku, held }) => location === origin && holds.get(sku) === held)
  if (isSame) return
  for (const { location, sku, held } of before) heldChanged(location, sku, 0, -held)
  writer.run('DELETE FROM transfer_holds WHERE transfer = ?', [transfer])
  for (const [sku, held] of holds) {
    heldChanged(origin, sku, 0, held)
    writer.run('INSERT INTO transfer_holds (transfer, location, sku, held) VALUES (?, ?, ?, ?)', [
      transfer,
      origin,
      sku,
      held,
    ])
  }
}

function saveLines({ writer }: SubjectContext, transfer: string, lines: readonly FoldedLine[]): void {
  writer.run('DELETE FROM transfer_lines WHERE transfer = ?', [transfer])
  for (const one of lines) {
    writer.run(
      `INSERT INTO transfer_lines (transfer, line, place, sku, requested, withdrawn, approved, cancelled, told, sent,
         short, received, damaged, settled, held, unexpected, unit_value_minor, prediction, cause, settled_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        transfer,
        one.line,
        Number(one.line),
        one.sku,
        one.requested,
        one.withdrawn,
        one.approved,
        one.cancelled,
        one.told,
        one.sent,
        one.short,
        one.received,
        one.damaged,
        one.settled,
        one.held,
        Number(one.unexpected),
        one.unitValueMinor,
        one.prediction && JSON.stringify(one.prediction),
        one.cause,
        one.settledBy,
      ],
    )
  }
}

function save(context: SubjectContext, transfer: string, facts: readonly Fact[]): void {
  const { writer, skuOf, dependOn } = context
  const folded = foldTransfer(facts, skuOf)
  if (!folded) {
    // An answer may come before anything else is known of its transfer.
    saveHolds(context, transfer, '', [])
    writer.run('DELETE FROM transfer_lines WHERE transfer = ?', [transfer])
    return writer.run('DELETE FROM transfers WHERE transfer = ?', [transfer])
  }
  const names = new Set(facts.flatMap(({ event }) => ('sku' in event && event.sku ? [event.sku] : [])))
  for (const { sku } of folded.lines) names.add(sku)
  for (const name of names) dependOn('skuAlias', name)
  const { drafted, lines } = folded
  saveHolds(context, transfer, drafted.from, lines)
  saveLines(context, transfer, lines)
  writer.run(
    `INSERT OR REPLACE INTO transfers (transfer, request, title, status, awaits, origin, destination, revision, acts,
       releases, line_count, requested, approved, sent_units, received, lost, held, open, value_minor, currency,
       distance_km, requested_by, askers, asked_at, approved_by, approved_at, decided_revision, changed_at, fault, stock,
       plan, sent, change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
       (SELECT coalesce(max(change), 0) + 1 FROM transfers))`,
    [
      transfer,
      drafted.request,
      drafted.title ?? null,
      folded.status,
      folded.awaits,
      drafted.from,
      drafted.to,
      folded.revision,
      folded.acts,
      folded.releases,
      lines.length,
      sum(lines, (one) => one.requested),
      sum(lines, (one) => one.approved),
      sum(lines, (one) => one.sent),
      sum(lines, (one) => one.received),
      sum(lines, (one) => Math.max(0, one.settled)),
      sum(lines, (one) => one.held),
      sum(lines, openOf),
      valueOf(folded),
      drafted.currency ?? null,
      drafted.distanceKm ?? null,
      drafted.actor,
      JSON.stringify(folded.askers),
      folded.askedAt,
      folded.approvedBy,
      folded.approvedAt,
      folded.decidedRevision,
      folded.changedAt,
      folded.fault,
      folded.stock ? JSON.stringify(folded.stock) : null,
      drafted.plan ? JSON.stringify(drafted.plan) : null,
      JSON.stringify(folded.sent.map(({ microunits, ...one }) => ({ ...one, units: microunits / 1e6 }))),
    ],
  )
}

export const transferProjection: Projection = {
  kind: 'transfer',
  types: [
    'TransferDrafted',
    'TransferAmended',
    'TransferSubmitted',
    'TransferApproved',
    'TransferRejected',
    'TransferReleased',
    'TransferCancelled',
    'TransferLineSent',
    'TransferLineReceived',
    'TransferVarianceSettled',
    'TransferClosed',
  ],
  subjectsOf: (event) => ('transfer' in event && event.transfer ? [event.transfer] : []),
  save,
}
