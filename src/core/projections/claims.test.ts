/** Proves that no unit is promised twice: claims by their rules, and by property against a plain recount. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord, OrderStep } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import type { Decision, DecisionOutcome } from '../ledger/types.ts'
import { PROJECTIONS } from './projections.ts'

const T0 = 1_700_000_000_000
const SECOND = 1_000
const MICRO = 1_000_000
const A = 'gln:A'
const B = 'gln:B'
const SKU = 'gtin:1'

type Take = Extract<Decision, { kind: 'takeClaim' }>

let ledger: ReturnType<typeof openTestLedger>
let serial = 0
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
  serial = 0
})
afterEach(() => ledger.close())

const tell = (at: number, ...events: CanonicalEvent[]) =>
  ledger.commit([[intaken({ identity: `test:${(serial += 1)}`, occurredAt: at, events } as FeedRecord)]])
const counted = (units: number, location = A): CanonicalEvent => ({
  type: 'StockCounted', sku: SKU, location, disposition: 'sellable', units,
}) // prettier-ignore
const line = (order: string, name: string, units: number): CanonicalEvent => ({
  type: 'OrderLineAdded', order, line: name, sku: SKU, units,
}) // prettier-ignore
const step = (order: string, name: string, taken: OrderStep, units: number, location = A): CanonicalEvent => ({
  type: 'OrderStepTaken', order, line: name, step: taken, units, location,
}) // prettier-ignore
const left = (units: number, location = A): CanonicalEvent => ({
  type: 'StockMoved', sku: SKU, units, from: { location, disposition: 'sellable' }, to: 'customer',
}) // prettier-ignore
const taking = (claim: string, units: number, more: Partial<Take> = {}): Take => ({
  kind: 'takeClaim', claim, order: `o-${claim}`, line: null, sku: SKU, location: A, microunits: units * MICRO,
  expiresInMs: null, actor: 'tester', ...more,
}) // prettier-ignore
const take = (at: number, claim: string, units: number, more: Partial<Take> = {}) =>
  ledger.decide(at, taking(claim, units, more))[0] as DecisionOutcome
const release = (at: number, claim: string) =>
  ledger.decide(at, { kind: 'releaseClaim', claim, why: 'test', actor: 'tester' })[0] as DecisionOutcome
const confirm = (at: number, claim: string) =>
  ledger.decide(at, { kind: 'confirmClaim', claim, actor: 'tester' })[0] as DecisionOutcome

const isGranted = (outcome: DecisionOutcome) => 'answer' in outcome
const open = (claim: string) =>
  ledger.reader.get<{ units: number; state: string }>(
    'SELECT open_microunits / 1000000.0 AS units, state FROM claims WHERE claim = ?',
    [claim],
  )
const held = (location = A) =>
  ledger.reader.get<{ claimed: number; held: number }>(
    'SELECT claimed / 1000000.0 AS claimed, held / 1000000.0 AS held FROM position_holds WHERE location = ? AND sku = ?',
    [location, SKU],
  ) ?? { claimed: 0, held: 0 }
const events = () => ledger.reader.get<{ n: number }>('SELECT count(*) AS n FROM events')?.n
const expectClean = () => {
  const { checks, ok } = ledger.verify()
  expect(checks.flatMap(({ violations }) => violations)).toEqual([])
  expect(ok).toBe(true)
}

describe('a claim', () => {
  it('is granted up to what is available, and a denial tells how many are and leaves nothing behind', () => {
    tell(T0, counted(10), { type: 'SafetyStockSet', sku: SKU, location: A, units: 2 })
    expect(take(T0, 'a', 5)).toMatchObject({
      answer: { claim: 'a', units: 5, kind: 'firm', availableUnits: 8 },
    })
    const before = events()
    expect(take(T0, 'b', 4)).toMatchObject({
      refused: { code: 'conflict', details: { availableUnits: 3, askedUnits: 4 } },
    })
    expect([events(), open('b')]).toEqual([before, undefined])
    expect(isGranted(take(T0, 'b', 3))).toBe(true)
    expect(held()).toEqual({ claimed: 8, held: 8 })
    expectClean()
  })
  it('sees those decided before it in the same commit', () => {
    tell(T0, counted(3))
    const outcomes = ledger.decide(T0, ...['a', 'b', 'c', 'd', 'e'].map((claim) => taking(claim, 1)))
    expect(outcomes.map(isGranted)).toEqual([true, true, true, false, false])
    expectClean()
  })
  it('of a place that has none, or that nobody knows, is denied', () => {
    expect(take(T0, 'a', 1)).toMatchObject({ refused: { details: { availableUnits: 0 } } })
    tell(T0, counted(3))
    expect(isGranted(take(T0, 'b', 1, { location: B }))).toBe(false)
  })
  it('asked for again has the first answer and no second effect; with another content it is refused', () => {
    tell(T0, counted(10))
    const soft = { expiresInMs: 60 * SECOND }
    const first = take(T0, 'a', 4, soft)
    const before = events()
    expect(take(T0 + SECOND, 'a', 4, soft)).toEqual(first)
    expect(release(T0 + 2 * SECOND, 'a')).toMatchObject({ answer: { releasedAt: T0 + 2 * SECOND } })
    expect(release(T0 + 9 * SECOND, 'a')).toMatchObject({ answer: { releasedAt: T0 + 2 * SECOND } })
    expect(take(T0 + 9 * SECOND, 'a', 4, soft)).toEqual(first)
    for (const other of [{ microunits: 5 * MICRO }, { order: 'x' }, { location: B }, { line: '1' }, { expiresInMs: null }]) {
      expect(take(T0, 'a', 4, { ...soft, ...other })).toMatchObject({ refused: { code: 'conflict' } })
    }
    expect(events()).toBe((before ?? 0) + 1)
  }) // prettier-ignore
  it('that is soft stops counting at once when its time is up, and cannot be confirmed any more', () => {
    tell(T0, counted(5))
    take(T0, 'soft', 5, { expiresInMs: 10 * SECOND })
    expect(isGranted(take(T0 + 10 * SECOND - 1, 'early', 1))).toBe(false)
    expect(isGranted(take(T0 + 10 * SECOND, 'late', 5))).toBe(true)
    expect(open('soft')).toEqual({ units: 0, state: 'expired' })
    expect(confirm(T0 + 10 * SECOND, 'soft')).toMatchObject({ refused: { code: 'conflict' } })
    expectClean()
  })
  it('that is confirmed in time does not run out', () => {
    tell(T0, counted(5))
    take(T0, 'soft', 5, { expiresInMs: 10 * SECOND })
    expect(confirm(T0 + SECOND, 'soft')).toMatchObject({ answer: { confirmedAt: T0 + SECOND } })
    expect(confirm(T0 + 99 * SECOND, 'soft')).toMatchObject({ answer: { confirmedAt: T0 + SECOND } })
    expect(ledger.decide(T0 + 99 * SECOND, { kind: 'expireClaims', limit: 10 })).toEqual([{ answer: { released: 0 } }])
    expect(isGranted(take(T0 + 99 * SECOND, 'other', 1))).toBe(false)
  }) // prettier-ignore
  it('that ran out is given up by the sweep, so many a turn', () => {
    tell(T0, counted(5))
    for (const claim of ['a', 'b', 'c']) take(T0, claim, 1, { expiresInMs: SECOND })
    const sweep = () => ledger.decide(T0 + SECOND, { kind: 'expireClaims', limit: 2 })[0]
    expect([sweep(), sweep(), sweep()]).toMatchObject([2, 1, 0].map((released) => ({ answer: { released } })))
    expect(held()).toEqual({ claimed: 0, held: 0 })
    expectClean()
  })
  it('that nobody took cannot be released or confirmed', () => {
    expect(release(T0, 'x')).toMatchObject({ refused: { code: 'notFound' } })
    expect(confirm(T0, 'x')).toMatchObject({ refused: { code: 'notFound' } })
  })
  it('can be made of a claim’s name that looks like another fact’s', () => {
    tell(T0, counted(5))
    for (const claim of ['a', 'a:taken', 'a:released', '__proto__', "'; DROP TABLE claims; --"]) {
      expect(isGranted(take(T0, claim, 1))).toBe(true)
    }
    release(T0, 'a')
    expect([open('a')?.units, open('a:taken')?.units, open('a:released')?.units]).toEqual([0, 1, 1])
    expectClean()
  })
})

describe('claims and order lines', () => {
  it('an allocation holds stock, and with a claim of the same line it counts once', () => {
    tell(T0, counted(10), line('o', '1', 6), step('o', '1', 'allocated', 6))
    expect(held()).toEqual({ claimed: 0, held: 6 })
    expect(isGranted(take(T0 + 1, 'other', 5))).toBe(false)
    expect(take(T0 + 1, 'own', 6, { order: 'o', line: '1' })).toMatchObject({
      answer: { availableUnits: 10 },
    })
    expect(held()).toEqual({ claimed: 6, held: 6 })
    expect(isGranted(take(T0 + 1, 'rest', 4))).toBe(true)
    expect(held()).toEqual({ claimed: 10, held: 10 })
    expectClean()
  })
  it('a claim that names no line stands for allocations of the order', () => {
    tell(T0, counted(10), line('o', '1', 2), line('o', '2', 3))
    take(T0, 'cart', 5, { order: 'o' })
    tell(T0 + 1, step('o', '1', 'allocated', 2), step('o', '2', 'allocated', 3))
    expect(held()).toEqual({ claimed: 5, held: 5 })
    expectClean()
  })
  it('what is shipped takes stock and claim down together, so that nothing becomes available', () => {
    tell(T0, counted(10), line('o', '1', 6))
    take(T0 + 1, 'c', 6, { order: 'o', line: '1' })
    tell(T0 + 2, left(2), step('o', '1', 'shipped', 2))
    expect([open('c'), held()]).toEqual([{ units: 4, state: 'open' }, { claimed: 4, held: 4 }])
    expect(take(T0 + 3, 'other', 5)).toMatchObject({ refused: { details: { availableUnits: 4 } } })
    tell(T0 + 4, left(4), step('o', '1', 'shipped', 4))
    expect([open('c'), held()]).toEqual([{ units: 0, state: 'fulfilled' }, { claimed: 0, held: 0 }])
    expect(release(T0 + 5, 'c')).toMatchObject({ refused: { code: 'conflict' } })
    expectClean()
  }) // prettier-ignore
  it('what is collected, cancelled or rejected frees its claim', () => {
    tell(T0, counted(10), line('o', '1', 9), step('o', '1', 'allocated', 9))
    take(T0, 'c', 9, { order: 'o', line: '1' })
    tell(T0 + 1, left(1), step('o', '1', 'collected', 1))
    expect(open('c')?.units).toBe(8)
    tell(T0 + 2, step('o', '1', 'cancelled', 2))
    expect(open('c')?.units).toBe(6)
    tell(T0 + 3, step('o', '1', 'rejected', 3))
    expect(open('c')?.units).toBe(3)
    expect(held().held).toBe(3)
    expectClean()
  })
  it('an order that is over holds nothing, though nobody described its lines', () => {
    tell(T0, counted(10))
    take(T0, 'cart', 5, { order: 'o' })
    tell(T0 + 1, { type: 'OrderStepTaken', order: 'o', step: 'cancelled' })
    expect(open('cart')).toEqual({ units: 0, state: 'fulfilled' })
    expect(take(T0 + 2, 'again', 1, { order: 'o' })).toMatchObject({ refused: { code: 'conflict' } })
    expectClean()
  })
  it('nothing is claimed beyond the line, nor for a line of another SKU', () => {
    tell(T0, counted(50), line('o', '1', 3))
    expect(isGranted(take(T0, 'a', 2, { order: 'o', line: '1' }))).toBe(true)
    expect(take(T0, 'b', 2, { order: 'o', line: '1' })).toMatchObject({
      refused: { code: 'conflict', details: { wantedUnits: 1 } },
    })
    expect(isGranted(take(T0, 'c', 2, { order: 'o' }))).toBe(false)
    expect(isGranted(take(T0, 'd', 1, { order: 'o' }))).toBe(true)
    expect(take(T0, 'e', 1, { order: 'o', line: '1', sku: 'gtin:2' })).toMatchObject({
      refused: { code: 'conflict' },
    })
    expectClean()
  })
  it('a line that is told late, and smaller, leaves no claim open beyond it', () => {
    tell(T0, counted(50))
    take(T0, 'a', 4, { order: 'o', line: '1' })
    take(T0 + 1, 'b', 4, { order: 'o', line: '1' })
    tell(T0 + 2, line('o', '1', 5))
    expect([open('a')?.units, open('b')?.units]).toEqual([4, 1])
    expectClean()
  })
})

describe('tower verify', () => {
  const violations = () => ledger.verify().checks.flatMap((check) => check.violations)
  it('names a grant for which too little was there, in the order of the log', () => {
    tell(T0, counted(3))
    take(T0, 'first', 2)
    const { order, line: _line, ...forged } = { ...taking('second', 2), units: 2 }
    const { claim, sku, location, units, actor } = forged
    ledger.commit(
      [[intaken({
        identity: 'tower:claim:second:taken',
        occurredAt: T0,
        events: [{ type: 'ClaimTaken', claim, order, sku, location, units, kind: 'firm', availableUnits: 2, actor }],
      })]],
      'tower',
    )
    // That more came later does not make it right.
    tell(T0 + 1, counted(50))
    expect(violations()).toEqual(['second: 2 units of gtin:1 were granted at gln:A where 1 were free'])
  }) // prettier-ignore
  it('names sums and claims that are not what their facts say', () => {
    tell(T0, counted(9), line('o', '1', 4))
    take(T0, 'a', 4, { order: 'o', line: '1' })
    for (const [sql, named] of [
      ['UPDATE position_holds SET held = held - 1', /gln:A gtin:1: stored 3999999, lines hold 4000000/],
      ['UPDATE location_holds SET held = 0', /gln:A: stored 0, positions hold 4000000/],
      ['UPDATE claims SET open_microunits = 5000000, microunits = 5000000', /a: the log has it/],
      ['UPDATE claims SET open_microunits = 5000000', /o 1: claims are open for 5000000, the line wants 4000000/],
      ['DELETE FROM claims', /a: the log has it, its state does not show it/],
    ] as const) {
      const database = ledger.connection.database
      database.exec('CREATE TEMP TABLE kept_claims AS SELECT * FROM claims')
      database.exec('CREATE TEMP TABLE kept_positions AS SELECT * FROM position_holds')
      database.exec('CREATE TEMP TABLE kept_locations AS SELECT * FROM location_holds')
      database.exec(sql)
      expect(violations().join('\n')).toMatch(named)
      for (const [table, kept] of [['claims', 'kept_claims'], ['position_holds', 'kept_positions'], ['location_holds', 'kept_locations']] as const) {
        database.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM ${kept}; DROP TABLE ${kept}`)
      }
    }
    expectClean()
  }) // prettier-ignore
})

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
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'confirm' as const), claim: fc.integer({ min: 0, max: 30 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('count' as const), location: fc.constantFrom(A, B), units: fc.integer({ min: 0, max: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  ) // prettier-ignore

  it('grants what a recount says is there, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }), (acts) => {
        ledger.close()
        ledger = openTestLedger(PROJECTIONS)
        const model = new Recount()
        const asked = new Map<string, string>()
        let now = T0
        let waiting: { decision: Decision; expected: boolean }[] = []
        const flush = () => {
          const outcomes = waiting.length > 0 ? ledger.decide(now, ...waiting.map(({ decision }) => decision)) : []
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
          if (one.do === 'sweep') waiting.push({ decision: { kind: 'expireClaims', limit: 3 }, expected: true })
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
            waiting.push({ decision: taking(claim, one.units, { location: one.location, expiresInMs }), expected })
            if (known !== undefined || !isThere) continue
            asked.set(claim, content)
            model.claims.set(claim, { key: one.location, units: one.units, until: expiresInMs === null ? Infinity : now + expiresInMs })
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
          expect((model.stock.get(location) ?? 0) - held(location).held).toBeCloseTo(model.available(location, now), 6)
        }
        expectClean()
      }),
      { numRuns: 40 },
    )
  }) // prettier-ignore

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
      step: fc.constantFrom<OrderStep>('allocated', 'picked', 'shipped', 'arrived', 'ready', 'collected', 'delivered', 'cancelled', 'rejected'),
      location: fc.constantFrom(A, B),
      units: fc.integer({ min: 1, max: 4 }),
      moves: fc.boolean(),
      late: fc.integer({ min: 0, max: 20 }),
    }),
    fc.record({ do: fc.constant('line' as const), order: fc.constantFrom('o1', 'o2', 'o3'), line: fc.constantFrom('1', '2'), units: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ do: fc.constant('count' as const), location: fc.constantFrom(A, B), units: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ do: fc.constantFrom('release' as const, 'confirm' as const), claim: fc.integer({ min: 0, max: 15 }) }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }),
  ) // prettier-ignore

  it('keeps its books whatever orders do meanwhile, and comes out the same from the log in any order', () => {
    fc.assert(
      fc.property(fc.array(orderAct, { minLength: 20, maxLength: 60, size: 'max' }), (acts) => {
        ledger.close()
        ledger = openTestLedger(PROJECTIONS)
        let now = T0
        tell(T0, counted(6), counted(6, B))
        acts.forEach((one, number) => {
          now += 1
          if (one.do === 'wait') now += one.seconds * SECOND
          if (one.do === 'take') {
            const expiresInMs = one.seconds === null ? null : one.seconds * SECOND
            const free = ledger.reader.get<{ n: number }>(
              `SELECT sum(microunits) - coalesce((SELECT sum(held) FROM order_holds WHERE location = ?1), 0) AS n
               FROM balances JOIN locations USING (location_id) WHERE location = ?1`.replaceAll('?1', `'${one.location}'`),
            )?.n ?? 0 // prettier-ignore
            const outcome = take(now, `c${number}`, one.units, { order: one.order, line: one.line, location: one.location, expiresInMs })
            const after = held(one.location).held * MICRO
            const stock = ledger.reader.get<{ n: number }>(
              `SELECT microunits AS n FROM balances JOIN locations USING (location_id) WHERE location = '${one.location}'`,
            )?.n ?? 0 // prettier-ignore
            // Where it was granted and something was free before, no more is held now than is there.
            if (isGranted(outcome) && free >= 0) expect(after).toBeLessThanOrEqual(stock)
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
        expectClean()
      }),
      { numRuns: 40 },
    )
  }) // prettier-ignore
})
