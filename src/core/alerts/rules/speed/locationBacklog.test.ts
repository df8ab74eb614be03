/** Tests the rule locationBacklog from both sides. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { DC, life, places, schedule } from './lives.fixture.ts'
import { locationBacklog } from './locationBacklog.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(START)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(locationBacklog)

/** Lines that are allocated to the centre, one a minute. */
function allocate(lines: number, from: number, name = 'a'): void {
  for (let place = 0; place < lines; place += 1) {
    const at = from + place * MINUTE
    harness.tell(...life({ order: `order:${name}${place}`, placedAt: at, steps: [['allocated', at]] }))
  }
}
const capacity = (linesPerDay: number, at = START - DAY) =>
  harness.tell(record(at, { type: 'LocationCapacitySet', location: DC, linesPerDay }))

describe('locationBacklog', () => {
  it('fires when one line more waits than the told capacity has room for, from when that line came', () => {
    capacity(20)
    allocate(20, START)
    harness.at(START + HOUR)
    expect(fires()).toEqual([])
    allocate(1, START + 30 * MINUTE, 'last')
    const [found] = fires()
    expect(found).toMatchObject({
      subject: DC,
      labels: { location: DC, region: 'TX', country: 'US' },
      figure: 1.05,
      since: START + 30 * MINUTE,
    })
    const told = harness.explain(locationBacklog, found!)
    expect(told.summary).toBe(
      '21 order lines wait at Centre, which can do 20 a day: 1.1 times what it has room for.',
    )
    expect(told.impact).toMatchObject({ units: 21, customers: 21, promises: 21, currency: 'USD' })
    expect(told.action.link).toBe('/speed?tab=risk&location=gln%3Adc')
  })

  it('is over when the lines are sent, made ready, cancelled, or given up', () => {
    capacity(20)
    allocate(24, START)
    harness.at(START + HOUR)
    expect(fires()).toHaveLength(1)
    for (const [place, step] of (['shipped', 'cancelled', 'rejected', 'shipped'] as const).entries()) {
      harness.tell(
        record(START + HOUR, { type: 'OrderStepTaken', order: `order:a${place}`, step, location: DC }),
      )
    }
    expect(fires()).toEqual([])
  })

  it('takes the capacity that is in force now, not one that is to come', () => {
    capacity(20)
    capacity(100, START + 2 * HOUR)
    allocate(30, START)
    harness.at(START + HOUR)
    expect(fires()).toHaveLength(1)
    harness.at(START + 2 * HOUR)
    expect(fires()).toEqual([])
  })

  it('gives room for the days on which the location was closed', () => {
    capacity(20)
    // Closed on Saturday and Sunday: on Monday, three days of work may lie there.
    harness.tell(schedule(DC, [1, 2, 3, 4, 5]))
    allocate(55, START - 2 * DAY)
    harness.at(START + HOUR)
    expect(fires()).toEqual([])
    harness.at(START + 3 * DAY + HOUR)
    expect(fires()).toHaveLength(1)
  })

  it('learns what a busy day brings where nobody told a capacity, and is silent before it knows', () => {
    allocate(40, START)
    harness.at(START + HOUR)
    expect(harness.measure(locationBacklog)[0]?.figure).toBeNull()
    const other = openRuleHarness()
    try {
      other.at(START)
      other.tell(places())
      for (let day = 1; day <= 8; day += 1) {
        for (let place = 0; place < 10; place += 1) {
          const at = START - day * DAY + place * MINUTE
          other.tell(
            ...life({
              order: `order:${day}-${place}`,
              placedAt: at,
              steps: [
                ['allocated', at],
                ['shipped', at + HOUR],
              ],
            }),
          )
        }
      }
      const wait = (name: string, lines: number) => {
        for (let place = 0; place < lines; place += 1) {
          other.tell(
            ...life({ order: `order:${name}${place}`, placedAt: START, steps: [['allocated', START]] }),
          )
        }
      }
      other.at(START + HOUR)
      wait('x', 15)
      expect(other.measure(locationBacklog)[0]?.figure).toBe(1)
      expect(other.fires(locationBacklog)).toEqual([])
      wait('y', 1)
      const [found] = other.fires(locationBacklog)
      expect(found?.figure).toBeCloseTo(16 / 15)
      expect(other.explain(locationBacklog, found!).evidence[1]?.text).toContain('it did 10 lines')
    } finally {
      other.close()
    }
  })

  it('leaves alone a handful of lines, and what has told nothing for a week', () => {
    capacity(2)
    allocate(9, START)
    harness.at(START + HOUR)
    expect(fires()).toEqual([])
    allocate(9, START, 'more')
    expect(fires()).toHaveLength(1)
    harness.at(START + 8 * DAY)
    expect(fires()).toEqual([])
  })

  it('reads no more than the lines that wait there', () => {
    const plan = harness.reader
      .all<{ detail: string }>(
        `EXPLAIN QUERY PLAN SELECT count(*), max(allocated_at) FROM order_lines
         WHERE location = ? AND open = 1 AND allocated_at IS NOT NULL AND shipped_at IS NULL AND ready_at IS NULL`,
        [DC],
      )
      .map(({ detail }) => detail)
    expect(plan).toEqual([expect.stringContaining('COVERING INDEX order_lines_waiting')])
    const worked = harness.reader.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT count(*) FROM order_lines WHERE location = ? AND coalesce(shipped_at, ready_at) IS NOT NULL
         AND coalesce(shipped_at, ready_at) >= ? GROUP BY coalesce(shipped_at, ready_at) / 86400000`,
      [DC, 0],
    )
    expect(worked[0]?.detail).toContain('order_lines_worked')
  })
})
