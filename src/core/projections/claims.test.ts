/** Proves the rules of claims: what is granted, what holds stock, what frees it, what verification finds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intaken } from '../ledger/testLedger.fixture.ts'
import {
  A,
  B,
  counted,
  isGranted,
  left,
  line,
  MICRO,
  openClaimLedger,
  SECOND,
  SKU,
  step,
  T0,
  taking,
} from '../claims.fixture.ts'

let claims: ReturnType<typeof openClaimLedger>
let { ledger, tell, take, release, confirm, open, held, events, violations } = {} as typeof claims
beforeEach(() => {
  claims = openClaimLedger()
  ;({ ledger, tell, take, release, confirm, open, held, events, violations } = claims)
})
afterEach(() => ledger.close())

const expectClean = () => expect(violations()).toEqual([])

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
    for (const other of [
      { microunits: 5 * MICRO },
      { order: 'x' },
      { location: B },
      { line: '1' },
      { expiresInMs: null },
    ]) {
      expect(take(T0, 'a', 4, { ...soft, ...other })).toMatchObject({ refused: { code: 'conflict' } })
    }
    expect(events()).toBe(before + 1)
  })
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
    expect(ledger.decide(T0 + 99 * SECOND, { kind: 'expireClaims', limit: 10 })).toEqual([
      { answer: { released: 0 } },
    ])
    expect(isGranted(take(T0 + 99 * SECOND, 'other', 1))).toBe(false)
  })
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
  it('a line that is allocated what is not there can claim only what others leave', () => {
    tell(T0, counted(2), line('o', '1', 2), line('p', '1', 1))
    tell(T0, step('o', '1', 'allocated', 2), step('p', '1', 'allocated', 1))
    expect(take(T0, 'a', 2, { order: 'o', line: '1' })).toMatchObject({
      refused: { details: { availableUnits: 1 } },
    })
    expect(isGranted(take(T0, 'b', 1, { order: 'o', line: '1' }))).toBe(true)
    expect(isGranted(take(T0, 'c', 1, { order: 'p', line: '1' }))).toBe(false)
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
    expect([open('c'), held()]).toEqual([
      { units: 4, state: 'open' },
      { claimed: 4, held: 4 },
    ])
    expect(take(T0 + 3, 'other', 5)).toMatchObject({ refused: { details: { availableUnits: 4 } } })
    tell(T0 + 4, left(4), step('o', '1', 'shipped', 4))
    expect([open('c'), held()]).toEqual([
      { units: 0, state: 'fulfilled' },
      { claimed: 0, held: 0 },
    ])
    expect(release(T0 + 5, 'c')).toMatchObject({ refused: { code: 'conflict' } })
    expectClean()
  })
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
  it('names a grant for which too little was there, in the order of the log', () => {
    tell(T0, counted(3))
    take(T0, 'first', 2)
    const { order, line: _line, ...forged } = { ...taking('second', 2), units: 2 }
    const { claim, sku, location, units, actor } = forged
    ledger.commit(
      [
        [
          intaken({
            identity: 'tower:claim:second:taken',
            occurredAt: T0,
            events: [
              {
                type: 'ClaimTaken',
                claim,
                order,
                sku,
                location,
                units,
                kind: 'firm',
                availableUnits: 2,
                actor,
              },
            ],
          }),
        ],
      ],
      'tower',
    )
    // That more came later does not make it right.
    tell(T0 + 1, counted(50))
    expect(violations()).toEqual(['second: 2 units of gtin:1 were granted at gln:A where 1 were available'])
  })
  it('names sums and claims that are not what their facts say', () => {
    tell(T0, counted(9), line('o', '1', 4))
    take(T0, 'a', 4, { order: 'o', line: '1' })
    for (const [sql, named] of [
      ['UPDATE position_holds SET held = held - 1', /gln:A gtin:1: stored 3999999, lines hold 4000000/],
      ['UPDATE location_holds SET held = 0', /gln:A: stored 0, positions hold 4000000/],
      ['UPDATE claims SET open_microunits = 5000000, microunits = 5000000', /a: the log has it/],
      [
        'UPDATE claims SET open_microunits = 5000000',
        /o 1: claims are open for 5000000, the line wants 4000000/,
      ],
      ['DELETE FROM claims', /a: the log has it, its state does not show it/],
    ] as const) {
      const database = ledger.connection.database
      database.exec('CREATE TEMP TABLE kept_claims AS SELECT * FROM claims')
      database.exec('CREATE TEMP TABLE kept_positions AS SELECT * FROM position_holds')
      database.exec('CREATE TEMP TABLE kept_locations AS SELECT * FROM location_holds')
      database.exec(sql)
      expect(violations().join('\n')).toMatch(named)
      for (const [table, kept] of [
        ['claims', 'kept_claims'],
        ['position_holds', 'kept_positions'],
        ['location_holds', 'kept_locations'],
      ] as const) {
        database.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM ${kept}; DROP TABLE ${kept}`)
      }
    }
    expectClean()
  })
})
