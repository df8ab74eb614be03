/** Owns the sealing of secrets that must be read back, such as webhook secrets: AES-256-GCM under a key file. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { TowerError } from '../../shared/errors.ts'

export interface Vault {
  seal(text: string): Uint8Array
  /** @throws TowerError `unavailable` where the bytes were sealed under another key or were changed. */
  open(sealed: Uint8Array): string
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** First byte of what is sealed, so that another scheme can follow. */
const SCHEME = 1

/** A vault whose key lies in a file that only its owner may read; the file is made on first use. */
export function fileVault(keyFile: string): Vault {
  let key: Buffer | null = null
  return keyVault(() => (key ??= readOrMakeKey(keyFile)))
}

/** A vault whose key of 32 bytes someone else keeps, such as a desktop host in the operating system's store. */
export function keyVault(keyOnce: () => Uint8Array): Vault {
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyOnce(), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(SCHEME), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      try {
        if (sealed[0] !== SCHEME) throw new Error('unknown scheme')
        const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
        const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', keyOnce(), nonce, { authTagLength: TAG_BYTES })
        decipher.setAuthTag(tag)
        const body = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new TowerError('unavailable', 'A stored secret cannot be opened. Set the feed’s secret again.')
      }
    },
  }
}

/** A key of 32 bytes in a file that only its owner may read. @throws TowerError `unavailable` where the file is damaged */
export function readOrMakeKey(keyFile: string): Buffer {
  const present = readKey(keyFile)
  if (present) return present
  // Written beside and linked into place: two starters end with one key, and nobody reads half of it.
  const draft = `${keyFile}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, keyFile)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  } finally {
    rmSync(draft, { force: true })
  }
  const made = readKey(keyFile)
  if (!made) throw new TowerError('unavailable', `The key file ${keyFile} cannot be read.`)
  return made
}

function readKey(keyFile: string): Buffer | null {
  try {
    const key = readFileSync(keyFile)
    if (key.length !== KEY_BYTES) throw new TowerError('unavailable', `The key file ${keyFile} is damaged.`)
    chmodSync(keyFile, 0o600)
    return key
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
