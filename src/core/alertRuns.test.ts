/** Tests the evaluation by property: whatever order records, times, steps and restarts come in, alerts end where the stock stands. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rule } from './alerts/rule.ts'
import { LOW } from './lowStock.fixture.ts'
import { MINUTE, openRuleHarness, record, START, type StoredAlert } from './rules.fixture.ts'

const PENDING_MS = 4 * MINUTE
const RECOVER_MS = 2 * MINUTE
const WAITING: Rule = {
  ...LOW,
  rule: 'waiting',
  defaults: { ...LOW.defaults, pendingMs: PENDING_MS, recoverMs: RECOVER_MS },
}
const SKUS = ['a', 'b', 'c'] as const

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      sku: fc.constantFrom(...SKUS),
      units: fc.integer({ min: -9, max: 9 }),
      ago: fc.integer({ min: 0, max: 3 * MINUTE }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      milliseconds: fc.integer({ min: 1, max: 3 * MINUTE }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('evaluate' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

const openOf = (alerts: readonly StoredAlert[]) =>
  alerts.filter(({ state }) => state !== 'resolved').map(({ rule, subject }) => `${rule} ${subject}`)

describe('any interleaving', () => {
  it('has one open alert of a rule and subject, none that fires too soon, and in the end those of the stock', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const harness = openRuleHarness({ rules: [LOW, WAITING] })
        try {
          let now = START
          const told = new Map<string, string>()
          const evaluate = () => {
            for (const { alert, state } of harness.evaluate()) {
              // Figures may be told again; that an alert begins to fire is told once.
              if (state === 'pending') expect(told.has(alert)).toBe(false)
              if (told.get(alert) === 'resolved') expect.unreachable(`${alert} goes on after its end`)
              told.set(alert, state)
            }
            const open = openOf(harness.alerts())
            expect(new Set(open).size).toBe(open.length)
            expect(harness.evaluate()).toEqual([])
          }
          harness.at(now)
          for (const one of acts) {
            if (one.kind === 'evaluate') evaluate()
            else if (one.kind === 'restart') harness.restart()
            else if (one.kind === 'wait') harness.at((now += one.milliseconds))
            else {
              const shelf = { location: 's1', disposition: 'sellable' as const }
              const [from, to] = one.units < 0 ? [shelf, 'customer' as const] : ['supplier' as const, shelf]
              harness.tell(
                record(now - one.ago, {
                  type: 'StockMoved',
                  sku: one.sku,
                  units: Math.abs(one.units),
                  from,
                  to,
                }),
              )
            }
          }
          for (const { rule, firedAt, since } of harness.alerts()) {
            if (rule === 'waiting' && firedAt !== null) {
              expect(firedAt - since).toBeGreaterThanOrEqual(PENDING_MS)
            }
          }
          evaluate()
          harness.at((now += PENDING_MS))
          evaluate()
          harness.at(now + RECOVER_MS + MINUTE)
          evaluate()
          const low = harness.fires(LOW).map(({ subject }) => subject)
          for (const rule of ['low', 'waiting']) {
            const firing = harness.alerts(rule).filter(({ state }) => state === 'firing')
            expect(firing.map(({ subject }) => subject).sort()).toEqual(low.toSorted())
          }
        } finally {
          harness.close()
        }
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})

describe('many positions', () => {
  it('are judged all, in bounded steps', () => {
    const harness = openRuleHarness({ rules: [LOW] })
    harness.at(START)
    const positions = 100_000
    for (let first = 0; first < positions; first += 10_000) {
      harness.tell(
        ...Array.from({ length: 10_000 }, (_, index) =>
          record(START, {
            type: 'StockMoved',
            sku: `sku${(first + index) % 1_000}`,
            units: (first + index) % 20 === 0 ? 1 : 50,
            from: 'supplier',
            to: { location: `s${Math.floor((first + index) / 1_000)}`, disposition: 'sellable' },
          }),
        ),
      )
    }
    expect(harness.evaluate()).toHaveLength(positions / 20)
    expect(harness.evaluate()).toEqual([])
    expect(harness.reader.get("SELECT count(*) AS n FROM alerts WHERE state = 'firing'")).toEqual({
      n: positions / 20,
    })
    harness.close()
  }, 120_000)
})
