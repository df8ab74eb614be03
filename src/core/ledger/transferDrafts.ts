/** Owns writing transfers down, changing them, and asking for them. */
import type { EventOf } from '../../shared/events.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import { skuOf } from './claimState.ts'
import { canonicalJson } from './contentHash.ts'
import type { DraftedTransfer, TransferDecision } from './transferCommands.ts'
import {
  actOf,
  ACTS_PER_TRANSFER_MAX,
  knownTransfer,
  refused,
  stockAt,
  wantedOf,
  type KnownTransfer,
  type TransferStore,
} from './transferState.ts'
import type { DecisionOutcome, Writer } from './types.ts'

type Of<K extends TransferDecision['kind']> = Extract<TransferDecision, { kind: K }>
type Line = EventOf<'TransferDrafted'>['lines'][number]
type Reads = Pick<Writer, 'all' | 'get'>

/** Why lines cannot be asked for; null: they can. */
function lineFault(reader: Reads, lines: readonly { sku: string; units: number }[]): string | null {
  const skus = new Set<string>()
  for (const { sku, units } of lines) {
    const microunits = toMicrounits(units)
    if (microunits === undefined || microunits === 0)
      return `${units} units of ${sku} are finer than a millionth of a unit.`
    const own = skuOf(reader, sku)
    if (skus.has(own)) return `${sku} is asked for twice: put it into one line.`
    skus.add(own)
    if (!reader.get('SELECT 1 AS one FROM skus WHERE sku = ?', [own])) return `No record has named ${sku}.`
  }
  return null
}

function draftFault(reader: Reads, { from, to, lines }: DraftedTransfer): string | null {
  if (from === to) return 'A transfer goes from one place to another.'
  for (const place of [from, to]) {
    if (!reader.get('SELECT 1 AS one FROM locations WHERE location = ?', [place]))
      return `No record has named the location ${place}.`
  }
  return lineFault(reader, lines)
}

/** All of them, or none. */
export function draft(store: TransferStore, asked: Of<'draftTransfers'>, at: number): DecisionOutcome {
  const { request, transfers, actor, role } = asked
  const answer = { request, transfers: transfers.map(({ transfer }) => transfer) }
  const known = transfers.filter(({ transfer }) => knownTransfer(store.reader, transfer))
  if (known.length > 0) {
    // Asked again under the same key: the first answer, where it is the same that is asked for.
    const isSame =
      known.length === transfers.length && transfers.every((one) => isDrafted(store.reader, request, one))
    return isSame
      ? { answer }
      : refused('conflict', 'Another request was written down under this key. Choose another.')
  }
  for (const one of transfers) {
    const fault = draftFault(store.reader, one)
    if (fault !== null) return refused('invalid', fault)
  }
  store.record(
    transfers.map(({ transfer, lines, ...drafted }) => ({
      identity: `tower:transfer:${transfer}:000001`,
      occurredAt: at,
      events: [
        {
          type: 'TransferDrafted' as const,
          transfer,
          request,
          ...drafted,
          lines: lines.map((line, place) => ({ line: String(place + 1), ...line })),
          actor,
          role,
        },
      ],
    })),
  )
  return { answer }
}

function isDrafted(reader: Reads, request: string, { transfer, from, to, lines }: DraftedTransfer): boolean {
  const row = reader.get<{ body: string }>(
    `SELECT body FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
     WHERE kind = 'transfer' AND subject = ? AND identity = ?`,
    [transfer, `tower:transfer:${transfer}:000001`],
  )
  const [event] = row ? (JSON.parse(row.body) as EventOf<'TransferDrafted'>[]) : []
  const essence = (
    one: Pick<DraftedTransfer, 'from' | 'to'> & { lines: readonly { sku: string; units: number }[] },
  ) => canonicalJson([one.from, one.to, one.lines.map(({ sku, units }) => [sku, units])])
  return event?.request === request && essence(event) === essence({ from, to, lines })
}

/** Statuses in which nothing has left, so that lines can still be changed. */
const AMENDABLE = new Set(['draft', 'submitted', 'rejected', 'approved', 'released'])

export function amend(store: TransferStore, asked: Of<'amendTransfer'>, at: number): DecisionOutcome {
  const { transfer, revision, actor, role, why } = asked
  const known = knownTransfer(store.reader, transfer)
  if (!known) return refused('notFound', `There is no transfer ${transfer}.`)
  const numbered = numberedLines(known, asked.lines)
  if ('message' in numbered) return refused('invalid', numbered.message)
  const { lines } = numbered
  if (known.revision === revision + 1 && isAsked(known, lines)) {
    return { answer: { transfer, revision: known.revision } }
  }
  if (known.revision !== revision)
    return refused(
      'conflict',
      `It was changed since: it is revision ${known.revision}, you saw ${revision}.`,
      {
        revision: known.revision,
      },
    )
  if (!AMENDABLE.has(known.status))
    return refused(
      'conflict',
      known.status === 'inTransit' || known.status === 'received'
        ? 'Units have left: call off what has not been sent, and ask for more in another transfer.'
        : `It is ${known.status}: write down another one.`,
    )
  if (known.acts >= ACTS_PER_TRANSFER_MAX)
    return refused('conflict', `It has had ${known.acts} acts; more are not taken.`)
  const fault = lineFault(store.reader, lines)
  if (fault !== null) return refused('invalid', fault)
  store.record([
    actOf(known, at, [
      {
        type: 'TransferAmended',
        transfer,
        revision: revision + 1,
        lines,
        ...(why === undefined ? {} : { why }),
        actor,
        role,
      },
    ]),
  ])
  return { answer: { transfer, revision: revision + 1 } }
}

/** Lines with their numbers: a line keeps its number and its SKU; new ones have the next numbers. */
function numberedLines(
  { lines: known }: KnownTransfer,
  asked: Of<'amendTransfer'>['lines'],
): { lines: Line[] } | { message: string } {
  const own = known.filter((line) => line.unexpected === 0)
  let last = Math.max(0, ...own.map(({ line }) => Number(line)))
  const lines: Line[] = []
  const seen = new Set<string>()
  for (const { line, sku, units, unitValueMinor } of asked) {
    const before = own.find((one) => (line === undefined ? one.sku === sku : one.line === line))
    if (line !== undefined && !before) return { message: `It has no line ${line}.` }
    if (before && before.sku !== sku)
      return { message: `Line ${before.line} is of ${before.sku}, not of ${sku}: leave it out and add one.` }
    const number = before?.line ?? String((last += 1))
    if (seen.has(number)) return { message: `Line ${number} is there twice.` }
    seen.add(number)
    // A line that was there keeps the price that it was asked for at.
    const value = before?.unitValueMinor ?? unitValueMinor
    lines.push({ line: number, sku, units, ...(value === undefined ? {} : { unitValueMinor: value }) })
  }
  return { lines }
}

const isAsked = ({ lines: known }: KnownTransfer, lines: readonly Line[]) => {
  const now = new Map(lines.map(({ line, units }) => [line, units]))
  return (
    known
      .filter((one) => one.unexpected === 0)
      .every((one) => one.requested === (toMicrounits(now.get(one.line) ?? 0) ?? -1)) &&
    lines.every(({ line }) => known.some((one) => one.line === line))
  )
}

/** Asks for one transfer. @returns null where it is done, else why not */
export function submitOne(
  store: TransferStore,
  known: KnownTransfer,
  { actor, role, why }: Of<'submitTransfers'>,
  at: number,
): { outcome: 'done' | 'unchanged' | 'conflict'; message: string | null } {
  if (known.status === 'submitted') return { outcome: 'unchanged', message: null }
  if (known.status !== 'draft' && known.status !== 'rejected')
    return { outcome: 'conflict', message: `It was asked for before: it is ${known.status}.` }
  const lines = known.lines.filter((line) => line.unexpected === 0 && wantedOf(line) > 0)
  if (lines.length === 0) return { outcome: 'conflict', message: 'It asks for no units.' }
  const stock = lines.map(({ line, sku }) => {
    const { onHand, held, safety, available } = stockAt(store.reader, known.origin, sku)
    return {
      line,
      onHandUnits: toUnits(onHand),
      heldUnits: toUnits(held),
      safetyUnits: toUnits(safety),
      availableUnits: toUnits(available),
    }
  })
  store.record([
    actOf(known, at, [
      {
        type: 'TransferSubmitted',
        transfer: known.transfer,
        revision: known.revision,
        stock,
        ...(why === undefined ? {} : { why }),
        actor,
        role,
      },
    ]),
  ])
  return { outcome: 'done', message: null }
}
