/** Proves what a trial makes of measurements: spells by their worst figure, and how often each threshold would have fired. */
import { describe, expect, it } from 'vitest'
import type { Measurement, Rule, RuleContext, RuleSettings } from './rule.ts'
import { curveThresholds, loosestThreshold, openTrial } from './trial.ts'

const HOUR = 3_600_000
const FROM = Date.UTC(2026, 2, 5)
const rule = {
  rule: 'tried',
  unit: 'units',
  direction: 'above',
  explain: (_context: RuleContext, { subject }: Measurement) => ({
    summary: `about ${subject}`,
    evidence: [],
    impact: {},
    action: { text: '', link: '' },
  }),
} as unknown as Rule
const settings: RuleSettings = {
  enabled: true,
  severity: 'warning',
  threshold: 8,
  pendingMs: HOUR,
  recoverMs: 0,
  parameters: {},
}

function tried(steps: Record<string, number | null>[], set: Partial<RuleSettings> = {}) {
  const trial = openTrial(rule, { ...settings, ...set }, FROM)
  steps.forEach((figures, hour) => {
    const now = FROM + hour * HOUR
    trial.note(
      { now } as RuleContext,
      ['a', 'b'],
      Object.entries(figures).map(([subject, figure]) => ({
        subject,
        labels: {},
        figure,
        since: now,
        dataAsOf: now,
      })),
    )
  })
  return trial.result(FROM + steps.length * HOUR)
}

describe('a trial', () => {
  it('has a spell for each stretch beyond the loosest threshold, with the worst of it', () => {
    const { spells } = tried([{ a: 3 }, { a: 9, b: 1 }, { a: 4 }, {}, { a: 5 }])
    expect(
      spells.map(({ subject, from, until, worst, summary }) => [subject, summary, from, until, worst]),
    ).toEqual([
      ['a', 'about a', FROM, FROM + 3 * HOUR, 9],
      ['a', 'about a', FROM + 4 * HOUR, null, 5],
    ])
  })

  it('counts for each threshold the spells that would have fired, the own threshold among them', () => {
    const { curve, byDay, threshold } = tried([{ a: 3, b: 9 }, { a: 12 }, {}])
    expect(threshold).toBe(8)
    expect(curve.find((point) => point.threshold === 2)?.alerts).toBe(2)
    expect(curve.find((point) => point.threshold === 8)?.alerts).toBe(2)
    expect(curve.at(-1)).toEqual({ threshold: 12, alerts: 0 })
    const counts = curve.map(({ alerts }) => alerts)
    expect(counts).toEqual(counts.toSorted((x, y) => y - x))
    expect(byDay).toEqual([{ day: '2026-03-05', alerts: 2 }])
  })

  it('leaves out what lasted for less than the rule waits', () => {
    expect(tried([{ a: 9 }, {}], { pendingMs: 2 * HOUR }).spells).toEqual([])
    expect(tried([{ a: 9 }, {}], { pendingMs: HOUR }).spells).toHaveLength(1)
  })

  it('neither begins nor ends a spell where nothing is known', () => {
    expect(tried([{ a: 9 }, { a: null }, { a: 9 }]).spells).toHaveLength(1)
    expect(tried([{ a: null }, { a: Number.NaN }]).spells).toEqual([])
  })
})

describe('the loosest threshold', () => {
  it('is on the side on which more would fire', () => {
    expect(loosestThreshold('above', 8)).toBe(2)
    expect(loosestThreshold('below', 8)).toBe(32)
    expect(loosestThreshold('below', -8)).toBe(-2)
    expect(loosestThreshold('above', -8)).toBe(-32)
    expect(loosestThreshold('above', 0)).toBe(0)
  })
  it('begins the curve, which ends at the worst that occurred', () => {
    expect(curveThresholds(8, 2, [20, Infinity]).at(0)).toBe(2)
    expect(curveThresholds(8, 2, [20, Infinity]).at(-1)).toBe(20)
    expect(curveThresholds(0, 0, [])).toEqual([0])
    expect(curveThresholds(0, 0, [-5]).slice(0, 1)).toEqual([0])
  })
})
