/** Owns how far a run's places have moved away from its base: units that came and went since, against what was there. */
import type { Reader } from './ledger/types.ts'
import type { RunRecord } from './whatif/runs/runStore.ts'

/** Rows of a list ask for many runs at once: each is reckoned anew only where the ledger has moved. */
interface Known {
  position: number
  share: number
}

const NOW_SQL = `
SELECT location_id AS place, on_hand AS microunits FROM rollups
WHERE changed_at_position > ? AND location_id IN (SELECT value FROM json_each(?))`

export function openMovedShares({ reader, position }: { reader: Reader; position(): number }) {
  const known = new Map<string, Known>()
  return {
    /** Sum over the places of how much more or less is there; null before the base was read. */
    shareOf({ run, base }: Pick<RunRecord, 'run' | 'base'>): number | null {
      if (!base) return null
      const now = position()
      const before = known.get(run)
      if (before?.position === now) return before.share
      const { places, microunits } = base.onHand
      const then = new Map(places.map((place, at) => [place, microunits[at] ?? 0]))
      let difference = 0
      const changed = reader.all<{ place: number; microunits: number }>(NOW_SQL, [
        base.base.position,
        JSON.stringify(places),
      ])
      for (const row of changed) difference += Math.abs(row.microunits - (then.get(row.place) ?? 0))
      const total = microunits.reduce((sum, one) => sum + Math.abs(one), 0)
      const share = total === 0 ? Number(difference > 0) : difference / total
      known.set(run, { position: now, share })
      if (known.size > 100) known.clear()
      return share
    },
  }
}
