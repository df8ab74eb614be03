/** Owns the data folder's own key, and what is made from it: pseudonyms of customers, and the seal of feedback links. */
import { createHmac, hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import { readOrMakeKey } from './feeds/vault.ts'

export interface FolderKeys {
  /** 12 hexadecimal digits; the same customer has the same for as long as the key file lives. */
  pseudonymOf(customer: string): string
  /** Seals feedback links. */
  feedbackKey: Uint8Array
}

/** File within the data folder that only its owner may read. */
export const KEY_FILE = 'people.key'
const PSEUDONYM_DIGITS = 12

/** Opens the folder's key; it is made on first use. */
export function openFolderKeys(dataDirectory: string): FolderKeys {
  return folderKeys(readOrMakeKey(join(dataDirectory, KEY_FILE)))
}

/** Each purpose has a key of its own (HKDF, RFC 5869), so that one can never be used for the other. */
export function folderKeys(key: Uint8Array): FolderKeys {
  const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `omnitower ${purpose}`, 32))
  const pseudonymKey = derived('pseudonyms')
  return {
    pseudonymOf: (customer) =>
      createHmac('sha256', pseudonymKey).update(customer, 'utf8').digest('hex').slice(0, PSEUDONYM_DIGITS),
    feedbackKey: derived('feedback links'),
  }
}
