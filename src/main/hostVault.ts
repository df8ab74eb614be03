/** Owns the vault's key: made once, kept sealed by the operating system, and never as plain text in its place. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { safeStorage } from 'electron'

const KEY_BYTES = 32

/** Whether the operating system seals for us. Linux's `basic_text` is a fixed key: as good as none. */
export function canSeal(platform: string): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/**
 * The key, made on first use. Null where it is there but does not open (another user's, a locked keyring): a new
 * one in its place would lose every secret, so the file is left alone.
 */
export function hostKey(
  sealedFile: string,
  report: (message: string, fields: Record<string, unknown>) => void,
): Uint8Array | null {
  try {
    if (!existsSync(sealedFile)) {
      const made = randomBytes(KEY_BYTES).toString('base64')
      writeFileSync(sealedFile, safeStorage.encryptString(made), { mode: 0o600, flag: 'wx' })
    }
    const key = Buffer.from(safeStorage.decryptString(readFileSync(sealedFile)), 'base64')
    return key.length === KEY_BYTES ? key : null
  } catch (thrown) {
    report('vault key not opened', { cause: String(thrown) })
    return null
  }
}
