/** Owns the host's side of the vault: the operating system's own store, and never plain text in its place. */
import { safeStorage } from 'electron'

/** Whether secrets can be sealed by the operating system. Linux's `basic_text` is a fixed key: as good as none. */
export function canSeal(platform: string): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

/** Seals or opens; null where the store refuses, e.g. because another user sealed it. */
export function sealOrOpen(
  operation: 'seal' | 'open',
  bytes: Uint8Array,
  platform: string,
): Uint8Array | null {
  if (!canSeal(platform)) return null
  try {
    // The store takes text: bytes travel as base64.
    if (operation === 'seal') return safeStorage.encryptString(Buffer.from(bytes).toString('base64'))
    return Buffer.from(safeStorage.decryptString(Buffer.from(bytes)), 'base64')
  } catch {
    return null
  }
}
