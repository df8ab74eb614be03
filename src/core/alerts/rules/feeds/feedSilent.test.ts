/** Proves when a feed or a location is called silent, and that nights, weekends, imports and clock changes are not. */
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
import { feedSilent } from './feedSilent.ts'
import { sale, sells } from './feeds.fixture.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness({ rules: [feedSilent] })
})
afterEach(() => harness.close())

const byDay = (hour: number) => hour >= 8 && hour < 20
const silent = () => harness.fires(feedSilent).map(({ subject }) => subject)
/** The latest time that nothing was called silent, in steps of five minutes. */
function calledAfter(from: number, longest: number): number | null {
  for (let at = from; at <= from + longest; at += 5 * MINUTE) {
    harness.at(at)
    if (silent().length > 0) return at - from
  }
  return null
}

describe('a feed that speaks every three minutes by day', () => {
  const noon = START + 2 * DAY + 12 * HOUR
  beforeEach(() => sells(harness, START, noon, 3 * MINUTE, { hours: byDay }))

  it('is called silent within the hour, and not sooner than a pause explains', () => {
    const minutes = (calledAfter(noon, 2 * HOUR) ?? 0) / MINUTE
    expect(minutes).toBeGreaterThanOrEqual(15)
    expect(minutes).toBeLessThanOrEqual(45)
    const [measured] = harness.fires(feedSilent)
    expect(measured).toMatchObject({ subject: 'tills', labels: { feed: 'tills' }, since: noon - 3 * MINUTE })
    const { summary, evidence, action } = harness.explain(feedSilent, measured!)
    expect(summary).toMatch(/^Feed tills has been silent for \d+ min\.$/)
    expect(evidence).toHaveLength(2)
    expect(action.link).toBe('/feeds/feed/tills')
  })
  it('says when to look again, is found then, and is well once it speaks', () => {
    harness.evaluate()
    const [well] = harness.measure(feedSilent)
    harness.at(well!.lookAgainAt!)
    expect(harness.evaluate()).toMatchObject([{ state: 'firing', subject: 'tills' }])
    harness.at(noon + 2 * HOUR)
    harness.tellFrom('tills', sale(noon + 2 * HOUR))
    expect(harness.evaluate()).toMatchObject([{ state: 'resolved' }])
  })
  it('is not over because it has lasted for a week', () => {
    harness.at(noon + HOUR)
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'firing' })
    harness.at(noon + 9 * DAY)
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'noData' })
  })
  it('may be silent at night, and open an hour later or close an hour earlier than it used to', () => {
    sells(harness, noon, noon + 7 * HOUR, 3 * MINUTE, { hours: byDay })
    expect(calledAfter(noon + 7 * HOUR, 13.9 * HOUR)).toBeNull()
  })
})

it('expects a file a day once it has come for more than a week', () => {
  for (let day = 0; day < 10; day += 1) {
    harness.at(START + day * DAY + (day % 3) * 20 * MINUTE)
    harness.tellFrom('nightly', sale(harness.now()))
  }
  const last = harness.now()
  harness.at(last + 30 * HOUR)
  expect(silent()).toEqual([])
  harness.at(last + 34 * HOUR)
  expect(silent()).toEqual(['nightly'])
})

it('waits for nobody who came once, or tells of long ago', () => {
  sells(harness, START, START + 3 * HOUR, MINUTE, { feed: 'import' })
  sells(harness, START, START + 30 * HOUR, 10 * MINUTE, { feed: 'history', lagMs: 400 * DAY })
  for (const hours of [4, 24, 25, 26, 48, 100]) {
    harness.at(START + 30 * HOUR + hours * HOUR)
    expect(silent()).toEqual([])
  }
})

describe('one of several stores', () => {
  const stores = ['gln:1', 'gln:2', 'gln:3']
  const end = START + 2 * DAY + 12 * HOUR
  const tellAll = (from: number, until: number, of: readonly string[]) => {
    for (let at = from; at < until; at += 5 * MINUTE) {
      harness.at(at)
      harness.tellFrom('tills', ...of.map((location) => sale(at, location)))
    }
    harness.at(until)
  }
  beforeEach(() => tellAll(START, end, stores))

  it('is called silent while the others speak, and is well when it speaks', () => {
    tellAll(end, end + 2 * HOUR, stores.slice(1))
    expect(silent()).toEqual(['tills\ngln:1'])
    const [measured] = harness.fires(feedSilent)
    expect(measured).toMatchObject({ labels: { feed: 'tills', location: 'gln:1' }, since: end - 5 * MINUTE })
    expect(harness.explain(feedSilent, measured!).summary).toMatch(
      /gln:1 has been silent .* others of feed tills speak/,
    )
    tellAll(end + 2 * HOUR, end + 2.5 * HOUR, stores)
    expect(silent()).toEqual([])
  })
  it('is called silent though another feed books there all the time, but not where one took over', () => {
    const booked = (from: number, until: number) => {
      for (let at = from; at < until; at += 10 * MINUTE) {
        harness.at(at)
        harness.tellFrom('tills', ...stores.slice(1).map((location) => sale(at, location)))
        harness.tellFrom('receiving', sale(at, 'gln:1'))
      }
    }
    harness.at(START + HOUR)
    harness.tellFrom('receiving', sale(START + HOUR, 'gln:1'))
    booked(end, end + 2 * HOUR)
    expect(silent()).toEqual(['tills\ngln:1'])
    harness.close()
    harness = openRuleHarness({ rules: [feedSilent] })
    tellAll(START, end, stores)
    booked(end, end + 2 * HOUR)
    expect(silent()).toEqual([])
  })
  it('is not called silent where the whole feed is', () => {
    harness.at(end + 5 * HOUR)
    expect(silent()).toEqual(['tills'])
  })
})

describe('a store that is shut on Sundays, on its first Sunday', () => {
  const stores = ['gln:1', 'gln:2', 'gln:3']
  const sunday = START + 6 * DAY
  const tellDay = (start: number, of: readonly string[]) => {
    for (let at = start + 8 * HOUR; at < start + 20 * HOUR; at += 10 * MINUTE) {
      harness.at(at)
      harness.tellFrom('tills', ...of.map((location) => sale(at, location)))
    }
  }
  const setSchedule = (location: string) =>
    harness.tellFrom(
      'planning',
      record(START, {
        type: 'LocationScheduleSet',
        location,
        timeZone: 'UTC',
        cutoff: '15:00',
        handlingHours: 4,
        collectionHours: 72,
        opensAt: '08:00',
        closesAt: '20:00',
        openWeekdays: [1, 2, 3, 4, 5, 6],
        closedOn: [],
      }),
    )
  beforeEach(() => {
    for (let day = 0; day < 6; day += 1) tellDay(START + day * DAY, stores)
  })

  it('is not called silent where its calendar says so, but is on Monday', () => {
    setSchedule('gln:1')
    tellDay(sunday, stores.slice(1))
    expect(silent()).toEqual([])
    tellDay(sunday + DAY, stores.slice(1))
    expect(silent()).toEqual(['tills\ngln:1'])
  })
  it('is called silent where nobody says so', () => {
    tellDay(sunday, stores.slice(1))
    expect(silent()).toEqual(['tills\ngln:1'])
  })
  it('leaves its whole feed alone where all its stores are shut', () => {
    for (const store of stores) setSchedule(store)
    harness.at(sunday + 19 * HOUR)
    expect(silent()).toEqual([])
    harness.at(sunday + DAY + 12 * HOUR)
    expect(silent()).toEqual(['tills'])
  })
})
