/** Owns the packed columns that are kept in memory from one question to the next. */
import { columnOf, emptyColumn, packNumber, type PackColumn, type PackPart } from '../../shared/speedPack.ts'
import type { Reader } from '../ledger/types.ts'

/** What may be kept for a store: the columns of five million lines that most questions ask for. */
const KEPT_BYTES = 134_217_728

interface Kept {
  bytes: number
  columns: Map<number, { edition: number; column: PackColumn }>
}

const keptOf = new WeakMap<Reader, Kept>()

/** Reads columns, or takes those that were read before and are still of the same edition of their day. */
export function openColumns(reader: Reader): (day: number, part: PackPart, edition: number) => PackColumn {
  const kept = keptOf.get(reader) ?? { bytes: 0, columns: new Map() }
  keptOf.set(reader, kept)
  return (day, part, edition) => {
    const number = packNumber(day, part)
    const known = kept.columns.get(number)
    if (known?.edition === edition) return known.column
    const pack = reader.get<{ pack: Uint8Array }>('SELECT pack FROM speed_packs WHERE pack_number = ?', [
      number,
    ])?.pack
    const column = pack ? columnOf(part, pack) : emptyColumn(part, 0)
    if (known) kept.bytes -= known.column.byteLength
    if (kept.bytes + column.byteLength > KEPT_BYTES) {
      kept.columns.clear()
      kept.bytes = 0
    }
    kept.columns.set(number, { edition, column })
    kept.bytes += column.byteLength
    return column
  }
}
