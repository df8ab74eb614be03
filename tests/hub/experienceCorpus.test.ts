/** Proves how ratings go with lateness on a public data set: from its files alone, and by the contract. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type {
  ExperienceMatrix,
  RatedOrderPage,
  RatingByLateness,
} from '../../src/shared/readModels/experience.ts'
import { tower } from './towerProcess.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const CORPUS = process.env['TOWER_CORPUS'] ?? join(import.meta.dirname, '../../../shared/data')
const OLIST = join(CORPUS, 'olist-cab-g/data')
const ORDERS = join(OLIST, 'olist_orders_dataset.csv')
const REVIEWS = join(OLIST, 'olist_order_reviews_dataset.csv')

/** Rows of a file: a reader of its own, so that a fault of the product's does not repeat here. */
function rowsOf(path: string): Record<string, string>[] {
  const table: string[][] = [['']]
  let isQuoted = false
  for (const sign of readFileSync(path, 'utf8').replace('\u{FEFF}', '')) {
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

/** What the files say: ratings of orders that came by the promised day, and of those that came after it. */
function ratingsInFiles() {
  const isLate = new Map<string, boolean>()
  for (const {
    order_id: order = '',
    order_delivered_customer_date: came = '',
    order_estimated_delivery_date: promised = '',
  } of rowsOf(ORDERS)) {
    // Days are compared as they are written, year first: no clock, no zone.
    if (came !== '' && promised !== '') isLate.set(order, came.slice(0, 10) > promised.slice(0, 10))
  }
  const ratings = { inTime: [] as number[], late: [] as number[] }
  for (const { order_id: order = '', review_score: score } of rowsOf(REVIEWS)) {
    const late = isLate.get(order)
    if (late !== undefined) ratings[late ? 'late' : 'inTime'].push(Number(score))
  }
  return { ...ratings, orders: isLate.size, lateOrders: [...isLate.values()].filter(Boolean).length }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe.skipIf(!existsSync(REVIEWS))('ratings and lateness of Olist', () => {
  let data: string
  const asked = async <T>(path: string, params: object): Promise<T> => {
    const { code, out } = await tower([
      'query',
      path,
      '--params',
      JSON.stringify(params),
      '--data',
      data,
      '--json',
    ])
    expect(code).toBe(0)
    return JSON.parse(out) as T
  }
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'tower-experience-'))
    expect((await tower(['ingest', ORDERS, REVIEWS, '--data', data, '--json'])).code).toBe(0)
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  it('are what the files say', async () => {
    const files = ratingsInFiles()
    expect([files.orders, files.lateOrders]).toEqual([5170, 343])
    const { total, feedbackWithoutOrder } = await asked<ExperienceMatrix>('experience.matrix', { from: 0 })
    // The promise of every order that never came has long passed: these are broken as well.
    const neverCame = (total.promiseKept?.of ?? 0) - files.orders
    expect(total.promiseKept?.value).toBeCloseTo(
      (files.orders - files.lateOrders) / (files.orders + neverCame),
      12,
    )
    expect(total.rating?.of).toBe(rowsOf(REVIEWS).length)
    expect(feedbackWithoutOrder).toBe(0)
    const found = await asked<RatingByLateness>('experience.ratings', { from: 0 })
    expect(found.onTime?.of).toBe(files.inTime.length)
    expect(found.late?.of).toBe(files.late.length)
    expect(found.onTime?.value).toBeCloseTo(mean(files.inTime), 12)
    expect(found.late?.value).toBeCloseTo(mean(files.late), 12)
    expect(found.difference?.value).toBeCloseTo(mean(files.late) - mean(files.inTime), 12)
    const { total: lateAnswers } = await asked<RatedOrderPage>('experience.ratedOrders', {
      from: 0,
      lateFromHours: 0,
    })
    expect(lateAnswers).toBe(files.late.length)
  })
})
