/** Proves when a source's total and the ledger's are said to differ, and that late records are waited for. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventOf } from '../../../../shared/events.ts'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { sale, STORE } from './feeds.fixture.ts'
import { reconciliationDifference } from './reconciliationDifference.ts'

let harness: RuleHarness
const from = START
const until = START + DAY
beforeEach(() => {
  harness = openRuleHarness({ rules: [reconciliationDifference] })
  for (let hour = 0; hour < 24; hour += 1) {
    harness.at(START + hour * HOUR)
    harness.tellFrom('tills', sale(harness.now(), STORE, 10), sale(harness.now(), 'gln:other', 3))
  }
  // After the day: not of it.
  harness.at(until + MINUTE)
  harness.tellFrom('tills', sale(until, STORE, 100))
})
afterEach(() => harness.close())

type Total = Partial<EventOf<'ControlTotalTold'>> & { total: number }
const tellTotal = (total: Total) =>
  harness.tellFrom(
    'control',
    record(harness.now(), {
      type: 'ControlTotalTold',
      system: 'pos',
      measure: 'soldUnits',
      from,
      until,
      ...total,
    }),
  )
const wait = (ms: number) => harness.at(harness.now() + ms)
const fires = () => harness.fires(reconciliationDifference)

describe('units sold at a place', () => {
  it('differ: after the grace, from the end of the period, until the missing ones come', () => {
    tellTotal({ location: STORE, total: 250 })
    expect(harness.evaluate()).toEqual([])
    wait(31 * MINUTE)
    expect(harness.evaluate()).toMatchObject([
      {
        state: 'firing',
        figure: 10,
        since: until,
        labels: { feed: 'control', location: STORE, system: 'pos' },
      },
    ])
    const [measured] = fires()
    const { summary, impact, evidence } = harness.explain(reconciliationDifference, measured!)
    expect(summary).toBe(`10 units sold are missing here at ${STORE}: pos says 250, the ledger 240.`)
    expect(impact).toEqual({ units: 10 })
    expect(evidence[0]).toMatchObject({ identity: expect.stringMatching(/^test:/) })
    harness.tellFrom('tills', sale(until - HOUR, STORE, 10))
    wait(6 * MINUTE)
    expect(harness.evaluate()).toMatchObject([{ state: 'resolved' }])
  })
  it('agree: all told, late ones within the grace, or a difference within the tolerance', () => {
    tellTotal({ location: STORE, total: 240 })
    tellTotal({ location: 'gln:other', total: 73 })
    harness.tellFrom('tills', sale(until - HOUR, 'gln:other', 1))
    wait(HOUR)
    expect(fires()).toEqual([])
    tellTotal({ location: STORE, total: 240.4 })
    wait(HOUR)
    expect(fires()).toEqual([])
  })
  it('count what came back to the shelf as sold all the same, and what was taken back as never sold', () => {
    harness.tellFrom(
      'tills',
      record(until - HOUR, {
        type: 'StockMoved',
        sku: 'gtin:09506000134352',
        from: 'customer',
        to: { location: STORE, disposition: 'sellable' },
        units: 5,
      }),
      { ...sale(until - HOUR, STORE, 7), identity: 'wrong' },
    )
    tellTotal({ location: STORE, total: 247 })
    wait(HOUR)
    expect(fires()).toEqual([])
    harness.tellFrom('tills', { ...sale(until - HOUR, STORE, 7), identity: 'wrong', retracted: true })
    expect(fires()).toMatchObject([{ figure: 7 }])
    expect(harness.explain(reconciliationDifference, fires()[0]!).summary).toMatch(
      /^7 units sold are missing here/,
    )
  })
  it('are given up after a week', () => {
    tellTotal({ location: STORE, total: 500 })
    wait(7 * DAY)
    expect(harness.measure(reconciliationDifference)).toMatchObject([{ figure: null }])
  })
})

describe('records of a feed', () => {
  it.each([
    [48, []],
    [50, [2]],
    [40, [8]],
  ])('told as %i', (total, figures) => {
    tellTotal({ system: 'tills', measure: 'records', total })
    wait(HOUR)
    expect(fires().map(({ figure }) => figure)).toEqual(figures)
    if (figures.length > 0) expect(fires()[0]?.labels).toEqual({ feed: 'tills', system: 'tills' })
  })
  it('are counted once, whether sent twice, corrected, or told with totals and numbers', () => {
    const twice = sale(until - HOUR, STORE)
    harness.tellFrom('tills', twice, twice, { ...twice, recordTime: until })
    harness.tellFrom('tills', record(until - HOUR, { type: 'FeedSequenceTold', sequence: 's', number: 1 }))
    tellTotal({ system: 'tills', measure: 'records', total: 49 })
    wait(HOUR)
    expect(fires()).toEqual([])
  })
  it('are not compared for a period that ends within a quarter of an hour', () => {
    tellTotal({ system: 'tills', measure: 'records', total: 9, until: until - 7 * MINUTE })
    wait(HOUR)
    expect(harness.measure(reconciliationDifference)).toEqual([])
  })
})

it('compares units on hand as they were at the time', () => {
  const onHand = (total: number, at = until) =>
    tellTotal({ measure: 'onHandUnits', location: STORE, from: undefined, until: at, total })
  onHand(-240)
  onHand(-200, until - HOUR)
  wait(HOUR)
  expect(fires()).toMatchObject([{ figure: 30 }])
})
