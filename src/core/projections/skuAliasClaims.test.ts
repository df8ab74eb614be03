/** Proves that a unit is promised once whatever names its article has: claims, allocations and safety stock across ties. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { openAppender } from '../ledger/append.ts'
import { openReader } from '../ledger/database.ts'
import { rebuildLedger } from '../ledger/rebuild.ts'
import { SKU_HOLD_TABLES_SQL } from '../ledger/skuAliasTables.ts'
import { intaken } from '../ledger/testLedger.fixture.ts'
import { A, isGranted, openClaimLedger, SECOND, step, T0 } from '../claims.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const [ITEM, TEE, RED] = ['item:8', 'sku:TEE', 'sku:RED']
const count = (sku: string, units: number): CanonicalEvent => ({
  type: 'StockCounted', sku, location: A, disposition: 'sellable', units,
}) // prettier-ignore
const sold = (sku: string, units: number): CanonicalEvent => ({
  type: 'StockMoved', sku, units, from: { location: A, disposition: 'sellable' }, to: 'customer',
}) // prettier-ignore
const tie = (sku: string, alias = ITEM): CanonicalEvent => ({ type: 'SkuAliased', alias, sku })
const line = (order: string, sku: string, units: number): CanonicalEvent => ({
  type: 'OrderLineAdded', order, line: '1', sku, units,
}) // prettier-ignore
const safety = (sku: string, units: number): CanonicalEvent => ({
  type: 'SafetyStockSet', location: A, sku, units,
}) // prettier-ignore

let claims: ReturnType<typeof openClaimLedger>
let { ledger, tell, take, release, confirm, open, violations } = {} as typeof claims
beforeEach(() => {
  claims = openClaimLedger()
  ;({ ledger, tell, take, release, confirm, open, violations } = claims)
})
afterEach(() => ledger.close())

const expectClean = () => expect(violations()).toEqual([])
const claim = (name: string, sku: string, units: number, more: Parameters<typeof take>[3] = {}) =>
  take(T0, name, units, { sku, ...more })
const heldOf = (sku: string) =>
  (ledger.reader.get<{ n: number }>('SELECT held AS n FROM position_holds WHERE location = ? AND sku = ?', [A, sku])?.n ?? 0) /
  1_000_000 // prettier-ignore
const safetyStocks = () =>
  ledger.reader
    .all<{ sku: string; n: number }>(
      'SELECT sku, microunits / 1000000 AS n FROM safety_stocks JOIN skus USING (sku_id) ORDER BY 1',
    )
    .map(({ sku, n }) => `${sku} ${n}`)
const safetyOfPlace = () =>
  (ledger.reader.get<{ n: number }>('SELECT sum(safety) AS n FROM rollups')?.n ?? 0) / 1_000_000
/** Another statement of the one tie. */
const product = (recordTime: number, events: CanonicalEvent[], more: Partial<FeedRecord> = {}) =>
  ledger.commit([[intaken({ identity: 'product', occurredAt: T0, recordTime, events, ...more })]])

describe('units claimed under one name', () => {
  it('are not promised again under the other, whether the tie is told after or before', () => {
    tell(T0, count(ITEM, 10))
    expect(isGranted(claim('a', ITEM, 10))).toBe(true)
    tell(T0, tie(TEE))
    expect([heldOf(ITEM), heldOf(TEE)]).toEqual([0, 10])
    expect(claim('b', TEE, 10)).toMatchObject({ refused: { details: { availableUnits: 0 } } })
    expect(claim('c', ITEM, 1)).toMatchObject({ refused: { details: { availableUnits: 0 } } })
    release(T0, 'a')
    expect(isGranted(claim('d', ITEM, 6))).toBe(true)
    expect(claim('e', TEE, 5)).toMatchObject({ refused: { details: { availableUnits: 4 } } })
    expect(isGranted(claim('f', TEE, 4))).toBe(true)
    expectClean()
  })

  it('go with the tie, where it is corrected or taken back', () => {
    tell(T0, count(ITEM, 10), count(RED, 1))
    product(1, [tie(TEE)])
    claim('a', ITEM, 7)
    product(2, [tie(RED)])
    expect([heldOf(ITEM), heldOf(TEE), heldOf(RED)]).toEqual([0, 0, 7])
    tell(T0 + 1, count(RED, 8))
    expect(claim('b', RED, 2)).toMatchObject({ refused: { details: { availableUnits: 1 } } })
    product(3, [tie(RED)], { retracted: true })
    expect([heldOf(ITEM), heldOf(TEE), heldOf(RED)]).toEqual([7, 0, 0])
    expect(claim('c', ITEM, 4)).toMatchObject({ refused: { details: { availableUnits: 3 } } })
    expect(isGranted(claim('d', RED, 8))).toBe(true)
    expectClean()
  })

  it('run out, are confirmed, released and sold under whichever name', () => {
    tell(T0, count(TEE, 10), tie(TEE))
    claim('soft', ITEM, 10, { expiresInMs: 10 * SECOND })
    expect(isGranted(take(T0 + 9 * SECOND, 'early', 1, { sku: TEE }))).toBe(false)
    expect(isGranted(take(T0 + 10 * SECOND, 'late', 4, { sku: TEE, expiresInMs: SECOND }))).toBe(true)
    expect(confirm(T0 + 10 * SECOND, 'late')).toMatchObject({ answer: { claim: 'late' } })
    tell(T0 + 20 * SECOND, line('o-late', ITEM, 4))
    tell(T0 + 21 * SECOND, sold(ITEM, 4), step('o-late', '1', 'shipped', 4))
    expect(open('late')).toEqual({ units: 0, state: 'fulfilled' })
    expect(heldOf(TEE)).toBe(0)
    expect(isGranted(take(T0 + 22 * SECOND, 'rest', 7, { sku: ITEM }))).toBe(false)
    expect(isGranted(take(T0 + 22 * SECOND, 'rest', 6, { sku: ITEM }))).toBe(true)
    expectClean()
  })

  it('has the first answer when asked for again, in the words it was asked in', () => {
    tell(T0, count(ITEM, 10))
    const first = claim('a', ITEM, 4)
    expect(first).toMatchObject({ answer: { sku: ITEM, availableUnits: 10 } })
    tell(T0, tie(TEE))
    expect(claim('a', ITEM, 4)).toEqual(first)
    expect(claim('a', RED, 4)).toMatchObject({ refused: { code: 'conflict' } })
    expect(heldOf(TEE)).toBe(4)
  })

  it('are shown as over-claimed where both names were promised from before anyone knew that they are one', () => {
    tell(T0, count(ITEM, 10), count(TEE, 10))
    expect(isGranted(claim('a', ITEM, 10)) && isGranted(claim('b', TEE, 10))).toBe(true)
    tell(T0 + 1, tie(TEE))
    expect([claims.stock(A), heldOf(TEE)]).toEqual([10, 20])
    expect(claim('c', TEE, 1)).toMatchObject({ refused: { details: { availableUnits: 0 } } })
    expectClean()
  })
})

describe('order lines of one name', () => {
  it('hold the stock of the other, and are claimed for under either', () => {
    tell(T0, count(TEE, 10), line('o', ITEM, 6), step('o', '1', 'allocated', 6))
    expect([heldOf(ITEM), heldOf(TEE)]).toEqual([6, 0])
    tell(T0, tie(TEE))
    expect([heldOf(ITEM), heldOf(TEE)]).toEqual([0, 6])
    expect(claim('other', TEE, 5)).toMatchObject({ refused: { details: { availableUnits: 4 } } })
    expect(isGranted(claim('own', TEE, 6, { order: 'o', line: '1' }))).toBe(true)
    expect(heldOf(TEE)).toBe(6)
    expect(isGranted(claim('beyond', ITEM, 1, { order: 'o' }))).toBe(false)
    expectClean()
  })

  it('cut claims of the other name to what is left to claim for, once they are tied', () => {
    tell(T0, count(TEE, 10))
    claim('a', TEE, 5, { order: 'o' })
    tell(T0 + 1, line('o', ITEM, 3))
    expect(open('a')?.units).toBe(5)
    tell(T0 + 2, tie(TEE))
    expect(open('a')?.units).toBe(3)
    product(1, [tie(RED)])
    expectClean()
  })

  it('that are over free claims of the other name, once they are tied', () => {
    tell(T0, count(TEE, 10))
    claim('a', TEE, 5, { order: 'o' })
    tell(T0 + 1, line('o', ITEM, 5), step('o', '1', 'cancelled', 5))
    expect(open('a')?.units).toBe(5)
    tell(T0 + 2, tie(TEE))
    expect(open('a')).toEqual({ units: 0, state: 'fulfilled' })
    expectClean()
  })
})

describe('safety stock', () => {
  it('is kept back under every name: the latest statement of any holds, and goes with a corrected tie', () => {
    tell(T0, count(TEE, 10), safety(ITEM, 4))
    tell(T0 + 1, safety(TEE, 3))
    expect(safetyStocks()).toEqual([`${ITEM} 4`, `${TEE} 3`])
    product(1, [tie(TEE)])
    expect([safetyStocks(), safetyOfPlace()]).toEqual([[`${TEE} 3`], 3])
    tell(T0 + 2, safety(ITEM, 6))
    expect([safetyStocks(), safetyOfPlace()]).toEqual([[`${TEE} 6`], 6])
    expect(claim('a', ITEM, 5)).toMatchObject({ refused: { details: { availableUnits: 4 } } })
    expect(isGranted(claim('b', ITEM, 4))).toBe(true)
    product(2, [tie(RED)])
    expect([safetyStocks(), safetyOfPlace()]).toEqual([[`${RED} 6`, `${TEE} 3`], 9])
    product(3, [tie(RED)], { retracted: true })
    expect([safetyStocks(), safetyOfPlace()]).toEqual([[`${TEE} 3`, `${ITEM} 6`].sort(), 9])
    expectClean()
  })
})

describe('tower verify', () => {
  const forge = (name: string, sku: string, units: number) =>
    ledger.commit(
      [[intaken({
        identity: `tower:claim:${name}:taken`,
        occurredAt: T0,
        events: [{ type: 'ClaimTaken', claim: name, order: `o-${name}`, sku, location: A, units, kind: 'firm', availableUnits: units, actor: 'forger' }],
      })]],
      'tower',
    ) // prettier-ignore

  it('finds nothing where the tie of a granted claim is corrected or taken back afterwards', () => {
    tell(T0, count(ITEM, 10))
    product(1, [tie(TEE)])
    expect(isGranted(claim('c1', TEE, 5))).toBe(true)
    product(2, [tie(RED)])
    expectClean()
    product(3, [tie(RED)], { retracted: true })
    expectClean()
  })

  it('knows stock and holds under a name that stands for another SKU by now', () => {
    tell(T0, count(ITEM, 10), count(RED, 10))
    product(1, [tie(TEE)])
    claim('a', TEE, 4)
    product(2, [tie(RED)])
    claim('b', ITEM, 10)
    product(3, [tie(TEE)])
    claim('c', RED, 10)
    expectClean()
  })

  it('names a unit that was promised under both names', () => {
    tell(T0, count(ITEM, 10))
    claim('a', ITEM, 10)
    product(1, [tie(TEE)])
    forge('twice', TEE, 1)
    forge('again', ITEM, 2)
    // What becomes known afterwards does not make it right.
    product(2, [tie(RED)])
    tell(T0 + 1, count(TEE, 50), count(ITEM, 50))
    expect(violations()).toEqual([
      `twice: 1 units of ${TEE} were granted at ${A} where 0 were available`,
      `again: 2 units of ${ITEM} were granted at ${A} where -1 were available`,
    ])
  })

  it('names a claim that stands under a SKU that its name does not stand for', () => {
    tell(T0, count(ITEM, 10), tie(TEE))
    claim('a', ITEM, 3)
    ledger.connection.run('UPDATE claims SET sku = ?', [ITEM])
    expect(violations().join('\n')).toMatch(/a: the log has it, its state does not show it/)
  })
})

it('the past of one SKU has what was told under names that stand for another by now', () => {
  tell(T0, count(ITEM, 10))
  product(1, [tie(TEE)])
  // Recorded later, and counting at no earlier time.
  ledger.commit([[intaken({ identity: 'correction', occurredAt: T0 + 10, events: [tie(RED)] })]])
  const targetPath = `${ledger.path}.past`
  rebuildLedger({
    sourcePath: ledger.path, targetPath, projections: PROJECTIONS, stockOf: [TEE], asOf: T0 + 5, order: 'log',
  }) // prettier-ignore
  const past = openReader(targetPath)
  const rows = past.all('SELECT sku, microunits / 1000000 AS n FROM balances JOIN skus USING (sku_id)')
  past.close()
  expect(rows).toEqual([{ sku: TEE, n: 10 }])
})

it('what an earlier version left under the name it was told under is set aside under the SKU', () => {
  tell(
    T0,
    count(ITEM, 20),
    safety(ITEM, 4),
    safety(RED, 1),
    line('o', ITEM, 6),
    step('o', '1', 'allocated', 6),
  )
  claim('a', ITEM, 3)
  tell(T0, tie(TEE))
  const { connection } = ledger
  const tied = ledger.digest()
  // As it was: stock under the SKU, all else under the name.
  connection.run("UPDATE claims SET sku = 'item:8'")
  connection.run("UPDATE order_holds SET sku = 'item:8'")
  connection.run("DELETE FROM position_holds WHERE sku = 'item:8'")
  connection.run("UPDATE position_holds SET sku = 'item:8'")
  connection.run(
    `UPDATE safety_stocks SET sku_id = (SELECT sku_id FROM skus WHERE sku = 'item:8')
     WHERE sku_id = (SELECT sku_id FROM skus WHERE sku = 'sku:TEE')`,
  )
  connection.run('DELETE FROM dependents')
  connection.database.exec('DROP INDEX order_holds_by_sku; DROP INDEX safety_stocks_by_sku')
  connection.database.exec(SKU_HOLD_TABLES_SQL)
  openAppender(connection, PROJECTIONS).refold()
  expect(ledger.digest()).toBe(tied)
  expect([safetyStocks(), safetyOfPlace(), heldOf(TEE)]).toEqual([[`${RED} 1`, `${TEE} 4`], 5, 9])
  expectClean()
})
