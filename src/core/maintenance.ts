/** Owns what a host's commands do with a data folder beside the API: telling formats, digest, verification. */
import { join } from 'node:path'
import { createAdapters, recognise } from './feeds/adapters/registry.ts'
import { loadMappings } from './feeds/adapters/csv/mappingFiles.ts'
import { openPastLedger } from './compute/pastLedger.ts'
import { LEDGER_FILE } from './engine.ts'
import { openReader } from './ledger/database.ts'
import { computeDigest } from './ledger/digest.ts'
import type { Reader } from './ledger/types.ts'
import { verifyLedger, type Verification } from './ledger/verify.ts'
import { systemClock } from './platform.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { ledgerPosition } from './queries/context.ts'

export type { Verification }

export interface Digest {
  digest: string
  events: number
}

/** Tells whether a file's bytes are of a format that is taken, by what they hold. */
export function formatTeller(
  resourcesDirectory: string,
  dataDirectory: string,
): (body: Uint8Array, name: string, mapping: string | undefined) => boolean {
  const { mappings } = loadMappings([
    { path: join(resourcesDirectory, 'mappings'), source: 'shipped' },
    { path: join(dataDirectory, 'mappings'), source: 'own' },
  ])
  const adapters = createAdapters(mappings)
  const decoder = new TextDecoder('utf-8')
  return (body, name, mapping) =>
    recognise(adapters, { text: decoder.decode(body), name, mapping }) !== undefined
}

/** The hash of the state, now or as of a time of the sources (milliseconds since 1970). */
export async function digestFolder(
  dataDirectory: string,
  asOf: number | undefined,
  ledgerThread: URL | undefined,
): Promise<Digest> {
  const path = join(dataDirectory, LEDGER_FILE)
  const present = openReader(path)
  const thread = ledgerThread ?? new URL('./ledgerThread.ts', import.meta.url)
  const past = openPastLedger<Reader>({
    path,
    thread,
    position: () => ledgerPosition(present),
    openReader,
    clock: systemClock,
  })
  try {
    return computeDigest(asOf === undefined ? present : await past.at({ asOf }))
  } finally {
    past.close()
    present.close()
  }
}

/**
 * Checks the promises on the folder; each check names its violations.
 * @param head the head of the chain of human acts as it was noted elsewhere
 */
export function verifyFolder(dataDirectory: string, head?: { acts: number; hash: string }): Verification {
  return verifyLedger(join(dataDirectory, LEDGER_FILE), PROJECTIONS, head)
}
