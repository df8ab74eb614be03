/** Owns the finding of files: those that were named, and those in folders that were named, in one fixed order. */
import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WrongUsage } from './failure.ts'

export interface FoundFile {
  path: string
  /** True where the user named the file itself, not a folder that it lies in. */
  named: boolean
}

/** @throws WrongUsage for a path that is neither file nor folder. */
export async function findFiles(paths: string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const path of paths) {
    const about = await stat(path).catch(() => null)
    if (about?.isDirectory())
      for (const inside of await walk(path)) found.push({ path: inside, named: false })
    else if (about?.isFile()) found.push({ path, named: true })
    else throw new WrongUsage(`${path} is neither a file nor a folder.`)
  }
  return found
}

/** Plain files below the folder, sorted; links and hidden entries are left out. */
async function walk(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
  const files: string[] = []
  for (const name of names) {
    const path = join(folder, name)
    const about = await lstat(path)
    if (about.isDirectory()) files.push(...(await walk(path)))
    else if (about.isFile()) files.push(path)
  }
  return files
}
