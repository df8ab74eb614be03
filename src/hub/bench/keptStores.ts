/** Owns the filled stores that are kept from one run to the next, by their size and layout. */
import { hash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MIGRATIONS } from '../../core/ledger/migrations.ts'
import { STOCK_EDITION } from './openingStock.ts'
import { fillStore } from './preload.ts'
import type { Grid } from './grid.ts'

export const CACHE = join(tmpdir(), 'omnitower-bench')

/** Stores that this process filled: `fresh` is for what was there before it. */
const filledHere = new Set<string>()

/**
 * Path of a store with the grid's opening stock; it is to be copied, never opened.
 * @param draft makes the path where a new one is filled
 */
export async function keptStore(
  grid: Grid,
  draft: () => string,
  { fresh, say }: { fresh: boolean; say(line: string): void },
): Promise<string> {
  const kept = join(CACHE, `stock-${editionOf()}-${grid.locations}x${grid.skus}.sqlite`)
  if (!existsSync(kept) || (fresh && !filledHere.has(kept))) {
    removeOtherEditions()
    const path = draft()
    await fillStore(path, grid, progressTo(say))
    renameSync(path, kept)
    filledHere.add(kept)
  }
  return kept
}

/** A store of another edition is never taken again. */
function removeOtherEditions(): void {
  for (const name of readdirSync(CACHE)) {
    if (name.startsWith('stock-') && !name.startsWith(`stock-${editionOf()}-`)) rmSync(join(CACHE, name))
  }
}

/** Another layout of the store, or another stock, is another edition. */
const editionOf = () =>
  hash('sha256', `${STOCK_EDITION}${MIGRATIONS.map(({ sql }) => sql).join('')}`, 'hex').slice(0, 8)

/** Says every tenth that is done. */
function progressTo(say: (line: string) => void): (done: number, all: number) => void {
  let said = 0
  return (done, all) => {
    const tenths = Math.floor((done / all) * 10)
    if (tenths > said) say(`filling the store: ${done.toLocaleString('en-US')} records`)
    said = Math.max(said, tenths)
  }
}
