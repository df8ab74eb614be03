/** Proves that orders to several warehouses add up to one order's allocations, and that one called off can go elsewhere. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../shared/events.ts'
import { interchangeOf, PO, recordOf } from './feeds/adapters/x12/interchange.fixture.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { orderDetail } from './queries/orderDetail.ts'
import { openSmallNetwork } from './smallNetwork.fixture.ts'

const ORDER = 'x12:order:PO-500'
const A = 'gln:9506000134369'
const B = 'gln:9506000134376'

interface Call {
  status?: string
  units?: number
  at: string
  number?: string
  bare?: boolean
}

/** An order to a warehouse for units of line 1. */
function call(
  warehouse: string,
  { status = 'N', units = 10, at, number = 'DO-77', bare = false }: Call,
): FeedRecord {
  const items = ['LX*1', `W01*${units}*EA*614141073467*VN*AB35`, 'N9*LI*1']
  const heading = [`W05*${status}*${number}*PO-500`, `N1*SF*Centre*UL*${warehouse.slice(4)}`]
  return recordOf(
    interchangeOf('940', bare ? heading : [...heading, ...items], {
      time: at,
      sender: 'SHOP',
      control: Number(at),
    }),
  )
}

const ordered = recordOf(interchangeOf('850', PO))

function lineAfter(...records: FeedRecord[]) {
  const { ledger, context } = openSmallNetwork(records, Date.parse('2024-03-09T00:00:00Z'))
  try {
    const { row, lines, timeline } = orderDetail(context, ORDER)
    const line = lines.find((one) => one.line === '1')
    return {
      status: row.status,
      units: line?.units,
      at: line?.portions
        .map(({ units, stage, location }) => `${units} ${stage} ${location ?? ''}`.trim())
        .sort(),
      refused: timeline.flatMap(({ refusedBecause }) => refusedBecause ?? []),
      isSound: ledger.verify().ok,
    }
  } finally {
    ledger.close()
  }
}

describe('orders to several warehouses for one line', () => {
  const six = call(A, { units: 6, at: '1300' })
  const four = call(B, { units: 4, at: '1310' })
  it('leave what the buyer ordered as it was, whichever is told first', () => {
    const expected = { units: 10, at: [`4 allocated ${B}`, `6 allocated ${A}`], refused: [], isSound: true }
    expect(lineAfter(ordered, six, four)).toMatchObject(expected)
    expect(lineAfter(four, six, ordered)).toMatchObject(expected)
  })
  it('are what was ordered where only they tell of it', () => {
    const expected = { units: 10, at: [`4 allocated ${B}`, `6 allocated ${A}`], refused: [], isSound: true }
    expect(lineAfter(six, four)).toMatchObject(expected)
    expect(lineAfter(four, six)).toMatchObject(expected)
  })
  it('count once where one is changed, and twice where one warehouse gets two', () => {
    expect(lineAfter(six, call(A, { status: 'R', units: 8, at: '1320' }), four)).toMatchObject({ units: 12 })
    const changed = call(A, { status: 'R', units: 3, at: '1320' })
    expect(lineAfter(ordered, six, four, changed)).toMatchObject({
      units: 10,
      at: ['3 allocated ' + A, `3 placed`, `4 allocated ${B}`],
      refused: [],
    })
    expect(lineAfter(ordered, changed, call(A, { status: 'R', units: 8, at: '1330' })).at).toEqual([
      '2 placed',
      `8 allocated ${A}`,
    ])
    expect(lineAfter(six, call(A, { units: 1, number: 'DO-78', at: '1320' }))).toMatchObject({ units: 7 })
  })
})

describe('an order to a warehouse that is called off', () => {
  const first = call(A, { at: '1300' })
  const off = call(A, { status: 'F', at: '1310' })
  const again = call(B, { at: '1320' })
  it('waits to be sent to another, and is then allocated there', () => {
    for (const status of ['F', 'D']) {
      for (const bare of [false, true]) {
        const gone = call(A, { status, bare, at: '1310' })
        expect(lineAfter(ordered, first, gone)).toMatchObject({
          status: 'placed',
          at: ['10 placed'],
          refused: [],
        })
        expect(lineAfter(ordered, first, gone, again)).toMatchObject({
          units: 10,
          at: [`10 allocated ${B}`],
          refused: [],
          isSound: true,
        })
      }
    }
  })
  it('is ordered once where only such orders tell of it', () => {
    expect(lineAfter(first, off)).toMatchObject({ units: 10, at: ['10 placed'], isSound: true })
    expect(lineAfter(first, off, again)).toMatchObject({
      units: 10,
      at: [`10 allocated ${B}`],
      refused: [],
      isSound: true,
    })
    expect(lineAfter(again, off, first)).toMatchObject({
      units: 10,
      at: [`10 allocated ${B}`],
      isSound: true,
    })
    expect(
      lineAfter(first, call(A, { status: 'F', units: 4, at: '1310' }), call(B, { units: 5, at: '1320' })),
    ).toMatchObject({ units: 11 })
  })
  it('goes elsewhere in the same minute, too', () => {
    const instead = call(B, { at: '1310' })
    const expected = { units: 10, at: [`10 allocated ${B}`], refused: [], isSound: true }
    expect(lineAfter(ordered, first, off, instead)).toMatchObject(expected)
    expect(lineAfter(instead, off, first)).toMatchObject(expected)
    expect(lineAfter(ordered, first, call(A, { status: 'F', at: '1300' }))).toMatchObject({
      at: ['10 placed'],
      refused: [],
    })
    expect(lineAfter(first, call(A, { status: 'F', at: '1300' }), again)).toMatchObject({ units: 10 })
  })
  it('gives up only what the warehouse had', () => {
    const there = call(B, { units: 4, at: '1305' })
    const here = call(A, { units: 6, at: '1300' })
    expect(lineAfter(ordered, here, there, call(A, { status: 'F', bare: true, at: '1310' })).at).toEqual([
      `4 allocated ${B}`,
      '6 placed',
    ])
  })
})

it('any arrival of orders to warehouses ends in one state', () => {
  const records = [
    call(A, { units: 6, at: '1300' }),
    call(B, { units: 4, at: '1300' }),
    call(A, { status: 'R', units: 7, at: '1305' }),
    call(A, { status: 'F', bare: true, at: '1310' }),
    call(B, { units: 7, number: 'DO-79', at: '1310' }),
  ]
  const digestOf = (batches: FeedRecord[][]) => {
    const ledger = openTestLedger(PROJECTIONS)
    try {
      for (const batch of batches) ledger.commit([batch.map(intaken)])
      return ledger.digest()
    } finally {
      ledger.close()
    }
  }
  for (const told of [records, [...records, ordered]]) {
    const whole = digestOf([told])
    fc.assert(
      fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (order) => {
        expect(digestOf(order.map((one) => [one]))).toBe(whole)
      }),
      { numRuns: 15 },
    )
  }
})
