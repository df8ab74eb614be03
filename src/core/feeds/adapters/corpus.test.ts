/** Proves the adapters on files that others published: exact counts, every refusal with its reason. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { FeedRecord } from '../../../shared/events.ts'
import { verifyEasyPostSignature } from '../signatures.ts'
import { mappingFor } from './csv/adapter.ts'
import { loadMappings } from './csv/mappingFiles.ts'
import { createAdapters, recognise } from './registry.ts'

// Much text on a machine that may be busy: slow is not wrong.
vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '../../../..')
const corpus = process.env.TOWER_CORPUS ?? join(root, '../shared/data')
const { mappings } = loadMappings([{ path: join(root, 'resources/mappings'), source: 'shipped' }])
const adapters = createAdapters(mappings)
const decoder = new TextDecoder('utf-8', { fatal: true })

/** As the ledger counts: one identity with one content counts once, with another content it is a version. */
function tally(pattern: string, mapping?: string) {
  const seen = new Map<string, string>()
  const counts = {
    files: 0,
    unrecognised: 0,
    received: 0,
    records: 0,
    duplicates: 0,
    versions: 0,
    refused: 0,
  }
  const reasons = new Map<string, number>()
  const formats = new Set<string>()
  const records: FeedRecord[] = []
  for (const path of globSync(pattern, { cwd: corpus }).sort()) {
    counts.files += 1
    const message = { text: decoder.decode(readFileSync(join(corpus, path))), mapping }
    const adapter = recognise(adapters, message)
    if (!adapter) counts.unrecognised += 1
    else formats.add(adapter.name === 'csv' ? `csv:${mappingFor(mappings, message)?.name}` : adapter.name)
    for (const reading of adapter?.read(message) ?? []) {
      counts.received += 1
      if (reading.outcome === 'refused') {
        counts.refused += 1
        const reason = `${reading.field}: ${reading.reason.replaceAll(/evt_\w+/g, 'evt')}`
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        continue
      }
      const content = JSON.stringify(reading.record.events)
      const former = seen.get(reading.record.identity)
      if (former === content) counts.duplicates += 1
      else if (former !== undefined) counts.versions += 1
      else {
        counts.records += 1
        records.push(reading.record)
      }
      seen.set(reading.record.identity, content)
    }
  }
  return { ...counts, formats: [...formats], reasons: Object.fromEntries(reasons), all: records }
}

const localDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' })
const absent = (folder: string) => !existsSync(join(corpus, folder))

describe.skipIf(absent('olist-cab-g'))(
  'the Olist tables (published files, in the folder TOWER_CORPUS)',
  () => {
    const table = (name: string) => `olist-cab-g/data/${name}.csv`
    it.each([
      ['olist_customers_dataset', 'olist-customers', 8_135, 0],
      ['olist_sellers_dataset', 'olist-sellers', 1_610, 0],
      ['olist_products_dataset', 'olist-products', 5_460, 0],
      ['olist_order_items_dataset', 'olist-order-items', 8_365, 0],
      ['olist_order_payments_dataset', 'olist-order-payments', 8_924, 0],
      ['olist_order_reviews_dataset', 'olist-order-reviews', 8_225, 0],
      ['product_category_name_translation', 'olist-category-names', 71, 0],
      ['olist_geolocation_dataset', 'olist-geolocation', 45_928, 9_028],
    ])('%s', (file, mapping, rows, duplicates) => {
      const { received, records, refused, versions, formats, ...found } = tally(table(file))
      expect({ formats, received, duplicates: found.duplicates }).toEqual({
        formats: [`csv:${mapping}`],
        received: rows,
        duplicates,
      })
      expect([refused, versions, records]).toEqual([0, 0, rows - duplicates])
    })

    it('orders: all in, 5,170 with the promised and the actual delivery time, 343 after the promised day', () => {
      const { received, records, refused, all } = tally(table('olist_orders_dataset'))
      expect({ received, records, refused }).toEqual({ received: 8_135, records: 8_135, refused: 0 })
      const both = all.filter(
        ({ events }) =>
          events.some((event) => event.type === 'ShipmentDescribed' && event.promisedDelivery?.date) &&
          events.some(
            (event) => event.type === 'ShipmentMilestoneReached' && event.milestone === 'delivered',
          ),
      )
      expect(both.length).toBe(5_170)
      const late = both.filter(({ events }) => {
        const promise =
          events.find((event) => event.type === 'ShipmentDescribed')?.promisedDelivery?.date ?? ''
        const delivered = events.find(
          (event) => event.type === 'ShipmentMilestoneReached' && event.milestone === 'delivered',
        )
        const day = localDay.format(delivered && 'at' in delivered ? delivered.at : 0)
        return day > promise
      })
      expect(late.length).toBe(343)
    })
  },
)

describe.skipIf(absent('scms-delivery-history'))(
  'the SCMS delivery history (published files, in the folder TOWER_CORPUS)',
  () => {
    it('takes every line, 1,186 of them delivered after the scheduled day', () => {
      const { received, records, refused, all, formats } = tally('scms-delivery-history/*.csv')
      expect({ received, records, refused, formats }).toEqual({
        received: 10_324,
        records: 10_324,
        refused: 0,
        formats: ['csv:scms-delivery-history'],
      })
      const late = all.filter(({ events }) => {
        const described = events.find((event) => event.type === 'ShipmentDescribed')
        const delivered = events.find((event) => event.type === 'ShipmentMilestoneReached')
        if (described === undefined || delivered === undefined) return false
        return (
          new Date(delivered.at ?? 0).toISOString().slice(0, 10) > (described.promisedDelivery?.date ?? '')
        )
      })
      expect(late.length).toBe(1_186)
    })
  },
)

describe.skipIf(absent('locations-starbucks'))(
  'the location lists (published files, in the folder TOWER_CORPUS)',
  () => {
    it.each([
      ['locations-starbucks/starbucks_directory.csv', undefined, 'starbucks-directory', 25_600, 0, 1],
      ['locations-starbucks/uszips.csv', undefined, 'us-zip-codes', 33_121, 0, 0],
      ['locations-walmart-openings/*.csv', undefined, 'walmart-openings', 2_992, 0, 0],
      ['locations-us-fulfilment-centers/data/uszips.{csv,txt}', undefined, 'us-zip-codes', 67_550, 33_775, 0],
      [
        'locations-us-fulfilment-centers/data/{FC,all_FCs}.csv',
        undefined,
        'us-fulfilment-centers',
        239,
        60,
        0,
      ],
      [
        'locations-us-fulfilment-centers/data/{DS,all_DS}.csv',
        'us-delivery-stations',
        'us-delivery-stations',
        213,
        77,
        0,
      ],
      [
        'locations-us-fulfilment-centers/data/{SC,all_SC}.csv',
        'us-sortation-centers',
        'us-sortation-centers',
        89,
        41,
        0,
      ],
    ])('%s', (pattern, name, mapping, received, duplicates, versions) => {
      const found = tally(pattern, name)
      expect({ ...found, all: 0, files: 0 }).toEqual({
        files: 0,
        all: 0,
        unrecognised: 0,
        formats: [`csv:${mapping}`],
        received,
        duplicates,
        versions,
        records: received - duplicates - versions,
        refused: 0,
        reasons: {},
      })
    })
  },
)

describe.skipIf(absent('carrier-easypost'))('EasyPost (published files, in the folder TOWER_CORPUS)', () => {
  it('recorded bodies: trackers in, events without their tracker refused', () => {
    const { received, records, duplicates, versions, refused, reasons } = tally('carrier-easypost/**/*.json')
    expect(received).toBe(records + duplicates + versions + refused)
    expect(reasons).toEqual({
      'result: the event evt says that a tracker changed but carries none: lists of events leave `result` out; take the webhook, or retrieve the tracker': 33,
      "object: an EasyPost Webhook tells of no shipment's progress: only Event and Tracker are read": 19,
      "object: an EasyPost Batch tells of no shipment's progress: only Event and Tracker are read": 4,
    })
    expect({ received, versions }).toEqual({ received: 136, versions: 1 })
  })
  it('signature vector', () => {
    const folder = join(corpus, 'carrier-easypost/easypost-examples/official/fixtures')
    const body = readFileSync(join(folder, 'event-body.json'))
    const fixtures = readFileSync(join(folder, 'client-library-fixtures.json'), 'utf8')
    const { secret, hmac_signature: header } = JSON.parse(fixtures).webhooks as Record<string, string>
    const sent = body.subarray(0, body.at(-1) === 10 ? -1 : undefined)
    expect(verifyEasyPostSignature(sent, header ?? '', secret ?? '')).toBe(true)
    expect(verifyEasyPostSignature(body.subarray(1), header ?? '', secret ?? '')).toBe(false)
  })
})

describe.skipIf(absent('x12-edifact-indice-edinet'))(
  'X12 (published files, in the folder TOWER_CORPUS)',
  () => {
    it('214 files: one fact in two files that differ in their line ends', () => {
      const { received, records, duplicates, all } = tally('x12-edifact-indice-edinet/**/*214*.{edi,EDI}')
      expect({ received, records, duplicates }).toEqual({ received: 2, records: 1, duplicates: 1 })
      expect(all[0]?.events.find(({ type }) => type === 'ShipmentMilestoneReached')).toMatchObject({
        milestone: 'delivered',
        at: Date.parse('2016-07-26T16:30:00Z'),
      })
    })
  },
)
