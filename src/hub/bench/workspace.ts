/** Owns the folders and processes that a benchmark makes: kept stores, copies to work on, and an end that leaves nothing. */
import { copyFileSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LEDGER_FILE } from '../../core/engine.ts'
import { latestLayout } from './layout.ts'
import { fillStore } from './preload.ts'
import { positionsOf, type Grid } from './grid.ts'

export interface Workspace {
  /** A new folder that goes with the workspace. */
  folder(name: string): string
  /** A new folder with a store of the grid's opening stock; an empty one for null. */
  stockedFolder(grid: Grid | null): Promise<string>
  /** Runs when the workspace ends, the latest first; the answer runs it now instead. */
  atEnd(act: () => Promise<void> | void): () => Promise<void>
  end(): Promise<void>
}

const CACHE = join(tmpdir(), 'omnitower-bench')

export function openWorkspace(options: { fresh: boolean; say(line: string): void }): Workspace {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 })
  const root = mkdtempSync(join(CACHE, 'run-'))
  const acts: (() => Promise<void> | void)[] = [() => rmSync(root, { recursive: true, force: true })]
  const filled = new Set<string>()
  let serial = 0
  const folder = (name: string) => {
    serial += 1
    const path = join(root, `${name}-${serial}`)
    mkdirSync(path, { mode: 0o700 })
    return path
  }
  return {
    folder,
    async stockedFolder(grid) {
      const target = folder('data')
      if (!grid) return target
      const kept = join(CACHE, `stock-v${latestLayout()}-${grid.locations}x${grid.skus}.sqlite`)
      if (!existsSync(kept) || (options.fresh && !filled.has(kept))) {
        const draft = join(folder('fill'), LEDGER_FILE)
        await fillStore(draft, grid, progressOf(positionsOf(grid), options.say))
        renameSync(draft, kept)
      }
      filled.add(kept)
      // Where the file system can, the copy shares its blocks.
      copyFileSync(kept, join(target, LEDGER_FILE), constants.COPYFILE_FICLONE)
      return target
    },
    atEnd(act) {
      acts.push(act)
      return async () => {
        const at = acts.indexOf(act)
        if (at < 0) return
        acts.splice(at, 1)
        await act()
      }
    },
    async end() {
      for (let act = acts.pop(); act; act = acts.pop()) await act()
    },
  }
}

/** Says every tenth that is done. */
function progressOf(all: number, say: (line: string) => void): (done: number) => void {
  let said = 0
  return (done) => {
    const tenths = Math.floor((done / all) * 10)
    if (tenths > said) say(`filling the store: ${done.toLocaleString('en-US')} positions`)
    said = Math.max(said, tenths)
  }
}
