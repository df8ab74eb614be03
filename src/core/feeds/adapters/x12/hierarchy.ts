/** Owns the tree of an 856: each HL with its own segments, its level and its parent. */
import type { Segment } from './envelope.ts'
import { elementFault, nameOf, partiesOf, text, type Fault, type Party } from './segments.ts'

export interface Level {
  /** S shipment, O order, T tare, P pack, I item; others as they stand. */
  code: string
  segments: Segment[]
  /** The PRF that holds here: its own, else the nearest above. */
  prf: Segment | undefined
  /** Those that hold here: of each role the nearest, here or above. */
  parties: readonly Party[]
}

const WIDTH: Readonly<Record<string, number>> = { S: 0, O: 1, T: 2, P: 3, I: 4 }
const widthOf = (code: string) => (Object.hasOwn(WIDTH, code) ? (WIDTH[code] ?? 3) : 3)

/**
 * Reads the levels in one pass. A parent stands before its children (X12 semantics of HL02), so neither an unknown
 * parent nor a circle can pass. Where a level names no parent, it is under the last wider one before it.
 */
export function levelsOf(segments: readonly Segment[], headParties: readonly Party[]): Level[] | Fault {
  const levels: Level[] = []
  const byId = new Map<string, Level>()
  /** The last level of each width. */
  const latest: (Level | undefined)[] = []
  const runs = runsOf(segments)
  for (const own of runs) {
    const [hl] = own
    if (!hl) continue
    const [id, parentId, code] = [text(hl, 1), text(hl, 2), text(hl, 3)]
    if (id === '') return elementFault(hl, 1, 'the level has no number')
    if (byId.has(id)) return elementFault(hl, 1, 'numbers two levels')
    if (code === '') return elementFault(hl, 3, 'the level has no code')
    const parent = parentId === '' ? latest.slice(0, widthOf(code)).findLast(Boolean) : byId.get(parentId)
    if (parentId !== '' && !parent) return elementFault(hl, 2, 'names no level that stands before this one')
    const ownParties = partiesOf(own)
    const above = parent?.parties ?? headParties
    const level: Level = {
      code,
      segments: own,
      prf: own.find((segment) => nameOf(segment) === 'PRF') ?? parent?.prf,
      parties: ownParties.length === 0 ? above : nearest(ownParties, above),
    }
    levels.push(level)
    byId.set(id, level)
    latest[widthOf(code)] = level
    // What is wider than this level stands; what is narrower belongs to an earlier branch.
    latest.length = widthOf(code) + 1
  }
  return levels
}

/** Roles that something below asks for; others would only pile up in a deep tree. */
const ASKED_FOR: ReadonlySet<string> = new Set(['BY', 'ST', 'SF', 'SH', 'WH'])

function nearest(own: readonly Party[], above: readonly Party[]): Party[] {
  const byRole = new Map<string, Party>()
  for (const party of own)
    if (ASKED_FOR.has(party.role) && !byRole.has(party.role)) byRole.set(party.role, party)
  for (const party of above)
    if (ASKED_FOR.has(party.role) && !byRole.has(party.role)) byRole.set(party.role, party)
  return [...byRole.values()]
}

function runsOf(segments: readonly Segment[]): Segment[][] {
  const runs: Segment[][] = []
  let current: Segment[] | undefined
  for (const segment of segments) {
    const name = nameOf(segment)
    if (name === 'HL') runs.push((current = []))
    else if (name === 'CTT' || name === 'SE') current = undefined
    current?.push(segment)
  }
  return runs
}
