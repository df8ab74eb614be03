/** Tests the rule returnNotGraded from both sides. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReturnStep } from '../../../../shared/vocabulary.ts'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { life, places, schedule, STORE } from './lives.fixture.ts'
import { returnNotGraded } from './returnNotGraded.ts'

const RECEIVED = START + 10 * HOUR

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(START)
  harness.tell(places())
})
afterEach(() => harness.close())
const fires = () => harness.fires(returnNotGraded)
const step = (order: string, taken: ReturnStep, at: number) =>
  harness.tell(
    record(at, {
      type: 'ReturnStepTaken',
      order,
      return: `return:${order}`,
      line: '1',
      step: taken,
      location: STORE,
      ...(taken === 'graded' ? { disposition: 'sellable' as const } : { units: 1 }),
    }),
  )
function comesBack(order: string, at = RECEIVED): void {
  harness.tell(...life({ order, placedAt: at - 3 * DAY, location: STORE, steps: [['delivered', at - DAY]] }))
  step(order, 'received', at)
}
/** An earlier return that was graded: somebody tells of grading here. */
function gradesHere(): void {
  comesBack('order:earlier', START - 5 * DAY)
  step('order:earlier', 'graded', START - 5 * DAY + HOUR)
}

describe('returnNotGraded', () => {
  it('fires after 48 hours by the clock where no schedule is known, with the units and their worth', () => {
    gradesHere()
    comesBack('order:1')
    harness.at(RECEIVED + 48 * HOUR)
    expect(fires()).toEqual([])
    expect(harness.measure(returnNotGraded).map((one) => one.lookAgainAt)).toEqual([RECEIVED + 48 * HOUR + 1])
    harness.at(RECEIVED + 49 * HOUR)
    const [found] = fires()
    expect(found).toMatchObject({
      labels: { order: 'order:1', location: STORE, sku: 'sku:1' },
      figure: 49,
      since: RECEIVED + 48 * HOUR,
    })
    const told = harness.explain(returnNotGraded, found!)
    expect(told.summary).toBe(
      '1 × sku:1 came back to Harbour store and were not graded for 49 working hours.',
    )
    expect(told.impact).toEqual({ units: 1, valueMinor: 2500, currency: 'USD', customers: 1 })
  })

  it('counts the working hours of the place: over closed days nobody grades', () => {
    // Four working days of twelve hours, the first from ten on; closed from Wednesday to Sunday.
    harness.tell(schedule(STORE, [1, 2]))
    gradesHere()
    comesBack('order:1')
    harness.at(RECEIVED + 6 * DAY)
    harness.tell(record(harness.now(), { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    expect(harness.measure(returnNotGraded)[0]?.figure).toBe(22)
    expect(fires()).toEqual([])
    const until = START + 14 * DAY + 10 * HOUR
    expect(harness.measure(returnNotGraded)[0]?.lookAgainAt).toBe(until + 1)
  })

  it('is over when it is graded', () => {
    gradesHere()
    comesBack('order:1')
    harness.at(RECEIVED + 50 * HOUR)
    expect(fires()).toHaveLength(1)
    step('order:1', 'graded', RECEIVED + 50 * HOUR)
    expect(fires()).toEqual([])
  })

  it('has nothing to judge by after a month, or where its source has told nothing for a week: that is no end', () => {
    gradesHere()
    comesBack('order:1')
    const subject = 'order:1\nreturn:order:1'
    const alive = () =>
      harness.tell(record(harness.now(), { type: 'ListingShown', channel: 'webshop', sku: 'sku:1' }))
    harness.at(RECEIVED + 8 * DAY)
    expect(harness.measure(returnNotGraded, [subject])).toMatchObject([{ subject, figure: null }])
    alive()
    expect(fires().map((one) => one.subject)).toEqual([subject])
    harness.at(RECEIVED + 30 * DAY + 1)
    alive()
    expect(harness.measure(returnNotGraded, [subject])).toMatchObject([{ subject, figure: null }])
  })

  it('leaves alone what was only announced, and where nobody tells of grading', () => {
    comesBack('order:1')
    harness.at(RECEIVED + 50 * HOUR)
    expect(fires()).toEqual([])
    gradesHere()
    harness.tell(...life({ order: 'order:2', placedAt: START, steps: [['delivered', START + HOUR]] }))
    step('order:2', 'initiated', RECEIVED)
    expect(fires().map(({ labels }) => labels['order'])).toEqual(['order:1'])
  })

  it('takes a place with some returns and no grading for one of which nobody tells it', () => {
    gradesHere()
    const returned = (place: number) =>
      harness.tell(
        record(RECEIVED, {
          type: 'ReturnStepTaken',
          order: `order:dc${place}`,
          return: `return:dc${place}`,
          line: '1',
          step: 'received',
          location: 'gln:dc',
          units: 1,
        }),
      )
    for (const place of [0, 1, 2, 3, 4]) {
      harness.tell(
        ...life({ order: `order:dc${place}`, placedAt: START - DAY, steps: [['delivered', START]] }),
      )
      if (place < 4) returned(place)
    }
    harness.at(RECEIVED + 50 * HOUR)
    expect(fires()).toHaveLength(4)
    returned(4)
    expect(fires()).toEqual([])
  })

  it('finds what waits when it starts', () => {
    gradesHere()
    comesBack('order:1')
    const base = { enabled: true, ...returnNotGraded.defaults, parameters: {} }
    const context = { reader: harness.reader, now: RECEIVED, base, settings: () => base }
    expect([...(returnNotGraded.timed?.(context) ?? [])]).toEqual(['order:1\nreturn:order:1'])
  })
})
