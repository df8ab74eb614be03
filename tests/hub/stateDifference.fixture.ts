/** Owns the words for how two ledgers' states differ, so that a failed comparison of digests names the rows. */
import { join } from 'node:path'
import { openReader } from '../../src/core/ledger/database.ts'
import { STATE_PARTS } from '../../src/core/ledger/digest.ts'

const LISTED_ROWS = 3

/** The parts of the state that differ between two data folders, each with some rows that only one of them has. */
export function stateDifference(leftFolder: string, rightFolder: string): string[] {
  const [left, right] = [leftFolder, rightFolder].map((folder) => openReader(join(folder, 'ledger.sqlite')))
  const found: string[] = []
  for (const [part, sql] of Object.entries(STATE_PARTS)) {
    const [mine = [], theirs = []] = [left, right].map((reader) =>
      (reader?.all(sql) ?? []).map((row) => JSON.stringify(Object.values(row))),
    )
    if (mine.join('\n') === theirs.join('\n')) continue
    const [inLeft, inRight] = [new Set(mine), new Set(theirs)]
    const onlyLeft = mine.filter((row) => !inRight.has(row)).slice(0, LISTED_ROWS)
    const onlyRight = theirs.filter((row) => !inLeft.has(row)).slice(0, LISTED_ROWS)
    found.push(
      `${part}: ${leftFolder} alone has ${onlyLeft.join(' ')}; ${rightFolder} ${onlyRight.join(' ')}`,
    )
  }
  return found
}
