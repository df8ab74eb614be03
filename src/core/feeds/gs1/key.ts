/** Owns what a GS1 key is, whichever way it was written. */

/** GS1 application identifier of each kind of key. */
export const KEY_CODES = {
  sscc: '00',
  gtin: '01',
  gdti: '253',
  gcn: '255',
  ginc: '401',
  gsin: '402',
  gln: '414',
  pgln: '417',
  grai: '8003',
  giai: '8004',
  itip: '8006',
  cpi: '8010',
  gsrnp: '8017',
  gsrn: '8018',
} as const
export type KeyKind = keyof typeof KEY_CODES

/** A GS1 key with its most exact qualifier; escapes decoded, check digits in place. */
export interface Gs1Key {
  kind: KeyKind
  /** GTIN with 14 digits, GLN with 13, SSCC with 18; keys with a serial inside (GRAI, GDTI, GCN) carry it. */
  value: string
  /** Serial, lot, extension: its application identifier and its text. */
  qualifier?: { code: string; value: string }
}

/** What a URI names: a GS1 key, a URI of its own, or a GS1 key that is written wrongly. */
export type Identity =
  { outcome: 'key'; key: Gs1Key } | { outcome: 'uri'; uri: string } | { outcome: 'wrong'; reason: string }
