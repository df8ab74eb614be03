/** Owns a small network for the tests of queries: two stores and a distribution centre, three SKUs, two shipments. */
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import type { Account } from '../shared/eventParts.ts'
import { folderKeys } from './folderKeys.ts'
import { findEventNumbers } from './ledger/log.ts'
import { unpackRaw } from './ledger/packing.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import type { Intaken } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'
import type { QueryContext } from './queries/context.ts'

export const DAY_MS = 86_400_000
export const START = Date.UTC(2026, 2, 1)
export const VIENNA = 'gln:vienna'
export const BERLIN = 'gln:berlin'
export const DC = 'gln:dc'
export const SHOE = 'gtin:shoe'
export const BOOT = 'gtin:boot'
export const TEA = 'gtin:tea'

export const shelf = (location: string, disposition: 'sellable' | 'damaged' = 'sellable') => ({
  location,
  disposition,
})
export const record = (identity: string, occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => ({
  identity,
  occurredAt,
  events,
})
export const moved = (sku: string, units: number, from: Account, to: Account): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from,
  to,
})
const counted = (sku: string, location: string, units: number): CanonicalEvent => ({
  type: 'StockCounted',
  sku,
  units,
  ...shelf(location),
})

/** Vienna: 8 shoes after a count of 10 (2 sold), 1 of them kept back, 3 damaged; tea sold out. Berlin: −1 boots. DC: 100 tea. */
export const STOCK: readonly FeedRecord[] = [
  record(
    'master',
    START,
    {
      type: 'LocationDescribed',
      location: VIENNA,
      name: 'Vienna Mitte',
      kind: 'store',
      country: 'AT',
      region: 'Wien',
      city: 'Vienna',
      latitude: 48.2,
      longitude: 16.4,
    },
    {
      type: 'LocationDescribed',
      location: BERLIN,
      name: 'Berlin Nord',
      kind: 'store',
      country: 'DE',
      region: 'Berlin',
    },
    {
      type: 'LocationDescribed',
      location: DC,
      name: 'Centre',
      kind: 'dc',
      country: 'DE',
      region: 'Sachsen',
      latitude: 51.3,
      longitude: 12.4,
    },
    { type: 'SkuDescribed', sku: SHOE, name: 'Trail shoe', category: 'Shoes' },
    { type: 'SkuDescribed', sku: BOOT, name: 'Winter boot', category: 'Shoes' },
    { type: 'SkuDescribed', sku: TEA, name: 'Green tea 50%', category: 'Food' },
  ),
  record('count', START + DAY_MS, counted(SHOE, VIENNA, 10)),
  record('sale', START + 2 * DAY_MS, moved(SHOE, 2, shelf(VIENNA), 'customer')),
  record('damage', START + 2 * DAY_MS, moved(SHOE, 3, 'supplier', shelf(VIENNA, 'damaged'))),
  record('safety', START, { type: 'SafetyStockSet', sku: SHOE, location: VIENNA, units: 1 }),
  record('tea in', START, moved(TEA, 5, 'supplier', shelf(VIENNA))),
  record('tea out', START + DAY_MS, moved(TEA, 5, shelf(VIENNA), 'customer')),
  record('boots', START + 3 * DAY_MS, moved(BOOT, 1, shelf(BERLIN), 'customer')),
  record('tea at dc', START, moved(TEA, 100, 'supplier', shelf(DC))),
  record(
    'ship 1',
    START + DAY_MS,
    {
      type: 'ShipmentDescribed',
      shipment: 'ship:1',
      carrier: 'PostA',
      trackingNumber: 'T100',
      origin: { location: DC },
      destination: { location: VIENNA },
      lines: [
        { sku: SHOE, units: 4 },
        { sku: TEA, units: 6 },
      ],
      promisedDelivery: { at: START + 2 * DAY_MS },
    },
    { type: 'ShipmentMilestoneReached', shipment: 'ship:1', milestone: 'departed' },
  ),
  record(
    'ship 2',
    START + DAY_MS,
    {
      type: 'ShipmentDescribed',
      shipment: 'ship:2',
      carrier: 'PostB',
      origin: { location: DC },
      destination: { location: VIENNA },
      lines: [{ sku: TEA, units: 2 }],
    },
    { type: 'ShipmentMilestoneReached', shipment: 'ship:2', milestone: 'delivered' },
  ),
]

/** A ledger with the records in it, and the context to ask it with; the time is that of `now`. */
export function openSmallNetwork(records: readonly FeedRecord[] = STOCK, now = START + 4 * DAY_MS) {
  const ledger = openTestLedger(PROJECTIONS)
  if (records.length > 0) ledger.commit([records.map(intaken)])
  const context: QueryContext = {
    reader: ledger.reader,
    clock: { now: () => now },
    pseudonymOf: folderKeys(Buffer.alloc(32, 7)).pseudonymOf,
    log: {
      eventNumbers: (identity) => findEventNumbers(ledger.reader, identity),
      rawText: unpackRaw,
    },
  }
  return {
    context,
    ledger,
    take: (...more: FeedRecord[]) => ledger.commit([more.map(intaken)]),
    refuse: (...more: { raw: string; field: string }[]) =>
      ledger.commit([
        more.map((one): Intaken => ({ outcome: 'refused', reason: `${one.field} is bad`, ...one })),
      ]),
  }
}
