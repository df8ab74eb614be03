/** Owns lanes as groups of packed lines: from a location to a region by a carrier. */
import type { PackPart } from '../../shared/speedPack.ts'
import type { Pack, PackedPeriod } from './speedPacks.ts'

export const LANE_PARTS = ['place', 'location', 'carrier'] as const satisfies readonly PackPart[]

/** Pairs of location and carrier that a table for each place may have; beyond, a map is slower and smaller. */
const TABLE_PAIRS = 65_536

interface Slots {
  get(pair: number): number | undefined
  set(pair: number, lane: number): void
}

function openSlots(pairs: number): Slots {
  if (pairs > TABLE_PAIRS) return new Map<number, number>()
  const table = new Int32Array(pairs).fill(-1)
  return {
    get: (pair) => {
      const lane = table[pair] as number
      return lane < 0 ? undefined : lane
    },
    set: (pair, lane) => {
      table[pair] = lane
    },
  }
}

export interface LaneNumbers {
  place: number
  location: number
  carrier: number
}

export interface LaneIndex {
  lanes: LaneNumbers[]
  /** The lane's number; made at first sight. */
  laneOf(place: number, location: number, carrier: number): number
  /** The known lane of each line; −1 where it is none of them. */
  groupsOf(pack: Pack): Int32Array
}

/** @param names of all packs that it is used on; they may be more than at first */
export function openLaneIndex(names: PackedPeriod['names']): LaneIndex {
  const lanes: LaneNumbers[] = []
  const carriers = names.carrier.length
  const pairs = names.location.length * carriers
  const slotsOfPlace: (Slots | undefined)[] = []
  return {
    lanes,
    laneOf(place, location, carrier) {
      const slots = (slotsOfPlace[place] ??= openSlots(pairs))
      const pair = location * carriers + carrier
      const known = slots.get(pair)
      if (known !== undefined) return known
      const lane = lanes.push({ place, location, carrier }) - 1
      slots.set(pair, lane)
      return lane
    },
    groupsOf({ lines, columns }) {
      const { place, location, carrier } = columns
      const groups = new Int32Array(lines).fill(-1)
      for (let line = 0; line < lines; line += 1) {
        const slots = slotsOfPlace[place[line] as number]
        if (!slots) continue
        const lane = slots.get((location[line] as number) * carriers + (carrier[line] as number))
        if (lane !== undefined) groups[line] = lane
      }
      return groups
    },
  }
}
