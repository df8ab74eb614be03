/** Proves that a promotion that a channel lacks, shows early, or shows unplanned is found, and a plan that is kept is not. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { planned, shows, SKU } from './channelEvents.fixture.ts'
import { promotionDifference } from './promotionDifference.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(
      START - DAY,
      shows('web', { active: true, promotion: null }),
      shows('market', { active: true, promotion: null }),
    ),
    record(START - DAY, planned(START, START + DAY)),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(promotionDifference)

it('fires for the channel that does not show it, from when it should', () => {
  harness.at(START - HOUR)
  expect(firing()).toEqual([])
  expect(harness.measure(promotionDifference)).toMatchObject([{ lookAgainAt: START }, { lookAgainAt: START }])
  harness.tell(record(START, shows('web', { promotion: 'spring' })))
  harness.at(START + MINUTE)
  const [found, ...more] = firing()
  expect(more).toEqual([])
  expect(found).toMatchObject({
    subject: `spring\nmarket\n${SKU}`,
    labels: { promotion: 'spring', channel: 'market', sku: SKU },
    since: START,
    lookAgainAt: START + DAY,
  })
  const { summary, evidence } = harness.explain(promotionDifference, found!)
  expect(summary).toBe('market does not show Spring days for sku:tea, which is planned for it.')
  expect(evidence.map(({ text }) => text)).toEqual([
    'market shows no promotion',
    'Planned for market, web from 2026-06-01 00:00 until 2026-06-02 00:00 UTC',
  ])
  harness.tell(record(START + 2 * MINUTE, shows('market', { promotion: 'spring' })))
  expect(firing()).toEqual([])
})

it('fires where it is shown before it begins, and where it is not planned', () => {
  harness.tell(
    record(START - HOUR, shows('web', { promotion: 'spring' })),
    record(START - HOUR, shows('app', { active: true, promotion: 'spring' })),
  )
  harness.at(START - MINUTE)
  expect(firing().map(({ subject, since }) => [subject.split('\n')[1], since])).toEqual([
    ['app', START - HOUR],
    ['web', START - HOUR],
  ])
})

it('fires where one channel shows what nobody planned, and not where all show it', () => {
  harness.tell(record(START - HOUR, shows('web', { promotion: 'flash' })))
  harness.at(START - MINUTE)
  expect(firing()).toMatchObject([{ subject: `flash\nweb\n${SKU}`, since: START - HOUR }])
  harness.tell(record(START - HOUR, shows('market', { promotion: 'flash' })))
  expect(firing()).toEqual([])
})

it('lets be what is called off, over, not sold there, or in a channel that tells of no promotions', () => {
  harness.tell(record(START, shows('market', { active: false }), shows('web', { promotion: 'spring' })))
  harness.tell(record(START, shows('silent', { active: true })))
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
  harness.tell(
    record(START, shows('market', { active: true })),
    record(START + 1, planned(START, START + DAY, { cancelled: true })),
  )
  expect(firing()).toEqual([])
})
