/** Owns handing a document out as a file: whole or not at all, under the same name each time. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

/** What came of an attempt to hand a document out. */
export type Sent =
  { delivered: true } | { delivered: false; fault: string; retryAfterMs?: number; isGone?: boolean }

/** A location as a folder's name. */
const folderName = (location: string) => location.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_')

/** Where a place's files go. @param path as the route says; absent: `out` in the data folder */
export const folderOf = (dataDirectory: string, path: string | undefined, receiver: string): string =>
  join(path ?? join(dataDirectory, 'out'), folderName(receiver))

export const isFolderPath = (path: string): boolean => isAbsolute(path) && !path.includes('\0')

/** The text of a file; undefined where there is none. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw thrown
  }
}

/** Writes beside and renames, so that whoever watches the folder never sees half a file. */
export async function writeFile(folder: string, name: string, body: string): Promise<Sent> {
  const [path, beside] = [join(folder, name), join(folder, `.${name}.part`)]
  try {
    await mkdir(folder, { recursive: true, mode: 0o750 })
    const there = await textOf(path)
    if (there === body) return { delivered: true }
    if (there !== undefined)
      return { delivered: false, fault: `${name} is there already, with another content` }
    const file = await open(beside, 'w', 0o640)
    try {
      await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    await syncFolder(folder)
    return { delivered: true }
  } catch (thrown) {
    await rm(beside, { force: true }).catch(() => undefined)
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown'
    return { delivered: false, fault: `the folder cannot be written to (${code})` }
  }
}

/** So that the name itself outlives a loss of power. Some systems cannot sync folders: then it is up to them. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
