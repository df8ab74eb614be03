/** Owns a running engine with two places and one article, told of by records of a shop, for the named cases of orders. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { Account } from '../shared/eventParts.ts'
import type { CanonicalEvent, EventOf } from '../shared/events.ts'
import type { Flow, OrderStep, ReturnStep, StockDisposition } from '../shared/vocabulary.ts'
import { openEngine } from './engine.ts'
import { silentLogger } from './platform.ts'

export const HOUR_MS = 3_600_000
export const START = Date.UTC(2026, 2, 2, 8)
export const DC = 'gln:dc'
export const STORE = 'gln:store'
export const OTHER_STORE = 'gln:other'
export const SKU = 'gtin:lamp'
export const ORDER = 'shop:1'

export const at = (location: string, disposition: StockDisposition = 'sellable') => ({
  location,
  disposition,
})
export const moved = (units: number, from: Account, to: Account): CanonicalEvent => ({
  type: 'StockMoved',
  sku: SKU,
  units,
  from,
  to,
})
export const step = (name: OrderStep, more: Partial<EventOf<'OrderStepTaken'>> = {}): CanonicalEvent => ({
  type: 'OrderStepTaken',
  order: ORDER,
  line: '1',
  step: name,
  ...more,
})
export const back = (name: ReturnStep, more: Partial<EventOf<'ReturnStepTaken'>> = {}): CanonicalEvent => ({
  type: 'ReturnStepTaken',
  order: ORDER,
  line: '1',
  return: 'r1',
  step: name,
  ...more,
})
/** An order of one line, promised for the tenth hour and paid for. */
export const placed = (flow: Flow, units: number, pickup?: string): CanonicalEvent[] => [
  {
    type: 'OrderPlaced',
    order: ORDER,
    flow,
    channel: 'web',
    customer: 'shop:c1',
    promise: { at: START + 10 * HOUR_MS },
    ...(pickup === undefined ? { destination: { country: 'AT', region: 'Wien' } } : { pickup }),
  },
  { type: 'OrderLineAdded', order: ORDER, line: '1', sku: SKU, units, priceMinor: 1000, currency: 'EUR' },
  { type: 'PaymentTaken', order: ORDER, method: 'card', amountMinor: units * 1000, currency: 'EUR' },
]

const PLACES = [
  [DC, 'dc'],
  [STORE, 'store'],
  [OTHER_STORE, 'store'],
] as const

/** The engine knows the places, and twenty lamps at each of them. */
export async function openOrderCases() {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'omnitower-orders-'))
  let now = START
  let serial = 0
  const engine = await openEngine({
    dataDirectory,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
  const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) =>
    engine.api.call(path, input, { actor: 'test', role: 'administrator' }) as Promise<OutputOf<P>>
  /** One record at an hour after the start: all of it counts, or nothing. */
  async function tell(hour: number, ...events: (CanonicalEvent | object)[]) {
    now = START + hour * HOUR_MS + serial
    serial += 1
    const text = JSON.stringify({
      specversion: '1.0',
      id: String(serial),
      source: '/shop',
      type: 'org.omnitower.Record',
      time: new Date(START + hour * HOUR_MS).toISOString(),
      datacontenttype: 'application/json',
      data: { events },
    })
    const { accepted, quarantined } = await engine.intake.submit({
      feed: 'shop',
      transport: 'command',
      body: Buffer.from(text),
      receivedAt: now,
    })
    return { accepted, quarantined }
  }
  await tell(-2, ...PLACES.map(([location, kind]) => ({ type: 'LocationDescribed', location, kind })))
  await tell(
    -1,
    ...PLACES.map(([location]) => ({ type: 'StockCounted', sku: SKU, ...at(location), units: 20 })),
  )
  return {
    call,
    tell,
    /** A firm claim for the order's line. */
    claim: (units: number, location: string) =>
      call('claims.take', { claim: 'c1', order: ORDER, line: '1', sku: SKU, location, units, kind: 'firm' }),
    /** What the position shows; each disposition's ledger page closes with what is stored. */
    async stock(location: string) {
      const [row] = (await call('inventory.positions', { location, sku: SKU })).rows
      if (!row) throw new Error(`there is no position at ${location}`)
      let isProven = true
      for (const disposition of ['sellable', 'inspection', 'damaged'] as const) {
        const page = await call('inventory.ledger', { location, sku: SKU, disposition })
        isProven &&= page.closingUnits === page.storedUnits
      }
      const { sellableUnits: sellable, unsellableUnits: unsellable, claimedUnits: claimed } = row
      return {
        sellable,
        unsellable,
        claimed,
        allocated: row.allocatedUnits,
        atp: row.atpUnits,
        isProven,
      }
    },
    /** Entries of a position's page, as signed units. */
    async page(location: string, disposition: StockDisposition = 'sellable') {
      const { entries } = await call('inventory.ledger', { location, sku: SKU, disposition })
      return entries.map((entry) => (entry.kind === 'move' ? entry.units : entry.countedUnits))
    },
    /** What the customer's view shows. */
    async order() {
      const { row, lines, refusedSteps, claims } = await call('orders.detail', { order: ORDER })
      const [line] = lines
      return {
        status: row.status,
        late: line?.late ?? null,
        handedOverAt: row.handedOverAt,
        portions:
          line?.portions.map(({ stage, units, location }) => `${units} ${stage} ${location ?? '-'}`) ?? [],
        returns: line?.returns ?? [],
        refused: refusedSteps.map(({ why }) => why),
        claims: claims.map(({ state, openUnits }) => `${state} ${openUnits}`),
      }
    },
    async close() {
      await engine.close()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}
