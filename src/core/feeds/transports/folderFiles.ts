/** Owns the files of the watched folder: reading one whole and safely, moving it away beside its report. */
import { constants } from 'node:fs'
import { access, lstat, mkdir, open, realpath, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'

/** A file that must not be taken: a link, something outside the folder, too large. */
export class FileRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FileRefused'
  }
}

/** A file as it was read, with what tells whether it was written to since. */
export interface WholeFile {
  body: Buffer
  modifiedAtMs: number
}

/**
 * Reads a file whole; null where it is gone or still being written.
 * @throws FileRefused where it is no plain file of this folder, or too large.
 */
export async function readWholeFile(root: string, path: string, bytesMax: number): Promise<WholeFile | null> {
  let file
  try {
    if ((await lstat(path)).isSymbolicLink())
      throw new FileRefused('A link is not followed. Put the file itself here.')
    if (!(await realpath(path)).startsWith((await realpath(root)) + sep)) {
      throw new FileRefused('The file lies outside the watched folder.')
    }
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return null
    if (code === 'ELOOP') throw new FileRefused('A link is not followed. Put the file itself here.')
    throw thrown
  }
  try {
    const before = await file.stat()
    if (!before.isFile()) throw new FileRefused('Only plain files are taken.')
    if (before.size > bytesMax)
      throw new FileRefused(`A file may have ${bytesMax} bytes; this has ${before.size}.`)
    const body = await file.readFile()
    const after = await file.stat()
    const whole = after.size === body.length && after.mtimeMs === before.mtimeMs
    return whole ? { body, modifiedAtMs: after.mtimeMs } : null
  } finally {
    await file.close()
  }
}

/** True where the file that lies there is no longer the one that was read; false also where none lies there. */
export async function wasWritten(path: string, { body, modifiedAtMs }: WholeFile): Promise<boolean> {
  try {
    const { size, mtimeMs } = await lstat(path)
    return size !== body.length || mtimeMs !== modifiedAtMs
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw thrown
  }
}

/** Moves a file into `done/` or `failed/` beside `<file>.report.json`; never over another file. */
export async function finishFile(path: string, outcome: 'done' | 'failed', report: object): Promise<void> {
  const folder = join(dirname(path), outcome)
  await mkdir(folder, { recursive: true })
  const target = await freeName(folder, basename(path))
  // The report first: whoever sees the file moved finds its report there.
  await writeFile(`${target}.report.json`, `${JSON.stringify(report, null, 2)}\n`)
  await rename(path, target)
}

async function freeName(folder: string, name: string): Promise<string> {
  const extension = extname(name)
  const stem = basename(name, extension)
  for (let number = 1; ; number += 1) {
    const target = join(folder, number === 1 ? name : `${stem}.${number}${extension}`)
    if (!(await exists(target)) && !(await exists(`${target}.report.json`))) return target
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
