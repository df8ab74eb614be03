/** Proves `tower ingest` on files that others published: exact counts, and a reason and a field for all that is refused. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OrderSummary } from '../../src/shared/readModels/orders.ts'
import { tower } from './towerProcess.ts'

vi.setConfig({ testTimeout: 300_000 })

const CORPUS = process.env['TOWER_CORPUS'] ?? join(import.meta.dirname, '../../../shared/data')
const EDI = 'x12-edifact-indice-edinet/test/indice.Edi.Tests/Samples'

interface Counts {
  received: number
  accepted: number
  duplicates: number
  quarantined: number
}
type FileReport = Counts & { path: string; format: string }

let data: string
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'tower-corpus-'))))
afterEach(() => rmSync(data, { recursive: true, force: true }))

async function answerOf(...values: string[]): Promise<unknown> {
  const ended = await tower([...values, '--data', data, '--json'])
  expect([ended.code, ended.err]).toEqual([0, ''])
  return JSON.parse(ended.out)
}

/** Takes the paths in, and proves that nothing of them vanished: in the whole, and in each file. */
async function ingest(...paths: string[]): Promise<{ counts: Counts; files: FileReport[] }> {
  const report = await answerOf('ingest', ...paths.map((path) => join(CORPUS, path)))
  const { received, accepted, duplicates, quarantined, files } = report as Counts & { files: FileReport[] }
  for (const part of [{ received, accepted, duplicates, quarantined }, ...files]) {
    expect(part.accepted + part.duplicates + part.quarantined).toBe(part.received)
  }
  expect(await answerOf('verify')).toMatchObject({ ok: true })
  expect(await answerOf('digest')).toMatchObject({ events: accepted })
  return { counts: { received, accepted, duplicates, quarantined }, files }
}

/** What lies in quarantine, as `field: reason`, with how often. */
async function refusals(): Promise<Record<string, number>> {
  const rows = (await answerOf('quarantine', 'list')) as { field: string; reason: string; raw: string }[]
  const found: Record<string, number> = {}
  for (const { field, reason, raw } of rows) {
    expect(raw).not.toBe('')
    const words = `${field}: ${reason.replaceAll(/evt_\w+/g, 'evt')}`
    found[words] = (found[words] ?? 0) + 1
  }
  return found
}

const absent = (folder: string) => !existsSync(join(CORPUS, folder))

describe.skipIf(absent('epcis-gs1-official'))(
  'GS1’s EPCIS documents (published files, in the folder TOWER_CORPUS)',
  () => {
    it('are in, every event; what the schema of the standard rejects is refused by its field', async () => {
      const { counts, files } = await ingest('epcis-gs1-official')
      expect(counts).toEqual({ received: 116, accepted: 56, duplicates: 55, quarantined: 5 })
      const refused = files.filter(({ quarantined }) => quarantined > 0)
      expect(
        Object.fromEntries(refused.map((file) => [file.path.slice(CORPUS.length + 1), file.quarantined])),
      ).toEqual({
        'epcis-gs1-official/JSON-simple-context/Example-TransactionEvents-2020_07_03y.jsonld': 1,
        'epcis-gs1-official/JSON-simple-context/WithFullCombinationOfFields/object_event_all_possible_fields.jsonld': 1,
        'epcis-gs1-official/JSON-simple-context/WithSensorData/SensorDataExample12.jsonld': 1,
        'epcis-gs1-official/JSON-simple-context/WithSensorData/SensorDataExample17.jsonld': 1,
        'epcis-gs1-official/XML/WithEventHashID/event_with_identical_hash_id_7.json': 1,
      })
      expect(await refusals()).toEqual({
        'schemaVersion: is missing; the standard requires it': 1,
        'schemaVersion: must look like "2.0", in quotes; found 2': 1,
        'epcisBody.eventList[1].sourceList: must be a list in square brackets; found an object': 1,
        'epcisBody.eventList[0].ilmd: goes with action ADD only: master data is given when an object is made': 1,
        'epcisBody.eventList[0].bizStep: must be the bare word in JSON ("receiving"); found the text "urn:epcglobal:cbv:bizstep:receiving"': 1,
      })
    })

    it('are in with none refused, where they are the valid examples in JSON', async () => {
      const { counts } = await ingest('epcis-gs1-official/JSON')
      expect(counts).toEqual({ received: 56, accepted: 49, duplicates: 7, quarantined: 0 })
    })
  },
)

describe.skipIf(absent('x12-edifact-indice-edinet'))(
  'X12 214 (published files, in the folder TOWER_CORPUS)',
  () => {
    it('are in; one fact in two files counts once', async () => {
      const { counts, files } = await ingest(`${EDI}/214-MGCTLYST-SAMPLE.EDI`, `${EDI}/x12.214.edi`)
      expect(counts).toEqual({ received: 2, accepted: 1, duplicates: 1, quarantined: 0 })
      expect(files.map(({ format }) => format)).toEqual(['x12', 'x12'])
    })
  },
)

describe.skipIf(absent('x12-oopfactory-x12parser'))(
  'X12 orders and ship notices (published files, in the folder TOWER_CORPUS)',
  () => {
    it('are in; one order in three files counts once; what is refused is refused by its element', async () => {
      const { counts, files } = await ingest('x12-oopfactory-x12parser', `x12-node-x12/test/test-data`)
      expect(counts.received).toBe(files.reduce((sum, file) => sum + file.received, 0))
      const interchanges = files.filter(({ format }) => format === 'x12')
      expect(interchanges.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(12)
      expect(await refusals()).toMatchObject({ 'BSN-02: BSN-02 is blank: the shipment has no number': 1 })
      const summary = (await answerOf('query', 'orders.summary')) as OrderSummary
      expect(summary.orders).toBe(11)
    })
  },
)

describe.skipIf(absent('carrier-easypost'))('EasyPost (published files, in the folder TOWER_CORPUS)', () => {
  it('events and trackers are in; what tells of no shipment is refused by its name', async () => {
    const { counts } = await ingest('carrier-easypost')
    expect(counts).toEqual({ received: 136, accepted: 50, duplicates: 49, quarantined: 37 })
    expect(await refusals()).toEqual({
      "object: an EasyPost Webhook tells of no shipment's progress: only Event and Tracker are read": 17,
      "object: an EasyPost Batch tells of no shipment's progress: only Event and Tracker are read": 4,
      'result: the event evt says that a tracker changed but carries none: lists of events leave `result` out; take the webhook, or retrieve the tracker': 16,
    })
  })
})

describe.skipIf(absent('olist-cab-g'))(
  'the Olist tables (published files, in the folder TOWER_CORPUS)',
  () => {
    it('are in by their mappings: 8,135 orders, 5,170 with the promised and the actual delivery time', async () => {
      const { counts, files } = await ingest('olist-cab-g')
      expect(counts).toEqual({ received: 94_853, accepted: 85_825, duplicates: 9_028, quarantined: 0 })
      const tables = files.filter(({ format }) => format === 'csv')
      expect(
        Object.fromEntries(tables.map(({ path, accepted }) => [basename(path, '.csv'), accepted])),
      ).toEqual({
        olist_customers_dataset: 8_135,
        olist_geolocation_dataset: 36_900,
        olist_order_items_dataset: 8_365,
        olist_order_payments_dataset: 8_924,
        olist_order_reviews_dataset: 8_225,
        olist_orders_dataset: 8_135,
        olist_products_dataset: 5_460,
        olist_sellers_dataset: 1_610,
        product_category_name_translation: 71,
      })
      const summary = (await answerOf('query', 'orders.summary')) as OrderSummary
      expect(summary).toMatchObject({ orders: 8_135, withPromiseAndDelivery: 5_170 })
    })
  },
)
