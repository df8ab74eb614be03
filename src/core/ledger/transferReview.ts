/** Owns what whoever approves a transfer is shown, read in the writing thread: stock of this moment, and what changed since it was asked for. */
import { createHash } from 'node:crypto'
import type { TransferChange } from '../../shared/readModels/approvals.ts'
import { toUnits } from '../../shared/units.ts'
import { canonicalJson } from './contentHash.ts'
import type { ReviewedTransfer } from './transferCommands.ts'
import { changesAt } from './transferChanges.ts'
import { beyondLimit, delegationsTo, limitOf, standingOf, type Asked } from './transferRights.ts'
import { reviewedLines, standingsOf, type Standings } from './transferStock.ts'
import { stockAt, type KnownLine, type KnownTransfer } from './transferState.ts'
import type { Writer } from './types.ts'

type Reads = Pick<Writer, 'all' | 'get'>

const flagsOf = ({ isOld, isStale }: Standings) => `${isOld ? 'o' : ''}${isStale ? 's' : ''}` || '-'

/** What goes back with an approval: the revision, what had to be confirmed, and a digest of all that was shown. */
export function parseSeen(seen: string): { revision: number; standings: Standings } | null {
  const match = /^(\d{1,9}):(o?s?|-):[0-9a-f]{32}$/.exec(seen)
  if (!match) return null
  const flags = match[2] ?? ''
  return {
    revision: Number(match[1]),
    standings: { isOld: flags.includes('o'), isStale: flags.includes('s') },
  }
}

export function valueOf(lines: readonly { known: KnownLine; microunits: number }[]): number | null {
  let value = 0
  for (const { known, microunits } of lines) {
    if (microunits === 0) continue
    if (known.unitValueMinor === null) return null
    value += (known.unitValueMinor * microunits) / 1e6
  }
  return Math.round(value)
}

/** Whether somebody may approve all of it, by themselves or in whose stead. */
function rightsOf(reader: Reads, known: KnownTransfer, asked: Asked, valueMinor: number | null, at: number) {
  const hindranceFor = (onBehalfOf?: string): string | null => {
    const standing = standingOf(reader, known, { ...asked, ...(onBehalfOf ? { onBehalfOf } : {}) }, at)
    if ('hindrance' in standing) return standing.hindrance
    return beyondLimit(standing.limit, { valueMinor, distanceKm: known.distanceKm }, known.currency)
  }
  const givers = [...new Set(delegationsTo(reader, asked.actor, at).map(({ by }) => by))]
  const hindrance = hindranceFor()
  const onBehalfOf = givers.filter((by) => hindranceFor(by) === null)
  return { hindrance: onBehalfOf.length > 0 ? null : hindrance, onBehalfOf }
}

/** @param asked who looks at it */
export function reviewTransfer(
  reader: Reads,
  known: KnownTransfer,
  asked: Asked,
  at: number,
): ReviewedTransfer {
  const lines = reviewedLines(reader, known)
  const standings = standingsOf(reader, known, limitOf(reader, asked.actor, asked.role).ageHours, at)
  const changes: TransferChange[] = changesAt(reader, known, lines, standings, at)
  const valueMinor = valueOf(lines.map(({ known: line, wanted }) => ({ known: line, microunits: wanted })))
  const rights = rightsOf(reader, known, asked, valueMinor, at)
  const awaits = known.awaits === 'approval'
  const shown = lines.map(({ known: line, ...one }) => ({
    line: line.line,
    sku: line.sku,
    requestedUnits: toUnits(one.wanted),
    onHandUnits: toUnits(one.onHand),
    heldUnits: toUnits(one.heldByAll - line.held),
    safetyUnits: toUnits(one.safety),
    availableUnits: toUnits(one.available),
    availableThenUnits: known.stock.get(line.line)?.availableUnits ?? null,
    destinationOnHandUnits: toUnits(stockAt(reader, known.destination, line.sku).onHand),
    approvableUnits: toUnits(one.approvable),
  }))
  const digest = createHash('sha256')
    .update(canonicalJson([known.transfer, known.revision, shown, changes]))
    .digest('hex')
    .slice(0, 32)
  return {
    transfer: known.transfer,
    from: known.origin,
    to: known.destination,
    revision: known.revision,
    seen: `${known.revision}:${flagsOf(standings)}:${digest}`,
    lines: shown,
    changes,
    mayApprove: awaits && rights.hindrance === null,
    hindrance: awaits ? rights.hindrance : `It does not wait for an approval: it is ${known.status}.`,
    onBehalfOf: rights.onBehalfOf,
    valueMinor,
    currency: known.currency,
    distanceKm: known.distanceKm,
  }
}
