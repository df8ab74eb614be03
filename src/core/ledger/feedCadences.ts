/** Owns what is kept of when each feed and each of its locations speak, written once a slot and not with every record. */
import {
  FEED_SLOT_MS,
  LOCATION_SLOT_MS,
  newCadence,
  noteHeard,
  silentFrom,
  type Cadence,
  type Gap,
} from '../../shared/cadence.ts'
import { clockOffset } from '../../shared/clockOffset.ts'
import type { Writer } from './types.ts'

/** In the place of a location: the feed as a whole. */
export const WHOLE_FEED = 0
/** Slots whose offset is kept. */
const KEPT_OFFSETS = 48
/** Entries in memory before they are let go; the store has them all. */
const REMEMBERED = 200_000

interface Remembered {
  slot: number
  /** The least time from happening to hearing within the slot: what the clocks of both differ by, and the way at best. */
  offsetMs: number
}

interface Row {
  firstAt: number
  lastAt: number
  hour: number
  active: number
  activeHours: number
  shares: Uint8Array
  gaps: string
  offsets: string
}

export interface FeedCadences {
  /** @param lagMs from when the freshest of it happened to when we heard of it; null: not known */
  heard(feedNumber: number, locationId: number, at: number, lagMs: number | null): void
  discard(): void
}

export function openFeedCadences(writer: Writer): FeedCadences {
  /** By feed and location: the slot that was written last, and what its records have been since. */
  const remembered = new Map<string, Remembered>()

  function write(
    feedNumber: number,
    locationId: number,
    at: number,
    slotMs: number,
    ended: Remembered | undefined,
  ): void {
    const row = writer.get<Row>(
      `SELECT first_at AS firstAt, last_at AS lastAt, hour, active, active_hours AS activeHours, shares, gaps, offsets
       FROM feed_cadences WHERE feed_number = ? AND location_id = ?`,
      [feedNumber, locationId],
    )
    const cadence: Cadence = row
      ? { ...row, shares: new Uint8Array(row.shares), gaps: JSON.parse(row.gaps) as Gap[] }
      : newCadence(at)
    if (row && !noteHeard(cadence, at, slotMs)) return
    const offsets = row ? (JSON.parse(row.offsets) as number[]) : []
    if (ended && Number.isFinite(ended.offsetMs)) offsets.push(ended.offsetMs)
    writer.run(
      `INSERT OR REPLACE INTO feed_cadences (feed_number, location_id, first_at, last_at, hour, active, active_hours, shares,
         gaps, offsets, silent_at, skew_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        feedNumber,
        locationId,
        cadence.firstAt,
        cadence.lastAt,
        cadence.hour,
        cadence.active,
        cadence.activeHours,
        cadence.shares,
        JSON.stringify(cadence.gaps),
        JSON.stringify(offsets.slice(-KEPT_OFFSETS)),
        silentFrom(cadence, slotMs),
        clockOffset(offsets),
      ],
    )
  }

  return {
    heard(feedNumber, locationId, at, lagMs) {
      const key = `${feedNumber} ${locationId}`
      const slotMs = locationId === WHOLE_FEED ? FEED_SLOT_MS : LOCATION_SLOT_MS
      const slot = Math.floor(at / slotMs)
      const before = remembered.get(key)
      const offsetMs = lagMs ?? Number.POSITIVE_INFINITY
      if (before && slot <= before.slot) {
        before.offsetMs = Math.min(before.offsetMs, offsetMs)
        return
      }
      write(feedNumber, locationId, at, slotMs, before)
      if (remembered.size >= REMEMBERED) remembered.clear()
      remembered.set(key, { slot, offsetMs })
    },
    discard: () => remembered.clear(),
  }
}
