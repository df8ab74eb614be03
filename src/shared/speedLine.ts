/** Owns what counts about an order line's speed: its hours, its promise, and the part of the way that held it up. */
import type { Flow } from './vocabulary.ts'

/** An order line as it is stored. */
export interface StoredSpeedLine {
  region: string | null
  country: string | null
  channel: string | null
  flow: string | null
  carrier: string | null
  location: string | null
  weekHour: number | null
  placedAt: number | null
  allocatedAt: number | null
  pickedAt: number | null
  packedAt: number | null
  shippedAt: number | null
  arrivedAt: number | null
  readyAt: number | null
  handedOverAt: number | null
  promisedAt: number | null
  late: number | null
  rejections: number
  shortMicrounits: number
}

/** The columns of `order_lines` that make a `StoredSpeedLine`. */
export const SPEED_LINE_COLUMNS = `region, country, channel, flow, carrier, location, week_hour AS weekHour,
  placed_at AS placedAt, allocated_at AS allocatedAt, picked_at AS pickedAt, packed_at AS packedAt,
  shipped_at AS shippedAt, arrived_at AS arrivedAt, ready_at AS readyAt, handed_over_at AS handedOverAt,
  promised_at AS promisedAt, late, rejections, short_microunits AS shortMicrounits`

/** What a line's own steps tell of why it is late; `wrongPromise` is told by other lines of its lane. */
export const LINE_CAUSES = ['unknown', 'allocationWait', 'pick', 'dwell', 'carrier', 'stockShortage'] as const
export type LineCause = (typeof LINE_CAUSES)[number]

type Part = 'allocationWait' | 'pick' | 'dwell' | 'carrier'

/** How much of the promised time each part of the way may take; each flow's shares sum to one. */
export const TIME_SHARES: Readonly<Record<'toAddress' | 'toCounter', Readonly<Record<Part, number>>>> = {
  toAddress: { allocationWait: 0.1, pick: 0.2, dwell: 0.1, carrier: 0.6 },
  toCounter: { allocationWait: 0.2, pick: 0.6, dwell: 0.2, carrier: 0 },
}

const isToCounter = (flow: string | null) =>
  flow === ('bopis' satisfies Flow) || flow === ('ropis' satisfies Flow)

interface Stretch {
  parts: Part[]
  ms: number
}

/** The stretches of a line's way between the times that are known, and which parts each may have been spent on. */
function stretches(line: StoredSpeedLine, end: number): Stretch[] {
  const toCounter = isToCounter(line.flow)
  const isCarried = !toCounter || line.shippedAt !== null
  const steps: [at: number | null, part: Part, isOfFlow: boolean][] = [
    [line.allocatedAt, 'allocationWait', true],
    [line.pickedAt, 'pick', true],
    [line.packedAt, 'pick', true],
    [line.shippedAt, 'dwell', isCarried],
    [line.arrivedAt, 'carrier', toCounter && isCarried],
    [line.readyAt, isCarried ? 'dwell' : 'pick', toCounter],
    [end, toCounter ? 'dwell' : 'carrier', true],
  ]
  const found: Stretch[] = []
  let since = line.placedAt ?? end
  let parts: Part[] = []
  for (const [at, part, isOfFlow] of steps) {
    if (at === null && !isOfFlow) continue
    if (!parts.includes(part)) parts.push(part)
    if (at === null) continue
    found.push({ parts, ms: Math.max(0, at - since) })
    since = Math.max(since, at)
    parts = []
  }
  return found
}

/**
 * Why a line is late, from its own steps: units that a place gave up or did not have; else the part of the way that
 * overran its share of the promised time the most. `unknown` where that stretch may have been spent on several parts.
 * @param end when it was handed over; now, for a line that is open past its promise
 */
export function lineCause(line: StoredSpeedLine, end: number): LineCause {
  if (line.rejections > 0 || line.shortMicrounits > 0) return 'stockShortage'
  if (line.placedAt === null || line.promisedAt === null) return 'unknown'
  const shares = TIME_SHARES[isToCounter(line.flow) && line.shippedAt === null ? 'toCounter' : 'toAddress']
  const allowedMs = line.promisedAt - line.placedAt
  // Stretches over the same parts are one: a parcel may wait twice.
  const spent = new Map<string, Stretch>()
  for (const { parts, ms } of openEnd(line, end)) {
    const key = parts.join(' ')
    spent.set(key, { parts, ms: (spent.get(key)?.ms ?? 0) + ms })
  }
  let worst: LineCause = 'unknown'
  let worstMs = 0
  for (const { parts, ms } of spent.values()) {
    const overMs = ms - allowedMs * parts.reduce((sum, part) => sum + shares[part], 0)
    if (overMs <= worstMs) continue
    worstMs = overMs
    worst = parts.length === 1 ? (parts[0] ?? 'unknown') : 'unknown'
  }
  return worst
}

/** An open line waits for the step after the last that it took, once any was told. */
function openEnd(line: StoredSpeedLine, end: number): Stretch[] {
  const all = stretches(line, end)
  const last = all.at(-1)
  if (line.handedOverAt !== null || !last || all.length === 1) return all
  return [...all.slice(0, -1), { ...last, parts: last.parts.slice(0, 1) }]
}
