/** Proves that pages of answers and contacts are found within one index, going back in time, and stay whole at their bounds. */
import { afterAll, describe, expect, it } from 'vitest'
import { DAY_MS, recordsOf, STORIES_FROM, tellStories } from '../customerStories.fixture.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { openSmallNetwork } from '../smallNetwork.fixture.ts'
import { experienceMatrix } from './experienceMatrix.ts'
import { experienceRatedOrders } from './experienceRatedOrders.ts'
import { experienceSearch } from './experienceSearch.ts'

const stories = tellStories(300, 3)
const { context, ledger } = openSmallNetwork(stories.flatMap(recordsOf), STORIES_FROM + 62 * DAY_MS)
afterAll(() => ledger.close())
const WINDOW = { from: STORIES_FROM, until: STORIES_FROM + 60 * DAY_MS }

/** How the pages of an answer were found: each step of the plans of its questions that sort or are cut off. */
function plansOf(ask: (spied: typeof context) => unknown): string[] {
  const { reader } = context
  const steps: string[] = []
  const spied: Reader = {
    all: <Row>(sql: string, parameters?: readonly SqlValue[]) => {
      if (sql.includes('LIMIT')) {
        const plan = reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
        steps.push(...plan.map(({ detail }) => detail))
      }
      return reader.all<Row>(sql, parameters)
    },
    get: (sql, parameters) => reader.get(sql, parameters),
    iterate: (sql, parameters) => reader.iterate(sql, parameters),
    snapshot: (read) => reader.snapshot(read),
  }
  ask({ ...context, reader: spied })
  return steps
}

const cells = [{}, { channel: 'web' }, { flow: 'bopis' as const }, { channel: '', region: 'ME' }]

describe('a page is found within one index, with nothing to sort', () => {
  const walk = (table: string) => new RegExp(`^(SCAN|SEARCH) t USING COVERING INDEX ${table}_by_time\\b`)
  it.each(cells)('of answers: %j', (cell) => {
    const of = (more: object) =>
      plansOf((spied) => experienceRatedOrders(spied, { ...WINDOW, ...cell, ...more }))
    for (const more of [{}, { scale: 'nps' }, { ratingMax: 2, withText: true }]) {
      expect(of(more)).toEqual([expect.stringMatching(walk('feedback'))])
    }
  })
  it.each(cells)('of texts: %j', (cell) => {
    expect(plansOf((spied) => experienceSearch(spied, { ...WINDOW, ...cell }))).toEqual([
      expect.stringMatching(walk('feedback')),
      expect.stringMatching(walk('contacts')),
    ])
  })
})

describe('pages of texts', () => {
  const total = stories.flatMap(({ answers }) => answers.filter(({ text }) => text !== null)).length
  const contacts = stories.reduce((sum, story) => sum + story.contacts, 0)

  it('come whole, each text once, and end', () => {
    const first = experienceSearch(context, { ...WINDOW, limit: 10 })
    expect(first).toMatchObject({ total: total + contacts, totalIsLeast: false })
    const rest = experienceSearch(context, { ...WINDOW, offset: 10, limit: 1_000 })
    const keys = [...first.hits, ...rest.hits].map((hit) => JSON.stringify(hit))
    expect(keys).toHaveLength(total + contacts)
    expect(rest.hits.map(({ at }) => at)).toEqual(rest.hits.map(({ at }) => at).sort((a, b) => b - a))
    for (const offset of [total + contacts, 9_999, 10_000, 20_000]) {
      expect(experienceSearch(context, { ...WINDOW, offset, limit: 10 }).hits).toEqual([])
    }
  })
})

describe('an answer of long ago', () => {
  it('is found by the orders of its window as it is found going back in time', () => {
    const day = (from: number, days: number) => ({
      from: STORIES_FROM + from * DAY_MS,
      until: STORIES_FROM + (from + days) * DAY_MS,
    })
    const short = [0, 1, 2, 3].flatMap((from) => experienceRatedOrders(context, day(from, 1)).rows)
    const long = experienceRatedOrders(context, day(0, 4)).rows
    expect(short.length).toBeGreaterThan(3)
    const sorted = (rows: typeof long) => rows.map((row) => JSON.stringify(row)).sort()
    expect(sorted(short)).toEqual(sorted(long))
    expect(plansOf((spied) => experienceRatedOrders(spied, day(0, 1))).join()).toContain(
      'SEARCH e USING PRIMARY KEY',
    )
    expect(plansOf((spied) => experienceRatedOrders(spied, day(0, 4))).join()).toContain('feedback_by_time')
  })
})

it('shows the latest date that there is', () => {
  const { rows } = experienceMatrix(context, { from: 0, until: 8_640_000_000_000_000 })
  expect(rows.length).toBeGreaterThan(0)
  expect(rows[0]?.trend.at(-1)?.day).toMatch(/^\+27/)
})
