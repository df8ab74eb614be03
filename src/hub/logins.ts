/** Owns the logins of a hub: scrypt hashes in a file that only its owner reads. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TowerError } from '../shared/errors.ts'
import type { Role } from '../core/api/api.ts'
import type { Logins } from '../core/server/sessions.ts'

interface Login {
  role: Role
  salt: string
  hash: string
}

export interface LoginFile extends Logins {
  count(): number
  names(): { name: string; role: Role }[]
  /** Adds a login or changes its password and role. @throws Error for a bad name or a short password. */
  set(name: string, password: string, role: Role): Promise<void>
  /** False where there was none. */
  remove(name: string): boolean
}

export const ROLES: readonly Role[] = ['viewer', 'analyst', 'operator', 'administrator']

const PASSWORD_LENGTH_MIN = 10
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u
/** About 64 MB and a tenth of a second for each check (OWASP Password Storage Cheat Sheet asks for N = 2^17 or less with higher p). */
const COST = { N: 2 ** 16, r: 8, p: 2, maxmem: 256 * 1024 * 1024 }
const HASH_BYTES = 32
/** Checks at once: each holds much memory. */
const CHECKS_AT_ONCE = 2

export function loginFile(folder: string): LoginFile {
  const file = join(folder, 'logins.json')
  const read = () => readLogins(file)
  const write = (logins: Map<string, Login>) => {
    const draft = `${file}.${process.pid}.draft`
    writeFileSync(draft, JSON.stringify(Object.fromEntries(logins), null, 2), { mode: 0o600 })
    renameSync(draft, file)
  }
  // An unknown name costs the same work, so that time tells nothing about names.
  const nobody: Login = {
    role: 'viewer',
    salt: randomBytes(16).toString('hex'),
    hash: '00'.repeat(HASH_BYTES),
  }
  let checks = 0
  return {
    count: () => read().size,
    names: () => [...read()].map(([name, { role }]) => ({ name, role })),
    async set(name, password, role) {
      if (!NAME.test(name)) throw new Error('A login’s name is up to 64 letters, digits, dots, dashes and @.')
      if (password.length < PASSWORD_LENGTH_MIN) {
        throw new Error(`A password has at least ${PASSWORD_LENGTH_MIN} characters.`)
      }
      const salt = randomBytes(16).toString('hex')
      const hash = (await derive(password, salt)).toString('hex')
      write(read().set(name, { role, salt, hash }))
    },
    remove(name) {
      const logins = read()
      const was = logins.delete(name)
      if (was) write(logins)
      return was
    },
    roleOf: (name) => read().get(name)?.role ?? null,
    async check(name, password) {
      if (checks >= CHECKS_AT_ONCE) throw new TowerError('busy', 'Several log in at this moment. Try again.')
      checks += 1
      try {
        const login = read().get(name)
        const derived = await derive(password, (login ?? nobody).salt)
        const matches = timingSafeEqual(derived, Buffer.from((login ?? nobody).hash, 'hex'))
        return login && matches ? login.role : null
      } finally {
        checks -= 1
      }
    },
  }
}

function derive(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), Buffer.from(salt, 'hex'), HASH_BYTES, COST, (failed, key) =>
      failed ? reject(failed) : resolve(key),
    )
  })
}

function readLogins(file: string): Map<string, Login> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Login>))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw thrown
  }
}
