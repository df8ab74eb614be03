/** Owns the proof that an approved plan's prediction is held against what the ledger says of its receiver and of others. */
import { afterEach, expect, test } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import { openOutcomes } from './improvement/outcomes.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const PLANNED = 60 * DAY
const ENDS = PLANNED + 14 * DAY
const SKU = 'gtin:09506000134352'
const STORES = Array.from({ length: 8 }, (_, index) => `gln:store${index}`)
const [RECEIVER = '', SOURCE = ''] = STORES
const TRANSFER = 'TR0000000001'

let ledger: ReturnType<typeof openTestLedger> | undefined
afterEach(() => {
  ledger?.close()
  ledger = undefined
})

let serial = 0
const record = (occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => ({
  identity: `test:${serial++}`,
  occurredAt,
  events,
})

const sold = (location: string, at: number, units: number) =>
  record(at, {
    type: 'StockMoved',
    sku: SKU,
    units,
    from: { location, disposition: 'sellable' },
    to: 'customer',
  })

/** All sell one a day. After the plan all but the receiver have an empty shelf; the receiver goes on, out of what came. */
function lives(): FeedRecord[] {
  const records: FeedRecord[] = []
  for (const location of STORES) {
    records.push(record(DAY, { type: 'LocationDescribed', location, kind: 'store', name: location }))
    records.push(
      record(20 * DAY, {
        type: 'StockCounted',
        sku: SKU,
        location,
        disposition: 'sellable',
        units: location === SOURCE ? 100 : 42,
      }),
    )
    for (let day = 20; day < 60; day++) records.push(sold(location, day * DAY + HOUR, 1))
    // Two are left when the plan is made: they sell within two days.
    for (let day = 60; day < 62; day++) records.push(sold(location, day * DAY + HOUR, 1))
  }
  for (let day = 62; day < 72; day++) records.push(sold(RECEIVER, day * DAY + HOUR, 1))
  return records
}

const who = { actor: 'ada', role: 'operator' }
const story = (receivedUnits: number): FeedRecord[] => [
  record(PLANNED, {
    type: 'TransferDrafted',
    transfer: TRANSFER,
    request: 'R1',
    from: SOURCE,
    to: RECEIVER,
    lines: [
      {
        line: '1',
        sku: SKU,
        units: 12,
        prediction: {
          receiverSalesUnits: 9,
          sourceSalesUnits: 0.4,
          netValueMinor: 11_700,
          receiverDemandUnits: 14,
          sourceDemandUnits: 14,
        },
      },
    ],
    plan: {
      run: 'run-1',
      plannedAt: PLANNED,
      horizonEndsAt: ENDS,
      planValueMinor: 11_700,
      boundMinor: 11_800,
      currency: 'EUR',
      base: 'digest',
    },
    ...who,
  }),
  record(PLANNED + 1, { type: 'TransferSubmitted', transfer: TRANSFER, revision: 0, ...who }),
  record(PLANNED + 2, {
    type: 'TransferApproved',
    transfer: TRANSFER,
    revision: 0,
    lines: [{ line: '1', units: 12, availableUnits: 60 }],
    actor: 'grace',
    role: 'administrator',
  }),
  record(PLANNED + HOUR, { type: 'TransferLineSent', transfer: TRANSFER, sku: SKU, units: receivedUnits }),
  ...(receivedUnits === 0
    ? []
    : [
        record(
          PLANNED + DAY,
          { type: 'TransferLineReceived', transfer: TRANSFER, sku: SKU, units: receivedUnits },
          {
            type: 'StockMoved',
            sku: SKU,
            units: receivedUnits,
            from: 'inTransit',
            to: { location: RECEIVER, disposition: 'sellable' },
          },
        ),
      ]),
]

function open(receivedUnits: number) {
  ledger = openTestLedger(PROJECTIONS)
  ledger.commit([[...lives(), ...story(receivedUnits)].map(intaken)])
  return { reader: ledger.reader, outcomes: openOutcomes() }
}

test('before the horizon nothing is said but the prediction', () => {
  const { reader, outcomes } = open(12)
  expect(outcomes.outcome(reader, ENDS - 1, TRANSFER)).toMatchObject({
    state: 'waiting',
    predictedUnits: 9,
    predictedValueMinor: 11_700,
    measuredUnits: null,
  })
  expect(outcomes.summary(reader, ENDS - 1)).toMatchObject({ outcomes: 0, waiting: 1 })
})

test('after it the receiver is held against untouched places with as little stock', () => {
  const { reader, outcomes } = open(12)
  const outcome = outcomes.outcome(reader, ENDS + 2 * DAY, TRANSFER)
  expect(outcome).toMatchObject({ state: 'measured', horizonEndsAt: ENDS, predictedUnits: 9 })
  // 12 sold where the six others, of which neither is the source, sold 2.
  expect(outcome.measuredUnits?.mean).toBeCloseTo(10)
  expect(outcome.measuredUnits?.low).toBeLessThan(9)
  expect(outcome.lines[0]).toMatchObject({ comparisonLocations: 6, sku: SKU })
  const summary = outcomes.summary(reader, ENDS + 2 * DAY)
  expect(summary).toMatchObject({ outcomes: 1, waiting: 0 })
  expect(summary.bySkuClass).toMatchObject([{ key: 'smooth', outcomes: 1, biasFactor: null }])
  expect(summary.byLane).toMatchObject([{ key: `${SOURCE}|${RECEIVER}`, outcomes: 1 }])
  expect(summary.byAuthor).toMatchObject([{ key: 'ada', outcomes: 1 }])
  expect(outcomes.correction(reader, ENDS + 2 * DAY)).toBeNull()
})

test('the prediction counts for what has come', () => {
  const { reader, outcomes } = open(4)
  const { predictedUnits, lines } = outcomes.outcome(reader, ENDS + 30 * DAY, TRANSFER)
  expect(predictedUnits).toBeCloseTo(3)
  expect(lines[0]?.basis).toContain('4 of 12 units')
})

test('where nothing came nothing is measured, and what is no plan has no outcome', () => {
  const { reader, outcomes } = open(0)
  expect(outcomes.outcome(reader, ENDS + 2 * DAY, TRANSFER)).toMatchObject({ state: 'tooThin' })
  expect(() => outcomes.outcome(reader, ENDS, 'TR0000000002')).toThrow('No approved transfer')
})
