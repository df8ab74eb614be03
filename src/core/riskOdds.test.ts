/** Tests the odds of single orders: they agree with those of the screen, and what was learned is kept for hours. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { life, places } from './alerts/rules/speed/lives.fixture.ts'
import { learn, score } from './compute/risk/riskScores.ts'
import { openOdds } from './riskOdds.ts'
import { DAY, HOUR, openRuleHarness, START, type RuleHarness } from './rules.fixture.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness({ rules: [] })
  harness.at(START)
  harness.tell(places())
  for (let place = 0; place < 40; place += 1) {
    const placedAt = START - 10 * DAY + place * HOUR
    harness.tell(
      ...life({
        order: `order:past${place}`,
        placedAt,
        promisedAt: placedAt + 3 * DAY,
        steps: [
          ['allocated', placedAt + HOUR],
          ['shipped', placedAt + DAY],
          ['delivered', placedAt + 2 * DAY],
        ],
      }),
    )
  }
  harness.tell(
    ...life({
      order: 'order:1',
      placedAt: START,
      promisedAt: START + 3 * DAY,
      steps: [['allocated', START + HOUR]],
    }),
    ...life({ order: 'order:2', placedAt: START, lines: 2 }),
  )
})
afterEach(() => harness.close())

describe('the odds of one order', () => {
  it('are those that the screen shows', () => {
    const { reader } = harness
    const odds = openOdds(reader)
    for (const now of [START + 2 * HOUR, START + DAY, START + 2 * DAY, START + 4 * DAY]) {
      const shown = score(reader, learn(reader, now), { missed: true }, { offset: 0, limit: 9 }, now)
      const [own, ...others] = openOdds(reader)(now)('order:1')
      expect(others).toEqual([])
      expect(own).toMatchObject({ line: '1', stage: 'allocated', valueMinor: 2500, location: 'gln:dc' })
      expect(own?.risk).toBeCloseTo(shown.rows[0]?.risk ?? -1)
    }
    expect(odds(START)('order:2')).toEqual([])
    expect(odds(START)('order:unknown')).toEqual([])
  })

  it('rest on what was learned up to six hours ago', () => {
    const { reader } = harness
    const odds = openOdds(reader)
    const risk = (now: number) => odds(now)('order:1')[0]?.risk
    const before = risk(START + 2 * HOUR)
    // The next ones come late: nothing of it is known for hours, then it counts.
    for (let place = 0; place < 15; place += 1) {
      const placedAt = START - 6 * DAY + place * HOUR
      harness.tell(
        ...life({
          order: `order:late${place}`,
          placedAt,
          promisedAt: placedAt + DAY,
          steps: [
            ['allocated', placedAt + HOUR],
            ['delivered', placedAt + 5 * DAY],
          ],
        }),
      )
    }
    expect(risk(START + 2 * HOUR)).toBe(before)
    expect(risk(START + 9 * HOUR)).toBeGreaterThan(before ?? 1)
  })

  it('rest on nothing in the first days, when only the quick ones have ended', () => {
    const young = openRuleHarness({ rules: [] })
    try {
      young.at(START)
      young.tell(places())
      for (let place = 0; place < 60; place += 1) {
        const placedAt = START - 2 * DAY + place * 0.5 * HOUR
        const isQuick = place % 2 === 0
        young.tell(
          ...life({
            order: `order:${place}`,
            placedAt,
            promisedAt: placedAt + 6 * DAY,
            steps: [
              ['allocated', placedAt + HOUR],
              ...(isQuick ? [['delivered', placedAt + 12 * HOUR] as const] : []),
            ],
          }),
        )
      }
      const [odds] = openOdds(young.reader)(START)('order:59')
      expect(odds?.basedOn).toBe(0)
      young.at(START + 7 * DAY)
      young.tell(...life({ order: 'order:new', placedAt: START + 7 * DAY, promisedAt: START + 13 * DAY }))
      // By then all have kept their promise or missed it.
      expect(openOdds(young.reader)(START + 7 * DAY)('order:new')[0]?.basedOn).toBeGreaterThan(20)
    } finally {
      young.close()
    }
  })
})
