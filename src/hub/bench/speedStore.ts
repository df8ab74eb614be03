/** Owns a store with so many order lines of a year, written as rows and packed by the very code that packs at ingest. */
import { openWriter, type WriterConnection } from '../../core/ledger/database.ts'
import { seededRandom } from '../../core/platform.ts'
import { packWaiting } from '../../core/projections/speedPacks.ts'
import { weekHourOf } from '../../core/projections/speedWeekHour.ts'
import type { StoredSpeedLine } from '../../shared/speedLine.ts'
import { speedEntry } from '../../shared/speedPack.ts'
import type { Flow } from '../../shared/vocabulary.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const DAYS = 365
/** The end of the data: what is still under way then is open. */
export const ENDS_AT = Date.UTC(2026, 9, 1)
export const BEGINS_AT = ENDS_AT - DAYS * DAY_MS
const REGIONS = 50
const LOCATIONS = 200
const DCS = 10
const CARRIERS = 8
const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'] as const
/** Which flows a channel sells through, the usual ones first. */
const CHANNELS: readonly [name: string, flows: readonly Flow[]][] = [
  ['web', ['shipFromDc', 'shipFromDc', 'shipFromStore', 'bopis']],
  ['app', ['shipFromDc', 'bopis', 'bopis', 'ropis']],
  ['marketplace', ['shipFromDc', 'dropShip']],
  ['store', ['storeHomeDelivery', 'boris']],
  ['phone', ['shipFromDc', 'shipFromStore']],
]
const LINES_PER_TRANSACTION = 100_000

export interface BenchLine extends StoredSpeedLine {
  order: string
  line: string
  open: number
  isFirst: boolean
}

const regionName = (region: number) => `Region ${region + 1}`
const locationName = (location: number) => `urn:bench:location:${location + 1}`

/** The lines, in order of time. */
export function* benchLines(count: number, seed: number): Generator<BenchLine> {
  const random = seededRandom(seed)
  const below = (n: number) => Math.floor(random.next() * n)
  /** About 1, from a tenth to ten times as much, as times of work are spread. */
  const spread = () => Math.exp((random.next() + random.next() + random.next() - 1.5) * 1.2)
  let order = 0
  let left = 0
  let head = { placedAt: BEGINS_AT, region: 0, channel: 0 }
  for (let line = 0; line < count; line += 1) {
    const isFirst = left === 0
    if (isFirst) {
      order += 1
      left = 1 + below(3)
      head = {
        placedAt: BEGINS_AT + Math.floor((line / count) * DAYS * DAY_MS) + below(1000),
        // Regions are of different size.
        region: Math.floor(random.next() ** 1.7 * REGIONS),
        channel: Math.floor(random.next() ** 1.5 * CHANNELS.length),
      }
    }
    left -= 1
    yield {
      order: `order:${String(order).padStart(9, '0')}`,
      line: String(left + 1),
      isFirst,
      ...lineOf(head, below, spread),
    }
  }
}

function lineOf(
  { placedAt, region, channel }: { placedAt: number; region: number; channel: number },
  below: (n: number) => number,
  spread: () => number,
): StoredSpeedLine & { open: number } {
  const [channelName, flows] = CHANNELS[channel] ?? ['web', ['shipFromDc'] as const]
  const flow = flows[below(flows.length)] ?? 'shipFromDc'
  const isPickup = flow === 'bopis' || flow === 'ropis'
  const isFromDc = flow === 'shipFromDc' || flow === 'dropShip' || flow === 'boris'
  const near = Math.floor((region / REGIONS) * LOCATIONS)
  const location = isFromDc
    ? below(4) > 0
      ? Math.floor((region / REGIONS) * DCS)
      : below(DCS)
    : below(20) > 0
      ? DCS + ((near + below(6)) % (LOCATIONS - DCS))
      : DCS + below(LOCATIONS - DCS)
  const hours = (usual: number) => Math.round(usual * spread() * HOUR_MS)
  const allocatedAt = placedAt + hours(1)
  const pickedAt = allocatedAt + hours(isPickup ? 2 : 5)
  const packedAt = isPickup ? null : pickedAt + hours(1)
  const shippedAt = packedAt === null ? null : packedAt + hours(6)
  const readyAt = isPickup ? pickedAt + hours(0.5) : null
  const end = shippedAt === null ? (readyAt ?? pickedAt) + hours(10) : shippedAt + hours(isFromDc ? 40 : 20)
  const promisedAt = below(50) === 0 ? null : placedAt + (isPickup ? 36 : isFromDc ? 96 : 60) * HOUR_MS
  const isOpen = end > ENDS_AT || below(400) === 0
  const told = (at: number | null) => (at !== null && at < ENDS_AT ? at : null)
  return {
    region: regionName(region),
    country: 'US',
    channel: channelName,
    flow,
    carrier: isPickup ? null : `carrier ${1 + below(CARRIERS)}`,
    location: locationName(location),
    weekHour: weekHourOf(placedAt, ZONES[region % ZONES.length] ?? null),
    placedAt,
    allocatedAt: told(allocatedAt),
    pickedAt: told(pickedAt),
    packedAt: told(packedAt),
    shippedAt: told(shippedAt),
    arrivedAt: null,
    readyAt: told(readyAt),
    handedOverAt: isOpen ? null : end,
    promisedAt,
    late: isOpen || promisedAt === null ? null : Number(end > promisedAt),
    rejections: Number(below(200) === 0),
    shortMicrounits: 0,
    open: Number(isOpen),
  }
}

const ORDER_SQL = `INSERT INTO orders (order_id, status, flow, channel, placed_at, line_count, microunits, value_minor,
  paid_minor, refunded_minor, region, country, location, open, refused, last_occurred_at, last_recorded_at, last_feed, detail)
  VALUES (?, 'placed', ?, ?, ?, 1, 1000000, 1000, 1000, 0, ?, ?, ?, ?, 0, ?, ?, 1, '{}')`
const LINE_SQL = `INSERT INTO order_lines (order_id, line, sku_id, microunits, channel, flow, carrier, location, region,
  country, open, placed_at, allocated_at, picked_at, packed_at, shipped_at, arrived_at, ready_at, handed_over_at, promised_at,
  promise_basis, late, rejections, short_microunits, cancelled_microunits, returned_microunits, value_minor, week_hour)
  VALUES (?, ?, 1, 1000000, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'channel', ?, ?, ?, 0, 0, 1000, ?)`
const RECENT_SQL = `INSERT INTO speed_recent (change, day, place, channel, flow, carrier, location, time, marks, elapsed,
  promise, transit) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Fills a new store. @param say told of every tenth */
export function fillSpeedStore(path: string, count: number, say: (line: string) => void): void {
  const connection = openWriter(path)
  try {
    connection.database.pragma('synchronous = OFF')
    connection.run(
      "INSERT INTO skus (sku_id, sku, described, name) VALUES (1, 'urn:bench:sku:1', 1, 'A thing')",
    )
    for (let location = 0; location < LOCATIONS; location += 1) {
      connection.run(
        'INSERT INTO locations (location, described, name, region, country, latitude, longitude) VALUES (?, 1, ?, ?, ?, ?, ?)',
        [
          locationName(location),
          `Location ${location + 1}`,
          regionName(Math.floor((location / LOCATIONS) * REGIONS)),
          'US',
          30 + (location % 18),
          -120 + (location % 50),
        ],
      )
    }
    const lines = benchLines(count, 5)
    for (let done = 0; done < count; done += LINES_PER_TRANSACTION) {
      connection.database.transaction(() => {
        for (let line = done; line < Math.min(count, done + LINES_PER_TRANSACTION); line += 1) {
          const next = lines.next()
          if (!next.done) writeLine(connection, next.value)
        }
        packWaiting(connection, 0)
      })()
      if (Math.floor((done * 10) / count) < Math.floor(((done + LINES_PER_TRANSACTION) * 10) / count)) {
        say(
          `filling the store: ${Math.min(count, done + LINES_PER_TRANSACTION).toLocaleString('en-US')} order lines`,
        )
      }
    }
    connection.database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    connection.database.close()
  }
}

function writeLine(connection: WriterConnection, line: BenchLine): void {
  if (line.isFirst) {
    connection.run(ORDER_SQL, [
      line.order,
      line.flow,
      line.channel,
      line.placedAt,
      line.region,
      line.country,
      line.location,
      line.open,
      line.handedOverAt ?? line.placedAt,
      line.handedOverAt ?? line.placedAt,
    ])
  }
  connection.run(LINE_SQL, [
    line.order,
    line.line,
    line.channel,
    line.flow,
    line.carrier,
    line.location,
    line.region,
    line.country,
    line.open,
    line.placedAt,
    line.allocatedAt,
    line.pickedAt,
    line.packedAt,
    line.shippedAt,
    line.arrivedAt,
    line.readyAt,
    line.handedOverAt,
    line.promisedAt,
    line.late,
    line.rejections,
    line.shortMicrounits,
    line.weekHour,
  ])
  const entry = speedEntry(line)
  if (!entry) return
  const { day, names, numbers } = entry
  connection.run(RECENT_SQL, [
    day,
    names.place,
    names.channel,
    names.flow,
    names.carrier,
    names.location,
    numbers.time,
    numbers.marks,
    numbers.elapsed,
    numbers.promise,
    numbers.transit,
  ])
}
