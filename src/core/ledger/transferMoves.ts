/** Owns what follows an approval: release to the source, calling off, settling differences, closing. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import type { TransferDecision } from './transferCommands.ts'
import { noteTransferOrder } from './transferOutbox.ts'
import {
  actOf,
  knownTransfer,
  liveOf,
  openOf,
  refused,
  wantedOf,
  type KnownLine,
  type KnownTransfer,
  type TransferStore,
} from './transferState.ts'
import type { DecisionOutcome } from './types.ts'

type Of<K extends TransferDecision['kind']> = Extract<TransferDecision, { kind: K }>
type One = { outcome: 'done' | 'unchanged' | 'conflict'; message: string | null }

/** What is still to be sent, as the source is to be told. */
const toSend = ({ lines }: KnownTransfer) =>
  lines.filter(({ held }) => held > 0).map(({ line, sku, held }) => ({ line, sku, units: toUnits(held) }))

function tellSource(
  store: TransferStore,
  known: KnownTransfer,
  purpose: 'order' | 'change' | 'cancel',
  release: number,
  lines: { line: string; sku: string; units: number }[],
  at: number,
): void {
  noteTransferOrder(store.reader, {
    transfer: known.transfer,
    release,
    purpose,
    from: known.origin,
    to: known.destination,
    ...(known.title === null ? {} : { title: known.title }),
    lines,
    at,
  })
}

export function releaseOne(
  store: TransferStore,
  known: KnownTransfer,
  { actor, role, why }: Of<'releaseTransfers'>,
  at: number,
): One {
  const { transfer, awaits, releases } = known
  if (awaits === 'sending') return { outcome: 'unchanged', message: null }
  if (awaits !== 'release') {
    const message =
      awaits === 'approval' || awaits === 'submission'
        ? 'It has to be approved first.'
        : `Nothing of it is to be sent: it is ${known.status}.`
    return { outcome: 'conflict', message }
  }
  const release = releases + 1
  store.record([
    actOf(known, at, [
      {
        type: 'TransferReleased',
        transfer,
        release,
        ...(why === undefined ? {} : { why }),
        actor,
        role,
      },
    ]),
  ])
  tellSource(store, known, release === 1 ? 'order' : 'change', release, toSend(known), at)
  return { outcome: 'done', message: null }
}

/** What of a line can be called off: what is not approved yet, and what is and has not been sent. */
function callable(known: KnownTransfer, line: KnownLine): number {
  if (line.unexpected === 1) return 0
  const isOpen = known.awaits === 'approval' || known.awaits === 'submission'
  return line.held + (isOpen ? Math.max(0, wantedOf(line) - liveOf(line)) : 0)
}

export function cancel(store: TransferStore, asked: Of<'cancelTransfer'>, at: number): DecisionOutcome {
  const { transfer, why, actor, role } = asked
  const known = knownTransfer(store.reader, transfer)
  if (!known) return refused('notFound', `There is no transfer ${transfer}.`)
  const done = (microunits: number, version: number): DecisionOutcome => ({
    answer: { transfer, cancelledUnits: toUnits(microunits), version },
  })
  // Asked for again: the first answer. Of a part it can only be told by the version that the caller saw.
  if (known.status === 'cancelled' && !asked.lines) return done(0, known.acts)
  if (asked.version !== undefined && asked.version !== known.acts) {
    const units = asked.version + 1 === known.acts ? cancelledBy(store, known, asked) : null
    return units === null
      ? refused('conflict', 'It was changed since you looked at it: look at it again.', {
          version: known.acts,
        })
      : done(units, known.acts)
  }
  const wanted = asked.lines
    ? asked.lines.map(({ line, units }) => ({ line, microunits: toMicrounits(units) ?? -1 }))
    : known.lines.map((line) => ({ line: line.line, microunits: callable(known, line) }))
  for (const { line, microunits } of asked.lines ? wanted : []) {
    const own = known.lines.find((one) => one.line === line)
    if (!own) return refused('notFound', `It has no line ${line}.`)
    if (microunits < 0) return refused('invalid', `Line ${line}: finer than a millionth of a unit.`)
    const most = callable(known, own)
    if (microunits > most)
      return refused(
        'conflict',
        `Of line ${line} ${toUnits(most)} units can be called off; ${toUnits(own.sent)} have left.`,
        { line, callableUnits: toUnits(most), sentUnits: toUnits(own.sent) },
      )
  }
  const lines = wanted.filter(({ microunits }) => microunits > 0)
  if (lines.length === 0) return refused('conflict', whyNothing(known))
  store.record([
    actOf(known, at, [
      {
        type: 'TransferCancelled',
        transfer,
        lines: lines.map(({ line, microunits }) => ({ line, units: toUnits(microunits) })),
        why,
        actor,
        role,
      },
    ]),
  ])
  const now = knownTransfer(store.reader, transfer)
  if (now && known.releases > 0) tellCalledOff(store, known, now, at)
  return done(
    lines.reduce((sum, { microunits }) => sum + microunits, 0),
    now?.acts ?? known.acts,
  )
}

/** A source that was told what to send is told what it need not send any more. */
function tellCalledOff(store: TransferStore, before: KnownTransfer, now: KnownTransfer, at: number): void {
  const left = toSend(now)
  if (left.length > 0) return tellSource(store, now, 'change', now.releases, left, at)
  if (toSend(before).length > 0) tellSource(store, now, 'cancel', now.releases, toSend(before), at)
}

/** What the latest act called off, where it is the one that is asked for again. */
function cancelledBy(store: TransferStore, known: KnownTransfer, asked: Of<'cancelTransfer'>): number | null {
  const identity = actOf({ ...known, acts: known.acts - 1 }, 0, []).identity
  const row = store.reader.get<{ body: string }>(
    `SELECT body FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
     WHERE kind = 'transfer' AND subject = ? AND identity = ?`,
    [known.transfer, identity],
  )
  const [event] = row ? (JSON.parse(row.body) as CanonicalEvent[]) : []
  if (event?.type !== 'TransferCancelled' || event.actor !== asked.actor) return null
  const told = event.lines ?? []
  const isSame =
    !asked.lines ||
    (asked.lines.length === told.length &&
      asked.lines.every((one) => told.some(({ line, units }) => line === one.line && units === one.units)))
  return isSame ? told.reduce((sum, { units }) => sum + (toMicrounits(units) ?? 0), 0) : null
}

function whyNothing({ status, lines }: KnownTransfer): string {
  if (status !== 'inTransit' && status !== 'received')
    return `Nothing of it can be called off: it is ${status}.`
  const sent = lines.reduce((sum, line) => sum + line.sent, 0)
  return `All that was to be sent has left (${toUnits(sent)} units): receive it, and settle what differs.`
}

export function settle(store: TransferStore, asked: Of<'settleTransfer'>, at: number): DecisionOutcome {
  const { transfer, why, actor, role } = asked
  const known = knownTransfer(store.reader, transfer)
  if (!known) return refused('notFound', `There is no transfer ${transfer}.`)
  if (asked.version !== undefined && asked.version !== known.acts)
    return refused('conflict', 'It was changed since you looked at it: look at it again.', {
      version: known.acts,
    })
  const events: CanonicalEvent[] = []
  const named = new Set<string>()
  let settled = 0
  for (const { line, cause, units } of asked.lines) {
    const own = known.lines.find((one) => one.line === line)
    if (!own) return refused('notFound', `It has no line ${line}.`)
    if (named.has(line)) return refused('invalid', `Line ${line} is there twice.`)
    named.add(line)
    const open = openOf(own)
    const wanted = units === undefined ? Math.abs(open) : toMicrounits(units)
    if (wanted === undefined) return refused('invalid', `Line ${line}: finer than a millionth of a unit.`)
    // Settled before, and asked for again: nothing is left of it.
    if (open === 0 && units === undefined) continue
    if (wanted === 0 || wanted > Math.abs(open))
      return refused('conflict', `Of line ${line} ${toUnits(Math.abs(open))} units differ.`, {
        line,
        openUnits: toUnits(open),
      })
    const isMissing = open > 0
    settled += isMissing ? wanted : -wanted
    events.push({
      type: 'TransferVarianceSettled',
      transfer,
      line,
      ...(own.unexpected === 1 ? { sku: own.sku } : {}),
      units: toUnits(isMissing ? wanted : -wanted),
      cause,
      ...(why === undefined ? {} : { why }),
      actor,
      role,
    })
    // What is lost is in transit no longer; what came too many never was.
    events.push({
      type: 'StockMoved',
      sku: own.sku,
      units: toUnits(wanted),
      from: isMissing ? 'inTransit' : 'adjustment',
      to: isMissing ? 'adjustment' : 'inTransit',
    })
  }
  if (events.length > 0) store.record([actOf(known, at, events)])
  const version = known.acts + (events.length > 0 ? 1 : 0)
  return { answer: { transfer, settledUnits: toUnits(settled), version } }
}

export function closeOne(
  store: TransferStore,
  known: KnownTransfer,
  { actor, role, why }: Omit<Of<'closeTransfers'>, 'kind' | 'transfers'>,
  at: number,
): One {
  if (known.status === 'closed') return { outcome: 'unchanged', message: null }
  if (known.awaits !== 'closing') return { outcome: 'conflict', message: whyOpen(known) }
  store.record([
    actOf(known, at, [
      {
        type: 'TransferClosed',
        transfer: known.transfer,
        ...(why === undefined ? {} : { why }),
        actor,
        role,
      },
    ]),
  ])
  return { outcome: 'done', message: null }
}

function whyOpen({ awaits, status, lines }: KnownTransfer): string {
  const held = lines.reduce((sum, line) => sum + line.held, 0)
  const open = lines.filter((line) => openOf(line) !== 0)
  if (awaits === 'sending' || awaits === 'release')
    return `${toUnits(held)} units are still to be sent: call them off, or wait for them.`
  if (awaits === 'receipt' || awaits === 'settling') {
    const list = open.map((line) => `${toUnits(openOf(line))} of line ${line.line}`).join(', ')
    return `Sent and received differ (${list}): receive them, or settle the difference.`
  }
  return `It is ${status}: there is nothing to close.`
}

/** Closes what was received as it was sent, in the tower's own name. */
export function closeDue(store: TransferStore, limit: number, at: number): DecisionOutcome {
  const due = store.reader.all<{ transfer: string }>(
    `SELECT transfer FROM transfers WHERE awaits = 'closing' AND fault IS NULL
       AND NOT EXISTS (SELECT 1 FROM transfer_lines AS line WHERE line.transfer = transfers.transfer AND settled <> 0)
     ORDER BY transfer LIMIT ?`,
    [limit],
  )
  for (const { transfer } of due) {
    const known = knownTransfer(store.reader, transfer)
    if (known) closeOne(store, known, { actor: 'tower', role: 'tower' }, at)
  }
  return { answer: { closed: due.length } }
}
