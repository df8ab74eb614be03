/** Proves by property that no unit is promised twice: any run of decisions against a plain recount, and amid what orders do. */
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { OrderStep } from '../../shared/vocabulary.ts'
import type { Decision } from '../ledger/types.ts'
import {
  A,
  B,
  counted,
  isGranted,
  left,
  line,
  openClaimLedger,
  SECOND,
  step,
  T0,
  taking,
} from '../claims.fixture.ts'

let last: ReturnType<typeof openClaimLedger> | null = null
function close(): void {
  last?.ledger.close()
  last = null
}
afterEach(close)

function fresh() {
  close()
  last = openClaimLedger()
  return last
}

describe('any run of decisions', () => {
  /** A recount without the program's state: what each claim was, and until when it counts. */
  class Recount {
    readonly claims = new Map<string, { key: string; units: number; until: number }>()
    readonly stock = new Map<string, number>()
    available(key: string, now: number): number {
      let open = 0
      for (const claim of this.claims.values())
        if (claim.key === key && claim.until > now) open += claim.units
      return (this.stock.get(key) ?? 0) - open
    }
  }
  const act = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('take' as const),
        claim: fc.integer({ min: 0, max: 30 }),
        location: fc.constantFrom(A, B),
        units: fc.constantFrom(1, 2, 3, 0.5),
        seconds: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('release' as const, 'confirm' as const),
        claim: fc.integer({ min: 0, max: 30 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('count' as const),
        location: fc.constantFrom(A, B),
        units: fc.integer({ min: 0, max: 12 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  )

  it('grants what a recount says is there, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }), (acts) => {
        const { ledger, tell, held, violations } = fresh()
        const model = new Recount()
        const asked = new Map<string, string>()
        let now = T0
        let waiting: { decision: Decision; expected: boolean }[] = []
        const flush = () => {
          const outcomes =
            waiting.length > 0 ? ledger.decide(now, ...waiting.map(({ decision }) => decision)) : []
          expect(outcomes.map(isGranted)).toEqual(waiting.map(({ expected }) => expected))
          waiting = []
        }
        tell(T0, counted(5), counted(5, B))
        for (const location of [A, B]) model.stock.set(location, 5)
        for (const one of acts) {
          if (one.do === 'commit') flush()
          if (one.do === 'wait') {
            flush()
            now += one.seconds * SECOND
          }
          if (one.do === 'sweep')
            waiting.push({ decision: { kind: 'expireClaims', limit: 3 }, expected: true })
          if (one.do === 'count') {
            flush()
            now += 1
            tell(now, counted(one.units, one.location))
            model.stock.set(one.location, one.units)
          }
          if (one.do === 'take') {
            const claim = `c${one.claim}`
            const expiresInMs = one.seconds === null ? null : one.seconds * SECOND
            const content = JSON.stringify([one.location, one.units, expiresInMs])
            const known = asked.get(claim)
            const isThere = model.available(one.location, now) >= one.units
            const expected = known === undefined ? isThere : known === content
            waiting.push({
              decision: taking(claim, one.units, { location: one.location, expiresInMs }),
              expected,
            })
            if (known !== undefined || !isThere) continue
            asked.set(claim, content)
            model.claims.set(claim, {
              key: one.location,
              units: one.units,
              until: expiresInMs === null ? Infinity : now + expiresInMs,
            })
          }
          if (one.do === 'release' || one.do === 'confirm') {
            const claim = `c${one.claim}`
            const known = model.claims.get(claim)
            const decision: Decision =
              one.do === 'release'
                ? { kind: 'releaseClaim', claim, why: 'test', actor: 'tester' }
                : { kind: 'confirmClaim', claim, actor: 'tester' }
            const isLive = known !== undefined && known.until > now
            waiting.push({ decision, expected: one.do === 'release' ? known !== undefined : isLive })
            if (known && isLive) known.until = one.do === 'release' ? now : Infinity
          }
        }
        flush()
        ledger.decide(now, { kind: 'expireClaims', limit: 100 })
        for (const location of [A, B]) {
          expect((model.stock.get(location) ?? 0) - held(location).held).toBeCloseTo(
            model.available(location, now),
            6,
          )
        }
        expect(violations()).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  const orderAct = fc.oneof(
    fc.record({
      do: fc.constant('take' as const),
      order: fc.constantFrom('o1', 'o2', 'o3'),
      line: fc.constantFrom('1', '2', null),
      location: fc.constantFrom(A, B),
      units: fc.integer({ min: 1, max: 4 }),
      seconds: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    }),
    fc.record({
      do: fc.constant('step' as const),
      order: fc.constantFrom('o1', 'o2', 'o3'),
      line: fc.constantFrom('1', '2'),
      step: fc.constantFrom<OrderStep>(
        'allocated',
        'picked',
        'shipped',
        'arrived',
        'ready',
        'collected',
        'delivered',
        'cancelled',
        'rejected',
      ),
      location: fc.constantFrom(A, B),
      units: fc.integer({ min: 1, max: 4 }),
      moves: fc.boolean(),
      late: fc.integer({ min: 0, max: 20 }),
    }),
    fc.record({
      do: fc.constant('line' as const),
      order: fc.constantFrom('o1', 'o2', 'o3'),
      line: fc.constantFrom('1', '2'),
      units: fc.integer({ min: 0, max: 6 }),
    }),
    fc.record({
      do: fc.constant('count' as const),
      location: fc.constantFrom(A, B),
      units: fc.integer({ min: 0, max: 9 }),
    }),
    fc.record({
      do: fc.constantFrom('release' as const, 'confirm' as const),
      claim: fc.integer({ min: 0, max: 15 }),
    }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }),
  )

  it('keeps its books whatever orders do meanwhile, and comes out the same from the log in any order', () => {
    fc.assert(
      fc.property(fc.array(orderAct, { minLength: 20, maxLength: 60, size: 'max' }), (acts) => {
        const { tell, take, release, confirm, held, stock, violations } = fresh()
        let now = T0
        tell(T0, counted(6), counted(6, B))
        acts.forEach((one, number) => {
          now += 1
          if (one.do === 'wait') now += one.seconds * SECOND
          if (one.do === 'take') {
            const expiresInMs = one.seconds === null ? null : one.seconds * SECOND
            const free = stock(one.location) - held(one.location).held
            const outcome = take(now, `c${number}`, one.units, {
              order: one.order,
              line: one.line,
              location: one.location,
              expiresInMs,
            })
            // Where it was granted and something was free before, no more is held now than is there.
            if (isGranted(outcome) && free >= 0)
              expect(held(one.location).held).toBeLessThanOrEqual(stock(one.location))
          }
          if (one.do === 'release') release(now, `c${one.claim}`)
          if (one.do === 'confirm') confirm(now, `c${one.claim}`)
          if (one.do === 'line') tell(now, line(one.order, one.line, one.units))
          if (one.do === 'count') tell(now, counted(one.units, one.location))
          if (one.do === 'step') {
            const told = step(one.order, one.line, one.step, one.units, one.location)
            tell(now - one.late, ...(one.moves ? [left(one.units, one.location)] : []), told)
          }
        })
        expect(violations()).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
