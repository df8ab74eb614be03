/** Proves by property that transfers conserve units whatever people do and whatever warehouses answer, in any order and however often. */
import * as fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import type { FeedRecord } from '../shared/events.ts'
import { intaken } from './ledger/testLedger.fixture.ts'
import {
  ADA,
  CUP,
  DC,
  GRACE,
  LINUS,
  openTransferLedger,
  receivedOf,
  sentOf,
  STORE,
  TEE,
  transferId,
} from './transferLives.fixture.ts'

const RUNS = Number(process.env['TOWER_LIVES'] ?? 12)

type Lives = ReturnType<typeof openTransferLedger>
let last: Lives | null = null
function fresh(): Lives {
  last?.ledger.close()
  last = openTransferLedger()
  last.stock(TEE, 60)
  last.stock(CUP, 20)
  last.stock(TEE, 1, STORE)
  return last
}
afterEach(() => {
  last?.ledger.close()
  last = null
})

const which = fc.integer({ min: 0, max: 2 })
const sku = fc.constantFrom(TEE, CUP)
const units = fc.integer({ min: 1, max: 14 })
const line = fc.constantFrom('1', '2', undefined)
const teller = fc.constantFrom('wms', 'epcis')
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('submit' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      which,
      trim: fc.option(units, { nil: null }),
      by: fc.constantFrom(GRACE, LINUS),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('amend' as const), which, units, more: units }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reject' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      which,
      part: fc.option(units, { nil: null }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('sent' as const),
      which,
      sku,
      units,
      line,
      teller,
      short: fc.constantFrom(0, 0, 2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('received' as const), which, sku, units, line, teller }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sale' as const), units }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A warehouse's answer, or null where the step is none. */
function answerOf(one: Step, n: number): FeedRecord | null {
  if (one.do !== 'sent' && one.do !== 'received') return null
  const more = { toldBy: one.teller, ...(one.line === undefined ? {} : { line: one.line }) }
  const named = `test:${one.do}:${n}`
  const transfer = transferId(one.which)
  if (one.do === 'received') return receivedOf(transfer, named, one.sku, one.units, more)
  const short = one.short > 0 ? { shortUnits: one.short } : {}
  return sentOf(transfer, named, one.sku, one.units, { ...more, ...short })
}

/** What people do; refusals are as good as anything else. */
function act(lives: Lives, one: Step, n: number): void {
  if (one.do === 'sale') {
    const from = { location: DC, disposition: 'sellable' as const }
    lives.commit({
      identity: `test:sale:${n}`,
      occurredAt: lives.now(),
      events: [{ type: 'StockMoved', sku: TEE, units: one.units, from, to: 'customer' }],
    })
    return
  }
  const transfer = transferId(one.which)
  switch (one.do) {
    case 'submit':
      lives.submit(transfer)
      return
    case 'approve': {
      const lines = one.trim === null ? {} : { lines: [{ line: '1', units: one.trim }] }
      const before = lives.ledger.reader.all<{ sku: string; atp: number }>(ATP_SQL)
      const { outcome, approvedUnits } = lives.approve(transfer, { by: one.by, confirm: true, ...lines })
      expect(outcome === 'approved' || approvedUnits === 0).toBe(true)
      for (const { sku: own, atp } of lives.ledger.reader.all<{ sku: string; atp: number }>(ATP_SQL)) {
        const had = before.find((row) => row.sku === own)?.atp ?? 0
        expect(atp).toBeGreaterThanOrEqual(Math.min(0, had))
      }
      return
    }
    case 'release':
      lives.release(transfer)
      return
    case 'amend': {
      const revision = Number(lives.row(transfer)?.['revision'])
      const lines = [
        { sku: TEE, units: one.units },
        { sku: CUP, units: one.more },
      ]
      lives.decide({ kind: 'amendTransfer', transfer, revision, lines, ...ADA })
      return
    }
    case 'reject':
      lives.must({ kind: 'rejectTransfers', transfers: [transfer], why: 'no', ...GRACE })
      return
    case 'cancel': {
      const lines = one.part === null ? {} : { lines: [{ line: '1', units: one.part }] }
      lives.decide({ kind: 'cancelTransfer', transfer, why: 'not wanted', ...lines, ...ADA })
      return
    }
    case 'settle': {
      const open = lives.ledger.reader.all<{ line: string }>(
        'SELECT line FROM transfer_lines WHERE transfer = ? AND sent <> received + settled',
        [transfer],
      )
      const lines = open.map((row) => ({ line: row.line, cause: 'miscounted' as const }))
      if (lines.length > 0) lives.must({ kind: 'settleTransfer', transfer, lines, ...ADA })
      return
    }
    case 'close':
      lives.must({ kind: 'closeTransfers', transfers: [transfer], ...ADA })
      lives.must({ kind: 'closeDueTransfers', limit: 10 })
  }
}

const ATP_SQL = `
SELECT sku, microunits - coalesce((SELECT held FROM position_holds AS h WHERE h.location = '${DC}' AND h.sku = skus.sku), 0) AS atp
FROM balances JOIN skus USING (sku_id) JOIN locations USING (location_id) WHERE location = '${DC}' AND disposition = 0`

function start(lives: Lives): void {
  for (const n of [0, 1, 2]) {
    lives.draft(n, [
      { sku: TEE, units: 10 + n * 8, unitValueMinor: 100 },
      { sku: CUP, units: 6, unitValueMinor: 100 },
    ])
  }
}

it(
  'a random life leaves nothing for verify to find',
  () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 40 }), (steps) => {
        const lives = fresh()
        start(lives)
        steps.forEach((one, n) => {
          const answer = answerOf(one, n)
          // Each answer comes twice.
          if (answer) lives.commit(answer, answer)
          else act(lives, one, n)
        })
        expect(lives.violations()).toEqual([])
      }),
      { numRuns: RUNS },
    )
  },
  60_000 + RUNS * 8_000,
)

it(
  'answers in any order, batching and repetition come to the same',
  () => {
    const acts: Step[] = [
      { do: 'submit', which: 0 },
      { do: 'approve', which: 0, trim: null, by: GRACE },
      { do: 'release', which: 0 },
      { do: 'submit', which: 1 },
      { do: 'approve', which: 1, trim: 5, by: GRACE },
      { do: 'cancel', which: 1, part: 2 },
    ]
    const answers = fc
      .array(step, { minLength: 4, maxLength: 24 })
      .map((steps) => steps.flatMap((one, n) => answerOf(one, n) ?? []))
      .filter((records) => records.length > 1)
    const parts = ['transfers', 'lines', 'holds', 'positions'] as const
    const stateOf = ({ ledger }: Lives) => {
      const all = (sql: string) => ledger.reader.all(sql)
      return Object.fromEntries(
        parts.map((part, place) => [
          part,
          all(
            [
              'SELECT transfer, status, awaits, requested, approved, sent_units, received, held, open, fault, sent FROM transfers ORDER BY 1',
              'SELECT * FROM transfer_lines ORDER BY transfer, line',
              'SELECT * FROM transfer_holds ORDER BY transfer, sku',
              'SELECT * FROM position_holds WHERE held <> 0 ORDER BY location, sku',
            ][place] ?? '',
          ),
        ]),
      )
    }
    fc.assert(
      fc.property(
        answers.chain((records) =>
          fc.record({
            records: fc.constant(records),
            shuffled: fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }),
            batch: fc.integer({ min: 1, max: 5 }),
          }),
        ),
        ({ records, shuffled, batch }) => {
          const one = fresh()
          start(one)
          acts.forEach((act_, n) => act(one, act_, n))
          one.commit(...records)
          const state = stateOf(one)
          const other = fresh()
          start(other)
          // Some of it comes before anything was decided.
          const early = shuffled.slice(0, shuffled.length / 2)
          const late = shuffled.slice(shuffled.length / 2)
          const isEarly = batch > 3
          if (isEarly) acts.forEach((act_, n) => act(other, act_, n))
          for (let at = 0; at < early.length; at += batch)
            other.ledger.commit([early.slice(at, at + batch).map(intaken)])
          for (const record of late) other.ledger.commit([[intaken(record)]])
          if (isEarly) expect(stateOf(other)).toEqual(state)
          else {
            // Approvals against other stock may end otherwise; units add up all the same.
            acts.forEach((act_, n) => act(other, act_, n))
          }
          expect(other.violations()).toEqual([])
        },
      ),
      { numRuns: RUNS },
    )
  },
  60_000 + RUNS * 8_000,
)
