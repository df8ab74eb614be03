/** Proves by property that a tied article is promised once: any run of records, ties and claims against a plain recount. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { A, B, isGranted, openClaimLedger, SECOND, T0 } from '../claims.fixture.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const HOUR = 3_600_000
const place = fc.constantFrom(A, A, B)
const name = fc.constantFrom('item:8', 'item:9', 'sku:TEE', 'sku:RED')
const units = fc.integer({ min: 0, max: 9 })
const order = fc.constantFrom('o1', 'o2')

const stockEvent: fc.Arbitrary<CanonicalEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(name, place, fc.integer({ min: 0, max: 15 }))
      .map(([sku, location, some]): CanonicalEvent => ({
        type: 'StockCounted',
        sku,
        location,
        disposition: 'sellable',
        units: some,
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(name, place, units, fc.boolean())
      .map(([sku, location, some, isIn]): CanonicalEvent => {
        const shelf = { location, disposition: 'sellable' as const }
        return {
          type: 'StockMoved',
          sku,
          units: some,
          ...(isIn ? { from: 'supplier', to: shelf } : { from: shelf, to: 'customer' }),
        }
      }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('item:8', 'item:9', 'sku:TEE'), fc.constantFrom('sku:TEE', 'sku:RED', 'item:8'))
      .map(([alias, sku]): CanonicalEvent => ({ type: 'SkuAliased', alias, sku })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, place, fc.integer({ min: 0, max: 3 }))
      .map(([sku, location, some]): CanonicalEvent => ({
        type: 'SafetyStockSet',
        sku,
        location,
        units: some,
      })),
  },
)
const orderEvent: fc.Arbitrary<CanonicalEvent> = fc.oneof(
  fc.tuple(order, name, units).map(([of, sku, some]): CanonicalEvent => ({
    type: 'OrderLineAdded',
    order: of,
    line: '1',
    sku,
    units: some + 1,
  })),
  fc
    .tuple(
      order,
      place,
      units,
      fc.constantFrom('allocated' as const, 'allocated' as const, 'shipped' as const, 'cancelled' as const),
    )
    .map(([of, location, some, step]): CanonicalEvent => ({
      type: 'OrderStepTaken',
      order: of,
      line: '1',
      step,
      units: some + 1,
      location,
    })),
)

const recordOf = (event: fc.Arbitrary<CanonicalEvent>) =>
  fc.record({
    identity: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
    occurredAt: fc.integer({ min: 0, max: 5 }).map((hour) => T0 + hour * HOUR),
    recordTime: fc.integer({ min: 1, max: 9 }),
    retracted: fc.constantFrom(false, false, false, false, true),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
  })
const decision = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      sku: name,
      location: place,
      units: fc.integer({ min: 1, max: 5 }),
      seconds: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
      order: fc.option(order, { nil: null }),
      isOfLine: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('release' as const, 'confirm' as const),
      claim: fc.integer({ min: 0, max: 25 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 5 }) }),
  },
)
const runOf = (event: fc.Arbitrary<CanonicalEvent>) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('tell' as const), record: recordOf(event) }) },
      { weight: 6, arbitrary: decision },
    ),
    { minLength: 15, maxLength: 40, size: 'max' },
  )

/** Works out from the records alone what is there, and from the answers alone what is promised. */
class Recount {
  private readonly versions = new Set<string>()
  readonly standing = new Map<string, FeedRecord>()
  readonly claims = new Map<string, { sku: string; location: string; units: number; until: number }>()

  /** @returns false where such a version of the record was told before: which of two counts is not this test's matter */
  tell(record: FeedRecord): boolean {
    const version = `${record.identity} ${record.recordTime}`
    if (this.versions.has(version)) return false
    this.versions.add(version)
    const known = this.standing.get(record.identity)
    // What was taken back stays so, whatever comes later.
    const isLater = !known || (record.recordTime ?? 0) > (known.recordTime ?? 0)
    if (known?.retracted !== true && (record.retracted === true || isLater))
      this.standing.set(record.identity, record)
    return true
  }

  /** What counts, in order of time, identity and place. */
  private facts(): CanonicalEvent[] {
    return [...this.standing.values()]
      .filter(({ retracted }) => retracted !== true)
      .sort((a, b) => a.occurredAt - b.occurredAt || (a.identity < b.identity ? -1 : 1))
      .flatMap(({ events }) => events)
  }

  available(asked: string, location: string, now: number): number {
    const facts = this.facts()
    const ties = new Map(
      facts.flatMap((fact) => (fact.type === 'SkuAliased' ? [[fact.alias, fact.sku]] : [])),
    )
    const skuOf = (one: string) => ties.get(one) ?? one
    const isMeant = (sku: string) => skuOf(sku) === skuOf(asked)
    let [stock, safety, open] = [0, 0, 0]
    for (const fact of facts) {
      if (fact.type === 'SafetyStockSet' && fact.location === location && isMeant(fact.sku))
        safety = fact.units
      if (fact.type === 'StockCounted' && fact.location === location && isMeant(fact.sku)) stock = fact.units
      if (fact.type !== 'StockMoved' || !isMeant(fact.sku)) continue
      if (typeof fact.from === 'object' && fact.from.location === location) stock -= fact.units
      if (typeof fact.to === 'object' && fact.to.location === location) stock += fact.units
    }
    for (const claim of this.claims.values())
      if (claim.location === location && claim.until > now && isMeant(claim.sku)) open += claim.units
    return stock - safety - open
  }
}

type Act = ReturnType<typeof runOf> extends fc.Arbitrary<infer Acts> ? Acts : never

/** Plays a run; where it has no orders, each answer is the recount's. @returns the open ledger */
function play(acts: Act, recounted: boolean) {
  const opened = openClaimLedger()
  const { ledger, take, release, confirm } = opened
  const model = new Recount()
  let now = T0
  acts.forEach((one, number) => {
    if (one.do === 'wait') now += one.seconds * SECOND
    if (one.do === 'tell' && model.tell(one.record)) ledger.commit([[intaken(one.record)]])
    if (one.do === 'take') {
      const of = recounted || one.order === null ? `o-${number}` : one.order
      const expected = model.available(one.sku, one.location, now)
      const outcome = take(now, `c${number}`, one.units, {
        sku: one.sku,
        location: one.location,
        order: of,
        line: one.isOfLine ? '1' : null,
        expiresInMs: one.seconds === null ? null : one.seconds * SECOND,
      })
      if (recounted) expect([number, isGranted(outcome)]).toEqual([number, one.units <= expected])
      if (isGranted(outcome))
        model.claims.set(`c${number}`, {
          ...one,
          until: one.seconds === null ? Infinity : now + one.seconds * SECOND,
        })
    }
    const claim = one.do === 'release' || one.do === 'confirm' ? model.claims.get(`c${one.claim}`) : undefined
    if (!claim) return
    if (one.do === 'release' && isGranted(release(now, `c${one.claim}`))) claim.until = -Infinity
    if (one.do === 'confirm' && isGranted(confirm(now, `c${one.claim}`))) claim.until = Infinity
  })
  return opened
}

/** All that is in a log, as the records that it came as. */
const recordsOf = ({ reader }: Pick<ReturnType<typeof openTestLedger>, 'reader'>): FeedRecord[] =>
  reader
    .all<{
      identity: string
      occurredAt: number
      recordTime: number | null
      retracted: number
      body: string
    }>(
      `SELECT identity, occurred_at AS occurredAt, record_time AS recordTime, retracted, body FROM events
       ORDER BY event_number`,
    )
    .map(({ identity, occurredAt, recordTime, retracted, body }) => ({
      identity,
      occurredAt,
      ...(recordTime === null ? {} : { recordTime }),
      ...(retracted === 1 ? { retracted: true } : {}),
      events: JSON.parse(body) as CanonicalEvent[],
    }))

/** The digest of the same records in another order, so many a commit. */
function digestOf(records: readonly FeedRecord[], order: readonly number[], size: number): string {
  const shuffled = records
    .map((record, index) => ({ record, place: order[index % order.length] ?? 0 }))
    .sort((a, b) => a.place - b.place)
  const other = openTestLedger(PROJECTIONS)
  try {
    for (let at = 0; at < shuffled.length; at += size)
      other.commit([shuffled.slice(at, at + size).map(({ record }) => intaken(record))])
    return other.digest()
  } finally {
    other.close()
  }
}

const shuffling = fc.array(fc.integer(), { minLength: 50, maxLength: 50 })
const size = fc.integer({ min: 1, max: 6 })

it('grants what a recount over all names says is there, and nothing else', () => {
  fc.assert(
    fc.property(runOf(stockEvent), shuffling, size, (acts, places, some) => {
      const { ledger, violations } = play(acts, true)
      try {
        expect(violations()).toEqual([])
        expect(digestOf(recordsOf(ledger), places, some)).toBe(ledger.digest())
      } finally {
        ledger.close()
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 300_000)

it('holds amid order lines of any name: any arrival ends in one state, and verification finds nothing', () => {
  fc.assert(
    fc.property(runOf(fc.oneof(stockEvent, orderEvent)), shuffling, size, (acts, places, some) => {
      const { ledger, violations } = play(acts, false)
      try {
        expect(violations()).toEqual([])
        expect(digestOf(recordsOf(ledger), places, some)).toBe(ledger.digest())
      } finally {
        ledger.close()
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 300_000)
