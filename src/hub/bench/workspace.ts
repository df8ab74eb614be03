/** Owns the folders and processes that a benchmark makes: copies to work on, and an end that leaves nothing. */
import { copyFileSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LEDGER_FILE } from '../../core/engine.ts'
import type { Grid } from './grid.ts'
import { CACHE, keptStore } from './keptStores.ts'

export interface Workspace {
  /** A new folder that goes with the workspace. */
  folder(name: string): string
  /** A new folder with a store of the grid's opening stock; an empty one for null. */
  stockedFolder(grid: Grid | null): Promise<string>
  /** Runs when the workspace ends, the latest first; the answer runs it now instead. */
  atEnd(act: () => Promise<void> | void): () => Promise<void>
  /** Ends all of it, once; whoever asks again waits for the same end. */
  end(): Promise<void>
}

export function openWorkspace(options: { fresh: boolean; say(line: string): void }): Workspace {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 })
  removeAbandoned()
  const root = mkdtempSync(join(CACHE, `run-${process.pid}-`))
  const acts: (() => Promise<void> | void)[] = [() => rmSync(root, { recursive: true, force: true })]
  let serial = 0
  let ending: Promise<void> | null = null
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
      const kept = await keptStore(grid, () => join(folder('fill'), LEDGER_FILE), options)
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
    end() {
      ending ??= (async () => {
        for (let act = acts.pop(); act; act = acts.pop()) await act()
      })()
      return ending
    },
  }
}

/** Removes what runs left that were ended by force. */
function removeAbandoned(): void {
  for (const name of readdirSync(CACHE)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(CACHE, name), { recursive: true, force: true })
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
