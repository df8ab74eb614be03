/** Owns a network for the tests of what-if: a centre, stores around it, SKUs that sell unevenly, in an engine of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import type { RunProgress } from '../shared/readModels/whatif.ts'
import type { ScenarioDefinition } from '../shared/whatifDefinition.ts'
import type { Caller, Role } from './api/api.ts'
import { openEngine, type Engine } from './engine.ts'
import { seededRandom, silentLogger } from './platform.ts'

export const DAY_MS = 86_400_000
export const NOW = Date.UTC(2026, 2, 20, 12)
export const DC = 'gln:9506000134000'
export const store = (number: number) => `gln:95060001342${String(number).padStart(2, '0')}`
export const sku = (number: number) => `gtin:095060001${String(number).padStart(5, '0')}`
export const WEEKS: ScenarioDefinition = { scope: {}, horizonDays: 14, operators: [] }

export interface NetworkSize {
  stores: number
  skus: number
  /** Days of sales before now. */
  days: number
}

const shelf = (location: string) => ({ location, disposition: 'sellable' as const })

/** Records of a network: every other store has far too much of what the ones between have sold out of. */
export function* networkRecords({ stores, skus, days }: NetworkSize): Generator<FeedRecord> {
  const random = seededRandom(7)
  const first = NOW - days * DAY_MS
  const places: CanonicalEvent[] = [
    {
      type: 'LocationDescribed',
      location: DC,
      name: 'Centre',
      kind: 'dc',
      country: 'DE',
      region: 'Middle',
      latitude: 50.1,
      longitude: 8.7,
    },
  ]
  for (let at = 0; at < stores; at += 1) {
    places.push({
      type: 'LocationDescribed',
      location: store(at),
      name: `Store ${at + 1}`,
      kind: 'store',
      country: 'DE',
      region: at % 2 === 0 ? 'North' : 'South',
      latitude: 48 + ((at * 7) % 50) / 10,
      longitude: 7 + ((at * 13) % 60) / 10,
    })
  }
  const goods: CanonicalEvent[] = Array.from({ length: skus }, (_, at) => ({
    type: 'SkuDescribed',
    sku: sku(at),
    name: `Article ${at + 1}`,
    category: at % 2 === 0 ? 'Shoes' : 'Food',
    weightGrams: 400,
  }))
  const shown: CanonicalEvent[] = Array.from({ length: skus }, (_, at) => ({
    type: 'ListingShown',
    sku: sku(at),
    channel: 'shop',
    active: true,
    priceMinor: 2_000 + (at % 7) * 500,
    currency: 'EUR',
  }))
  yield { identity: 'places', occurredAt: first, events: places }
  yield { identity: 'goods', occurredAt: first, events: [...goods, ...shown] }
  const opening: CanonicalEvent[] = []
  for (let at = 0; at < skus; at += 1) {
    opening.push({ type: 'StockMoved', sku: sku(at), units: 40 * stores, from: 'supplier', to: shelf(DC) })
    for (let place = 0; place < stores; place += 1) {
      const units = (place + at) % 2 === 0 ? 400 : 2 * days + 40
      opening.push({ type: 'StockMoved', sku: sku(at), units, from: 'supplier', to: shelf(store(place)) })
    }
  }
  for (let at = 0; at < opening.length; at += 500) {
    yield { identity: `opening ${at}`, occurredAt: first, events: opening.slice(at, at + 500) }
  }
  for (let day = 0; day < days; day += 1) {
    const sales: CanonicalEvent[] = []
    for (let at = 0; at < skus; at += 1) {
      for (let place = 0; place < stores; place += 1) {
        const units = Math.floor(random.next() * 5)
        if (units > 0) {
          sales.push({
            type: 'StockMoved',
            sku: sku(at),
            units,
            from: shelf(store(place)),
            to: 'customer',
          })
        }
      }
    }
    const occurredAt = first + day * DAY_MS + 1
    for (let at = 0; at < sales.length; at += 500) {
      yield { identity: `sales ${day} ${at}`, occurredAt, events: sales.slice(at, at + 500) }
    }
  }
  // Every place has spoken lately.
  const lately: CanonicalEvent[] = [DC, ...Array.from({ length: stores }, (_, at) => store(at))].map(
    (location) => ({ type: 'StockMoved', sku: sku(0), units: 1, from: 'supplier', to: shelf(location) }),
  )
  yield { identity: 'lately', occurredAt: NOW - 60_000, events: lately }
}

export interface WhatifEngine {
  engine: Engine
  folder: string
  call<P extends PathOf<'query' | 'command'>>(
    path: P,
    input: InputOf<P>,
    by?: Partial<Caller>,
  ): Promise<OutputOf<P>>
  append(...records: FeedRecord[]): Promise<void>
  /** Waits until a run is over, or until it is as said. */
  until(run: string, is?: (progress: RunProgress) => boolean): Promise<RunProgress>
  /** Closes and opens the same folder again. */
  reopen(): Promise<void>
  close(): Promise<void>
}

const OVER: ReadonlySet<string> = new Set(['done', 'stopped', 'failed'])

export async function openWhatifEngine(size: NetworkSize | null): Promise<WhatifEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-whatif-'))
  const open = () =>
    openEngine({
      dataDirectory: folder,
      network: 'own',
      resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
      clock: { now: () => NOW },
      logger: silentLogger,
      version: 'test',
      vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
    })
  let engine = await open()
  const append = async (...records: FeedRecord[]) => {
    const outcome = await engine.ledger.append({
      feed: 'shops',
      transport: 'http',
      format: 'epcis',
      documentName: null,
      recordedAt: NOW,
      records: records.map((record) => ({ outcome: 'record', record, raw: JSON.stringify(record) })),
    })
    if (outcome.accepted !== records.length) throw new Error(`only ${outcome.accepted} records were taken`)
  }
  if (size) for (const record of networkRecords(size)) await append(record)
  const callAs = (by: Partial<Caller> = {}): Caller => {
    const role: Role = by.role ?? 'analyst'
    return { role, actor: by.actor ?? `a ${role}` }
  }
  const call: WhatifEngine['call'] = (path, input, by) =>
    engine.api.call(path, input, callAs(by)) as Promise<OutputOf<typeof path>>
  return {
    get engine() {
      return engine
    },
    folder,
    call,
    append,
    async until(run, is = ({ state }) => OVER.has(state)) {
      const { promise, resolve: found, reject } = Promise.withResolvers<RunProgress>()
      const hear = (progress: unknown) => {
        const told = progress as RunProgress
        if (is(told)) found(told)
        else if (OVER.has(told.state)) reject(new Error(`${told.state}: ${told.message}`))
      }
      const end = await engine.api.subscribe('whatif.live', { run }, callAs({ role: 'viewer' }), {
        snapshot: (_position, value) => hear(value),
        delta: (_position, value) => hear(value),
        failure: reject,
      })
      return promise.finally(end)
    },
    async reopen() {
      await engine.close()
      engine = await open()
    },
    async close() {
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
