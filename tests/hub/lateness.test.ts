/** Proves how many orders and lines were late three ways: from the files alone, by plain SQL, by the contract. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OrderSummary } from '../../src/shared/readModels/orders.ts'
import type { AtRiskPage, Calibration, SpeedHeatmap } from '../../src/shared/readModels/speed.ts'
import { tower } from './towerProcess.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const CORPUS = process.env['TOWER_CORPUS'] ?? join(import.meta.dirname, '../../../shared/data')
const absent = (folder: string) => !existsSync(join(CORPUS, folder))

/** Rows of a file as objects: a reader of its own, so that a fault of the product's does not repeat here. */
function rowsOf(path: string): Record<string, string>[] {
  const table: string[][] = [['']]
  let isQuoted = false
  for (const sign of readFileSync(join(CORPUS, path), 'utf8').replace('\u{FEFF}', '')) {
    const row = table.at(-1) ?? []
    if (sign === '"') isQuoted = !isQuoted
    else if (isQuoted || !/[,\r\n]/.test(sign)) row.push((row.pop() ?? '') + sign)
    else if (sign === ',') row.push('')
    else if (sign === '\n') table.push([''])
  }
  const [head = [], ...rows] = table
  return rows
    .filter((cells) => cells.length > 1)
    .map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])))
}

/** Days are compared as they are written, year first: no clock, no zone. */
const dayOf = (text: string | undefined) => (text ?? '').slice(0, 10)
const isDay = (text: string | undefined) => /^\d{4}-\d\d-\d\d/.test(text ?? '')

let data: string
async function take(folder: string): Promise<void> {
  data = mkdtempSync(join(tmpdir(), 'tower-lateness-'))
  const { code, err } = await tower(['ingest', join(CORPUS, folder), '--data', data, '--json'])
  expect([code, err]).toEqual([0, ''])
}
const cleanUp = () => rmSync(data, { recursive: true, force: true })

async function queried<T>(path: string, params: object = {}): Promise<T> {
  const ended = await tower(['query', path, '--params', JSON.stringify(params), '--data', data, '--json'])
  expect([ended.code, ended.err]).toEqual([0, ''])
  return JSON.parse(ended.out) as T
}

function sql(question: string): unknown {
  const database = new DatabaseSync(join(data, 'ledger.sqlite'), { readOnly: true })
  try {
    return { ...database.prepare(question).get() }
  } finally {
    database.close()
  }
}

/** Both kinds of odds, over all moments at which they are said: refreshed, and learned once. */
async function expectSkill(linesMin: number): Promise<void> {
  const { sets } = await queried<{ sets: Calibration[] }>('speed.calibration')
  const overall = sets.filter(({ moment }) => moment === 'all moments')
  expect(overall.map(({ counted, refreshed }) => [counted, refreshed])).toEqual([
    ['due', true],
    ['handedOver', true],
    ['due', false],
    ['handedOver', false],
  ])
  for (const one of overall) {
    expect(one.skill).toBeGreaterThan(0)
    expect(1 - one.brier / one.brierBase).toBeCloseTo(one.skill, 10)
    expect(one.testedFrom).toBeGreaterThanOrEqual(one.trainedUntil)
    expect(one.testedUntil).toBeGreaterThan(one.testedFrom)
    expect(one.reliability.reduce((sum, { lines }) => sum + lines, 0)).toBe(one.lines)
    expect(one.lines).toBeGreaterThan(linesMin)
  }
  // Of what has gone on for longer, more is known.
  const long = sets.filter(({ moment }) => moment.startsWith('three quarters'))
  expect(long.map(({ skill }) => skill > 0)).toEqual([true, true, true, true])
}

const OLIST = 'olist-cab-g'
describe.skipIf(absent(OLIST))(
  'Olist: orders are counted (published files, in the folder TOWER_CORPUS)',
  () => {
    beforeAll(() => take(OLIST))
    afterAll(cleanUp)
    const orders = () =>
      rowsOf(`${OLIST}/data/olist_orders_dataset.csv`)
        .map((row) => ({
          order: row['order_id'],
          promised: row['order_estimated_delivery_date'],
          delivered: row['order_delivered_customer_date'],
        }))
        .filter(({ promised, delivered }) => isDay(promised) && isDay(delivered))
    const isLate = ({ promised, delivered }: ReturnType<typeof orders>[number]) =>
      dayOf(delivered) > dayOf(promised)

    it('5,170 have both dates and 343 of them are late, the day being kept until it ends', async () => {
      const both = orders()
      expect([both.length, both.filter(isLate).length]).toEqual([5_170, 343])
      expect(((100 * 343) / 5_170).toFixed(2)).toBe('6.63')
      expect(
        sql(`SELECT count(*) AS both, sum(handed_over_at > promised_at) AS late FROM orders
           WHERE handed_over_at IS NOT NULL AND promised_at IS NOT NULL`),
      ).toEqual({ both: 5_170, late: 343 })
      expect(await queried<OrderSummary>('orders.summary')).toMatchObject({
        orders: 8_135,
        withPromiseAndDelivery: 5_170,
        lateOrders: 343,
        byStatus: { delivered: 5_170, cancelled: 1_228, shipped: 1_114, approved: 618, placed: 5 },
        byFlow: { dropShip: 8_135 },
      })
    })

    it('read as midnight the day would wrongly make 415 late', () => {
      const texts = orders().filter(({ promised = '', delivered = '' }) => delivered > promised)
      expect(texts.length).toBe(415)
      // The last millisecond of a day in São Paulo, less a day.
      expect(sql('SELECT sum(handed_over_at > promised_at + 1 - 86400000) AS late FROM orders')).toEqual({
        late: 415,
      })
    })

    it('by lines, of which an order may have several or none, the figures are others', async () => {
      const lines = new Map<string, number>()
      for (const { order_id: order = '' } of rowsOf(`${OLIST}/data/olist_order_items_dataset.csv`)) {
        lines.set(order, (lines.get(order) ?? 0) + 1)
      }
      const linesOf = (some: ReturnType<typeof orders>) =>
        some.reduce((sum, { order = '' }) => sum + (lines.get(order) ?? 0), 0)
      const counted = { both: linesOf(orders()), late: linesOf(orders().filter(isLate)) }
      expect(counted).toEqual({ both: 5_911, late: 377 })
      expect(
        sql(`SELECT count(*) AS both, sum(handed_over_at > promised_at) AS late FROM order_lines
           WHERE handed_over_at IS NOT NULL AND promised_at IS NOT NULL`),
      ).toEqual(counted)
      expect(await queried<OrderSummary>('orders.summary')).toMatchObject({
        linesWithPromiseAndDelivery: 5_911,
        lateLines: 377,
      })
      const { total } = await queried<SpeedHeatmap>('speed.heatmap', { columns: 'flow' })
      expect([total.promised, total.late]).toEqual([5_911, 377])
    })

    it('the odds of missing a promise beat the lane’s base rate on the later orders', () =>
      expectSkill(5_000))

    it('every open line is past its promise by now, and listed where that is asked for', async () => {
      const open = await queried<OrderSummary>('orders.summary')
      expect(await queried<AtRiskPage>('orders.atRisk')).toMatchObject({ rows: [], total: 0 })
      const missed = await queried<AtRiskPage>('orders.atRisk', { missed: true, limit: 10 })
      expect([missed.total, missed.rows.length]).toEqual([open.openLines, 10])
      expect(missed.rows.every(({ risk, late }) => risk === 1 && late === true)).toBe(true)
      expect(missed.rows.map(({ valueMinor }) => valueMinor)).toEqual(
        missed.rows.map(({ valueMinor }) => valueMinor).toSorted((a, b) => b - a),
      )
    })

    it('77 approvals after the carrier or the customer had it, and 3 hand-overs after delivery, are refused by name', () => {
      const refused = (step: string) =>
        sql(`SELECT count(*) AS n FROM orders, json_each(detail, '$.refused')
           WHERE json_extract(value, '$.why') LIKE '“${step}” cannot follow “%”'`)
      expect([refused('approved'), refused('shipped'), refused('%')]).toEqual([
        { n: 77 },
        { n: 3 },
        { n: 80 },
      ])
    })
  },
)

const SCMS = 'scms-delivery-history'
describe.skipIf(absent(SCMS))('SCMS: lines are counted (published file, in the folder TOWER_CORPUS)', () => {
  beforeAll(() => take(SCMS))
  afterAll(cleanUp)
  const lines = () =>
    rowsOf(`${SCMS}/SCMS_Delivery_History_Dataset.csv`).map((row) => ({
      via: row['Fulfill Via'],
      scheduled: row['Scheduled Delivery Date'] ?? '',
      delivered: row['Delivered to Client Date'] ?? '',
      ordered: [row['PO Sent to Vendor Date'], row['PQ First Sent to Client Date']].find(isDay) ?? null,
    }))

  it('1,186 of 10,324 are late', async () => {
    const all = lines()
    const late = all.filter(({ scheduled, delivered }) => delivered > scheduled)
    expect([all.length, late.length]).toEqual([10_324, 1_186])
    expect(
      sql(`SELECT count(*) AS both, sum(handed_over_at > promised_at) AS late FROM order_lines
           WHERE handed_over_at IS NOT NULL AND promised_at IS NOT NULL`),
    ).toEqual({ both: 10_324, late: 1_186 })
    expect(await queried<OrderSummary>('orders.summary')).toMatchObject({
      lines: 10_324,
      linesWithPromiseAndDelivery: 10_324,
      lateLines: 1_186,
      openLines: 0,
    })
    const { total } = await queried<SpeedHeatmap>('speed.heatmap', { columns: 'flow' })
    expect([total.lines, total.promised, total.late]).toEqual([10_324, 10_324, 1_186])
  })

  it('the odds of missing a promise beat the lane’s base rate on the later lines', () => expectSkill(5_000))

  it('direct drops are drop-shipped, the others come from a distribution centre', () => {
    const direct = lines().filter(({ via }) => via === 'Direct Drop').length
    expect(direct).toBe(4_920)
    expect(
      sql(`SELECT sum(flow = 'dropShip') AS direct, sum(flow = 'shipFromDc') AS others FROM order_lines`),
    ).toEqual({ direct, others: 10_324 - direct })
  })

  it('1,931 have no known day of ordering and none is made up; 14 were delivered before it, as the file has it', () => {
    const all = lines()
    const unknown = all.filter(({ ordered }) => ordered === null).length
    const before = all.filter(({ ordered, delivered }) => ordered !== null && delivered < ordered).length
    expect([unknown, before]).toEqual([1_931, 14])
    expect(
      sql(
        `SELECT sum(placed_at IS NULL) AS unknown, sum(handed_over_at < placed_at) AS before FROM order_lines`,
      ),
    ).toEqual({ unknown, before })
  })
})
