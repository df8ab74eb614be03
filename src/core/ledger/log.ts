/** Owns the look-ups in the event log that are more than SQL. */
import type { Reader } from './types.ts'
import { identityNumber } from './contentHash.ts'

/** Numbers of all events that came under an identity, the first one first; empty where there is none. */
export function findEventNumbers(reader: Reader, identity: string): number[] {
  for (let slot = identityNumber(identity); ; slot += 1) {
    const entry = reader.get<{ n: number }>(
      'SELECT event_number AS n FROM identity_index WHERE identity_number = ?',
      [slot],
    )
    if (!entry) return []
    const first = reader.get<{ identity: string }>('SELECT identity FROM events WHERE event_number = ?', [
      entry.n,
    ])
    if (first?.identity !== identity) continue
    const others = reader.all<{ n: number }>(
      'SELECT event_number AS n FROM versions WHERE first_event = ? AND event_number <> first_event ORDER BY 1',
      [entry.n],
    )
    return [entry.n, ...others.map((other) => other.n)]
  }
}
