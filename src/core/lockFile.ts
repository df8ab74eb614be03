/** Owns `hub.json`: which process has a data folder open, and how its commands reach it. */
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface LockContent {
  pid: number
  /** Distinguishes this process from a later one with its pid; null where the platform does not tell. */
  pidStartedAt: string | null
  /** Null: the process does not listen (yet). */
  address: string | null
  operatorToken: string
  /** The server's certificate, which commands on this machine trust; null without TLS. */
  certificate: string | null
}

export interface Lock {
  content: LockContent
  /** Tells where the process listens. */
  update(changes: Pick<LockContent, 'address' | 'certificate'>): void
  release(): void
}

/** The folder is open in another live process. */
export class FolderInUse extends Error {
  readonly holder: LockContent

  constructor(folder: string, holder: LockContent) {
    const where = holder.address === null ? '' : ` at ${holder.address}`
    super(`${folder} is open in another Omnitower (process ${holder.pid})${where}. Stop that one first.`)
    this.name = 'FolderInUse'
    this.holder = holder
  }
}

const FILE = 'hub.json'
const TRIES = 5

/** Takes the folder for this process. @throws FolderInUse */
export function takeLock(folder: string, operatorToken = randomBytes(32).toString('base64url')): Lock {
  const file = join(folder, FILE)
  const content: LockContent = {
    pid: process.pid,
    pidStartedAt: startOf(process.pid),
    address: null,
    operatorToken,
    certificate: null,
  }
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (linkInto(file, content)) return lockOf(file, content)
    const holder = readLock(folder)
    if (holder && isAlive(holder)) throw new FolderInUse(folder, holder)
    setStaleAside(file, holder)
  }
  throw new Error(`${file} cannot be taken. Remove it if no Omnitower runs.`)
}

/** The live process that has the folder open, or null. */
export function lockHolder(folder: string): LockContent | null {
  const holder = readLock(folder)
  return holder && isAlive(holder) ? holder : null
}

function lockOf(file: string, content: LockContent): Lock {
  let current = content
  return {
    get content() {
      return current
    },
    update(changes) {
      current = { ...current, ...changes }
      const draft = writeDraft(file, current)
      renameSync(draft, file)
    },
    release() {
      rmSync(file, { force: true })
    },
  }
}

/** Written beside and linked into place: the file appears whole, and only where there was none. */
function linkInto(file: string, content: LockContent): boolean {
  const draft = writeDraft(file, content)
  try {
    linkSync(draft, file)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeDraft(file: string, content: LockContent): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' })
  return draft
}

/** Moves a dead process's file away; where another starter was quicker, its file is put back. */
function setStaleAside(file: string, stale: LockContent | null): void {
  const aside = `${file}.stale.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    renameSync(file, aside)
    const moved = parse(readFileSync(aside, 'utf8'))
    if (moved && moved.operatorToken !== stale?.operatorToken) linkSync(aside, file)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw thrown
  } finally {
    rmSync(aside, { force: true })
  }
}

function readLock(folder: string): LockContent | null {
  try {
    return parse(readFileSync(join(folder, FILE), 'utf8'))
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw thrown
  }
}

function parse(text: string): LockContent | null {
  try {
    const content = JSON.parse(text) as LockContent
    return Number.isInteger(content?.pid) && typeof content.operatorToken === 'string' ? content : null
  } catch {
    return null
  }
}

function isAlive({ pid, pidStartedAt }: LockContent): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const startedAt = startOf(pid)
  return startedAt === null || pidStartedAt === null || startedAt === pidStartedAt
}

/** When a process started, as Linux tells it (boot and ticks since); pids are used again, this is not. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The name in parentheses may hold anything; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? null : `${boot}/${ticks}`
  } catch {
    return null
  }
}
