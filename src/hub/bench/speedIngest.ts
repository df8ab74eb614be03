/** Owns what following orders costs ingest: the same records written with orders on, and with their projections off. */
import { join } from 'node:path'
import { LEDGER_FILE } from '../../core/engine.ts'
import { openAppender } from '../../core/ledger/append.ts'
import { openWriter } from '../../core/ledger/database.ts'
import { packBatch, type PackedBatch } from '../../core/ledger/packing.ts'
import { seededRandom } from '../../core/platform.ts'
import { PROJECTIONS } from '../../core/projections/projections.ts'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { rounded } from './percentiles.ts'
import { atLeast, type Figures, type Target } from './result.ts'
import { ENDS_AT } from './speedStore.ts'
import type { Workspace } from './workspace.ts'

const HOUR_MS = 3_600_000
const LOCATIONS = 200
const SKUS = 2_000
/** Records of the measured stream, and of the one before it. */
const RECORDS = 60_000
const WARM_UP_RECORDS = 20_000
const RECORDS_PER_COMMIT = 2_000
/** Sales at tills for each order: an order has six records, so orders are a tenth of the stream, and a half. */
const MIXES = [
  { name: 'tenth', salesPerOrder: 54 },
  { name: 'half', salesPerOrder: 6 },
] as const
const TARGET_MIX = 'tenth'
const WANTED_SHARE = 0.8
/** What is made of orders and of what customers say and do about them. */
const OF_ORDERS = new Set(['order', 'speed', 'feedback', 'contact', 'touch'])
const TURNS = 3

const location = (number: number) => `urn:bench:location:${number + 1}`
const sku = (number: number) => `urn:bench:sku:${number + 1}`

/** Sales, and orders with a record for each step, in order of time: many orders are under way at once. */
export function recordsOf(count: number, salesPerOrder: number, seed: number): FeedRecord[] {
  const random = seededRandom(seed)
  const below = (n: number) => Math.floor(random.next() * n)
  const orders = Math.round(count / (salesPerOrder + 6))
  const spanMs = orders * 20_000
  const records: FeedRecord[] = []
  for (let sale = 0; sale < orders * salesPerOrder; sale += 1) {
    records.push({
      identity: `sale ${seed} ${sale}`,
      occurredAt: ENDS_AT + below(spanMs + 60 * HOUR_MS),
      events: [moved(location(below(LOCATIONS)), sku(below(SKUS)))],
    })
  }
  for (let number = 0; number < orders; number += 1) {
    const order = `order:${seed}-${number}`
    const from = location(below(LOCATIONS))
    const what = sku(below(SKUS))
    let at = ENDS_AT + below(spanMs)
    const add = (step: string, events: CanonicalEvent[]) => {
      records.push({ identity: `${order} ${step}`, occurredAt: at, events })
      at += HOUR_MS * (1 + below(20))
    }
    const stepOf = (step: 'allocated' | 'picked' | 'packed' | 'shipped' | 'delivered'): CanonicalEvent => ({
      type: 'OrderStepTaken',
      order,
      line: '1',
      step,
      ...(step === 'delivered' ? {} : { location: from }),
    })
    add('placed', [
      {
        type: 'OrderPlaced',
        order,
        flow: 'shipFromDc',
        channel: 'web',
        destination: { region: `Region ${below(50)}`, country: 'US' },
      },
      {
        type: 'OrderLineAdded',
        order,
        line: '1',
        sku: what,
        units: 1,
        priceMinor: 1999,
        currency: 'USD',
        promise: { at: at + 72 * HOUR_MS },
      },
    ])
    for (const step of ['allocated', 'picked', 'packed'] as const) add(step, [stepOf(step)])
    add('shipped', [moved(from, what), stepOf('shipped')])
    add('delivered', [stepOf('delivered')])
  }
  return records.sort((a, b) => a.occurredAt - b.occurredAt)
}

const moved = (from: string, what: string): CanonicalEvent => ({
  type: 'StockMoved',
  sku: what,
  units: 1,
  from: { location: from, disposition: 'sellable' },
  to: 'customer',
})

export function batchesOf(records: readonly FeedRecord[]): PackedBatch[] {
  const batches: PackedBatch[] = []
  for (let at = 0; at < records.length; at += RECORDS_PER_COMMIT) {
    batches.push(
      packBatch({
        feed: 'bench',
        transport: 'http',
        format: 'cloudevents',
        documentName: null,
        recordedAt: ENDS_AT,
        records: records
          .slice(at, at + RECORDS_PER_COMMIT)
          .map((record) => ({ outcome: 'record', record, raw: '{}' })),
      }),
    )
  }
  return batches
}

/** Records a second through the ledger's own append, each commit durable. */
function measureRate(workspace: Workspace, salesPerOrder: number, withOrders: boolean): number {
  const connection = openWriter(join(workspace.folder('ingest'), LEDGER_FILE))
  try {
    const projections = withOrders ? PROJECTIONS : PROJECTIONS.filter(({ kind }) => !OF_ORDERS.has(kind))
    const appender = openAppender(connection, projections)
    for (const batch of batchesOf(recordsOf(WARM_UP_RECORDS, salesPerOrder, 1))) appender.commit([batch])
    const records = recordsOf(RECORDS, salesPerOrder, 2)
    const batches = batchesOf(records)
    const startedAt = performance.now()
    for (const batch of batches) appender.commit([batch])
    return (records.length / (performance.now() - startedAt)) * 1000
  } finally {
    connection.database.close()
  }
}

const middle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The ratio is that of the medians of some turns, one of each kind after the other. */
export function measureOrderIngest(
  workspace: Workspace,
  say: (line: string) => void,
): { figures: Figures; target: Target } {
  const figures: Figures = {}
  let targetRatio = Number.NaN
  for (const { name, salesPerOrder } of MIXES) {
    const on: number[] = []
    const off: number[] = []
    for (let turn = 0; turn < TURNS; turn += 1) {
      off.push(measureRate(workspace, salesPerOrder, false))
      on.push(measureRate(workspace, salesPerOrder, true))
    }
    const ratio = rounded(middle(on) / middle(off), 3)
    say(
      `orders are a ${name} of the records: ${Math.round(middle(on))} records/s, without orders ${Math.round(middle(off))}`,
    )
    figures[name] = {
      withOrdersPerSecond: Math.round(middle(on)),
      withoutPerSecond: Math.round(middle(off)),
      ratio,
    }
    if (name === TARGET_MIX) targetRatio = ratio
  }
  return { figures, target: atLeast(WANTED_SHARE, targetRatio) }
}
