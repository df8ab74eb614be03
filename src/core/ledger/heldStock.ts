/** Owns the sums of what orders hold, by position and by location: changed in memory, written at a transaction's end. */
import type { Writer } from './types.ts'
import { openBulkInsert } from './bulkInsert.ts'

export interface HeldPosition {
  location: string
  sku: string
}

export interface HeldStock {
  /** Adds to what is held of a position; `held` is claims and allocations together, `claimed` the claims alone. */
  changed(location: string, sku: string, claimed: number, held: number): void
  /** Writes the sums and marks the roll-ups of their locations as changed; returns the positions. */
  flush(position: number): HeldPosition[]
  discard(): void
}

interface Sums {
  claimed: number
  held: number
}

const byName = <V>(sums: Map<string, V>) => [...sums].sort((a, b) => (a[0] < b[0] ? -1 : 1))

export function openHeldStock(writer: Writer): HeldStock {
  const positions = openBulkInsert(
    writer,
    'INSERT INTO position_holds (location, sku, claimed, held)',
    4,
    `ON CONFLICT (location, sku) DO UPDATE SET claimed = claimed + excluded.claimed, held = held + excluded.held`,
  )
  const locations = openBulkInsert(
    writer,
    'INSERT INTO location_holds (location, claimed, held)',
    3,
    `ON CONFLICT (location) DO UPDATE SET claimed = claimed + excluded.claimed, held = held + excluded.held`,
  )
  let changes = new Map<string, Map<string, Sums>>()

  return {
    changed(location, sku, claimed, held) {
      if (claimed === 0 && held === 0) return
      const ofLocation = changes.get(location) ?? new Map<string, Sums>()
      changes.set(location, ofLocation)
      const before = ofLocation.get(sku) ?? { claimed: 0, held: 0 }
      ofLocation.set(sku, { claimed: before.claimed + claimed, held: before.held + held })
    },
    flush(position) {
      const touched: HeldPosition[] = []
      for (const [location, ofLocation] of byName(changes)) {
        const sum: Sums = { claimed: 0, held: 0 }
        for (const [sku, { claimed, held }] of byName(ofLocation)) {
          positions.add([location, sku, claimed, held])
          sum.claimed += claimed
          sum.held += held
          touched.push({ location, sku })
        }
        locations.add([location, sum.claimed, sum.held])
        // A location that nothing but orders has named has no roll-up; it will be read with its sums once it has.
        writer.run(
          'UPDATE rollups SET changed_at_position = ? WHERE location_id = (SELECT location_id FROM locations WHERE location = ?)',
          [position, location],
        )
      }
      positions.flush()
      locations.flush()
      changes = new Map()
      return touched
    },
    discard() {
      positions.discard()
      locations.discard()
      changes = new Map()
    },
  }
}
