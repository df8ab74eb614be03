/** Proves the score: what counts as found, as wrong, as fooled, and how often somebody is called. */
import { describe, expect, it } from 'vitest'
import type { AlertFaultLabel } from '../../simulation/faults/faultLabel.ts'
import { medianOf, precisionOf, recallOf, scoreRun, sumScores, type Raised } from './alertScore.ts'

const START = Date.UTC(2026, 2, 5)
const HOUR = 3_600_000
const iso = (hours: number) => new Date(START + hours * HOUR).toISOString()
const run = { startAt: START, endAt: START + 48 * HOUR, noticeMs: 60_000 }

const label = (
  over: Partial<AlertFaultLabel> & { from?: number; known?: number; to?: number | null } = {},
) => {
  const { from = 10, known = from, to = 12, ...rest } = over
  return {
    type: 'alert',
    fault: 'emptied',
    rule: 'stockout',
    subject: 'stockout',
    labels: { location: 'a', sku: 's' },
    at: iso(from),
    detectableAt: iso(known),
    until: to === null ? null : iso(to),
    expect: '',
    mayAlso: [],
    ...rest,
  } satisfies AlertFaultLabel
}
const raised = (over: Partial<Raised> & { at?: number; end?: number | null } = {}): Raised => {
  const { at = 10, end = null, ...rest } = over
  return {
    alert: `${at}`,
    rule: 'stockout',
    labels: { location: 'a', sku: 's', region: 'TX' },
    firedAt: START + at * HOUR,
    resolvedAt: end === null ? null : START + end * HOUR,
    group: 'g',
    isMuted: false,
    ...rest,
  }
}
const only = (labels: AlertFaultLabel[], alerts: Raised[]) => scoreRun(labels, alerts, run).rules[0]

describe('a fault', () => {
  it('is found by an alert of its rule about its subject while it lasts, and how soon is counted', () => {
    expect(only([label({ known: 10.5 })], [raised({ at: 11 })])).toMatchObject({
      faults: 1,
      found: 1,
      right: 1,
      wrong: 0,
      detectMs: [HOUR / 2],
    })
  })

  it.each([
    ['of another rule', raised({ rule: 'overstock' })],
    ['about another place', raised({ labels: { location: 'b', sku: 's' } })],
    ['before it began', raised({ at: 9 })],
    ['long after it was mended', raised({ at: 15 })],
    ['that says nothing of the SKU', raised({ labels: { location: 'a' } })],
  ])('is not found by an alert %s', (_, alert) => {
    const { rules, missed } = scoreRun([label()], [alert], run)
    expect(rules.reduce((sum, { found }) => sum + found, 0)).toBe(0)
    expect(missed).toHaveLength(1)
  })

  it('is found, and calls nobody, where another alert explains it', () => {
    expect(only([label()], [raised({ isMuted: true })])).toMatchObject({ found: 1, raised: 0 })
  })

  it('that nobody could find in time is not counted', () => {
    expect(scoreRun([label({ known: 12, to: 12 }), label({ known: 48, to: null })], [], run).rules).toEqual(
      [],
    )
  })
})

describe('an alert', () => {
  it('without a fault is wrong, and fooled where a look-alike provoked it', () => {
    const lookAlike = label({ type: 'lookAlike', fault: 'quietNight' })
    expect(only([lookAlike], [raised()])).toMatchObject({ wrong: 1, fooled: 1, faults: 0 })
    expect(only([], [raised()])).toMatchObject({ wrong: 1, fooled: 0 })
  })

  it('is a consequence where a fault names its rule and they speak of one thing', () => {
    const fault = label({ rule: 'feedSilent', labels: { location: 'a' }, mayAlso: ['stockout'] })
    const { rules } = scoreRun([fault], [raised(), raised({ labels: { location: 'b', sku: 's' } })], run)
    expect(rules.find(({ rule }) => rule === 'stockout')).toMatchObject({ consequences: 1, wrong: 1 })
  })
})

it('that a look-alike of another rule may rightly raise is a consequence, of its own rule never', () => {
  const lookAlike = label({ type: 'lookAlike', fault: 'oneLeft', mayAlso: ['projectedStockout'] })
  const { rules } = scoreRun([lookAlike], [raised(), raised({ rule: 'projectedStockout' })], run)
  expect(rules.map(({ rule, consequences, wrong }) => [rule, consequences, wrong])).toEqual([
    ['stockout', 0, 1],
    ['projectedStockout', 1, 0],
  ])
})

it('calls once for a group until it is all over', () => {
  const alerts = [
    raised({ at: 1, end: 3 }),
    raised({ at: 2, end: 6 }),
    raised({ at: 5, end: 5.5 }),
    raised({ at: 7, end: 8 }),
    raised({ at: 7, end: 8, group: 'other' }),
    raised({ at: 7, end: 8, group: 'muted', isMuted: true }),
  ]
  expect(scoreRun([], alerts, run)).toMatchObject({ calls: 3, fired: 6 })
})

it('sums runs up by rule, and says nothing of what did not occur', () => {
  const one = scoreRun([label()], [raised()], run)
  const two = scoreRun([label()], [], run)
  const { rules, missed, hours } = sumScores([one, two])
  expect(rules).toHaveLength(1)
  expect(rules.map(recallOf)).toEqual([0.5])
  expect(rules.map(precisionOf)).toEqual([1])
  expect([missed.length, hours]).toEqual([1, 96])
  expect(recallOf({ faults: 0, found: 0 })).toBeNull()
  expect(precisionOf({ right: 0, consequences: 0, wrong: 0 })).toBeNull()
  expect([medianOf([3, 1, 2]), medianOf([])]).toEqual([2, null])
})
