/** Proves the named cases of orders through the engine: stock, claims and the customer's view after each of them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  back,
  DC,
  HOUR_MS,
  moved,
  openOrderCases,
  ORDER,
  OTHER_STORE,
  placed,
  SKU,
  START,
  step,
  STORE,
} from './orderCases.fixture.ts'

let cases: Awaited<ReturnType<typeof openOrderCases>>
beforeEach(async () => void (cases = await openOrderCases()))
afterEach(() => cases.close())

/** Twenty on hand, nothing held. */
const UNTOUCHED = { sellable: 20, unsellable: 0, claimed: 0, allocated: 0, atp: 20, isProven: true }
const shipped = (units: number, from: string, shipment: string) =>
  [step('shipped', { units, location: from, shipment }), moved(units, at(from), 'inTransit')] as const
const delivered = (units: number, shipment: string) =>
  [step('delivered', { shipment }), moved(units, 'inTransit', 'customer')] as const

it('double refund: the money goes back once, the second is named, and the stock is that of one return', async () => {
  const { tell, stock, order } = cases
  await tell(0, ...placed('shipFromDc', 2), step('allocated', { location: DC }))
  await tell(1, ...shipped(2, DC, 'p1'))
  await tell(2, ...delivered(2, 'p1'))
  await tell(3, back('received', { units: 1, location: DC }), moved(1, 'customer', at(DC, 'inspection')))
  await tell(4, back('refunded', { amountMinor: 1000 }))
  await tell(5, back('refunded', { amountMinor: 1000 }))
  const { status, refused, returns } = await order()
  expect([status, refused]).toEqual(['delivered', ['the return r1 was refunded already']])
  expect(returns).toMatchObject([{ units: 1, refundMinor: 1000, step: 'refunded' }])
  expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 18, unsellable: 1, atp: 18 })
  // Another return's refund cannot take more than was paid.
  await tell(6, back('refunded', { return: 'r2', amountMinor: 1500 }))
  expect((await order()).refused[1]).toBe(
    'a refund of 1500 is more than the 1000 that is left of what was paid',
  )
})

it('return before delivery: the demand is cancelled, and what comes back after all waits until it is graded', async () => {
  const { tell, stock, order } = cases
  await tell(0, ...placed('shipFromDc', 2), step('allocated', { location: DC }))
  await tell(1, ...shipped(2, DC, 'p1'))
  await tell(2, back('initiated'))
  expect(await order()).toMatchObject({
    status: 'cancelled',
    refused: [],
    returns: [{ undeliveredUnits: 2 }],
  })
  expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 18, atp: 18 })
  await tell(3, back('received', { location: DC }), moved(2, 'inTransit', at(DC, 'inspection')))
  expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 18, unsellable: 2, atp: 18 })
  await tell(4, back('graded', { disposition: 'sellable' }), moved(2, at(DC, 'inspection'), at(DC)))
  expect(await stock(DC)).toEqual(UNTOUCHED)
  expect(await order()).toMatchObject({ status: 'cancelled', late: null, handedOverAt: null })
})

it('not yet allocated and returned: the demand is cancelled and nothing is held', async () => {
  const { tell, stock, order } = cases
  await tell(0, ...placed('shipFromStore', 3), step('allocated', { location: STORE }))
  expect(await stock(STORE)).toMatchObject({ sellable: 20, allocated: 3, atp: 17 })
  await tell(1, back('initiated', { units: 2 }))
  expect(await stock(STORE)).toMatchObject({ sellable: 20, allocated: 1, atp: 19 })
  expect(await order()).toMatchObject({
    status: 'allocated',
    portions: ['2 cancelled gln:store', '1 allocated gln:store'],
  })
})

it('partial cancel: the units that least was done to are free again, the others go on', async () => {
  const { tell, stock, order, claim } = cases
  await tell(0, ...placed('shipFromStore', 3))
  await claim(3, STORE)
  await tell(1, step('allocated', { location: STORE }), step('packed', { units: 1, location: STORE }))
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, claimed: 3, atp: 17 })
  await tell(2, step('cancelled', { units: 2, by: 'customer' }))
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, claimed: 1, atp: 19 })
  await tell(3, ...shipped(1, STORE, 'p1'))
  await tell(4, ...delivered(1, 'p1'))
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, sellable: 19, atp: 19 })
  expect(await order()).toMatchObject({
    status: 'delivered',
    late: false,
    refused: [],
    claims: ['fulfilled 0'],
  })
})

it('split shipment: over when the last parcel came, by the carrier’s own word, and late by it', async () => {
  const { tell, stock, order, page } = cases
  const parcel = (shipment: string, units: number) => ({
    type: 'ShipmentDescribed',
    shipment,
    order: ORDER,
    carrier: 'Post',
    lines: [{ sku: SKU, units, orderLine: '1' }],
  })
  const came = (shipment: string) => ({ type: 'ShipmentMilestoneReached', shipment, milestone: 'delivered' })
  await tell(0, ...placed('shipFromDc', 3), step('allocated', { location: DC }))
  await tell(1, ...shipped(1, DC, 'p1'), parcel('p1', 1))
  expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 19, allocated: 2, atp: 17 })
  await tell(2, ...shipped(2, DC, 'p2'), parcel('p2', 2))
  await tell(5, came('p2'), moved(2, 'inTransit', 'customer'))
  expect(await order()).toMatchObject({ status: 'shipped', late: null, handedOverAt: null })
  await tell(12, came('p1'), moved(1, 'inTransit', 'customer'))
  expect(await order()).toMatchObject({
    status: 'delivered',
    late: true,
    handedOverAt: START + 12 * HOUR_MS,
    refused: [],
  })
  expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 17, atp: 17 })
  expect(await page(DC)).toEqual([20, -1, -2])
})

it('re-route: a store that rejects is free of it, the next one holds it and sends it', async () => {
  const { tell, stock, order, claim } = cases
  await tell(0, ...placed('shipFromStore', 2))
  await claim(2, STORE)
  await tell(1, step('allocated', { location: STORE }), step('picked', { location: STORE }))
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, claimed: 2, atp: 18 })
  await tell(2, step('rejected', { location: STORE, by: 'store', why: 'not found' }))
  expect(await stock(STORE)).toEqual(UNTOUCHED)
  expect(await order()).toMatchObject({ status: 'placed', portions: ['2 placed -'], claims: ['fulfilled 0'] })
  await tell(3, step('allocated', { location: OTHER_STORE }))
  expect(await stock(OTHER_STORE)).toEqual({ ...UNTOUCHED, allocated: 2, atp: 18 })
  await tell(4, ...shipped(2, OTHER_STORE, 'p1'))
  await tell(6, ...delivered(2, 'p1'))
  expect([await stock(STORE), await stock(OTHER_STORE)]).toEqual([
    UNTOUCHED,
    { ...UNTOUCHED, sellable: 18, atp: 18 },
  ])
  expect(await order()).toMatchObject({ status: 'delivered', late: false, refused: [] })
})

describe.each(['bopis', 'ropis'] as const)('%s', (flow) => {
  it('collected late: ready in time and held until collected, late all the same', async () => {
    const { tell, stock, order } = cases
    await tell(0, ...placed(flow, 1, STORE), step('allocated', { location: STORE }))
    await tell(2, step('ready', { location: STORE }))
    expect(await order()).toMatchObject({ status: 'ready', late: null })
    expect(await stock(STORE)).toEqual({ ...UNTOUCHED, allocated: 1, atp: 19 })
    await tell(30, step('collected', { location: STORE }), moved(1, at(STORE), 'customer'))
    expect(await order()).toMatchObject({
      status: 'collected',
      late: true,
      handedOverAt: START + 30 * HOUR_MS,
      refused: [],
    })
    expect(await stock(STORE)).toEqual({ ...UNTOUCHED, sellable: 19, atp: 19 })
  })

  it('never collected: cancelled by the store, and the units are free again', async () => {
    const { tell, stock, order } = cases
    await tell(0, ...placed(flow, 1, STORE), step('ready', { location: STORE }))
    await tell(200, step('cancelled', { by: 'store', location: STORE }))
    expect(await order()).toMatchObject({ status: 'cancelled', late: null, refused: [] })
    expect(await stock(STORE)).toEqual(UNTOUCHED)
  })
})

it('delivered and brought to a store: held there until graded, then sold again or set apart', async () => {
  const { tell, stock, order, page } = cases
  await tell(0, ...placed('boris', 2))
  await tell(1, ...shipped(2, DC, 'p1'))
  await tell(2, ...delivered(2, 'p1'))
  await tell(20, back('received', { location: DC, units: 2 }))
  expect((await order()).refused).toEqual(['boris: the return is received in a store, gln:dc is a dc'])
  await tell(
    21,
    back('received', { location: STORE, units: 2 }),
    moved(2, 'customer', at(STORE, 'inspection')),
  )
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, unsellable: 2 })
  expect(await page(STORE, 'inspection')).toEqual([2])
  expect(await order()).toMatchObject({ status: 'returned', late: false })
  await tell(
    22,
    back('graded', { disposition: 'sellable' }),
    moved(1, at(STORE, 'inspection'), at(STORE)),
    moved(1, at(STORE, 'inspection'), at(STORE, 'damaged')),
  )
  expect(await stock(STORE)).toEqual({ ...UNTOUCHED, sellable: 21, unsellable: 1, atp: 21 })
  expect([await page(STORE, 'inspection'), await page(STORE, 'damaged')]).toEqual([[2, -1, -1], [1]])
  await tell(23, back('refunded', { amountMinor: 2000 }))
  expect((await order()).returns).toMatchObject([
    { step: 'refunded', location: STORE, disposition: 'sellable', refundMinor: 2000 },
  ])
})

it('a return’s own parcel tells nothing of the way to the customer, nor of a promise', async () => {
  const { tell, order } = cases
  await tell(-1, { type: 'LocationDescribed', location: 'shop:home', kind: 'customer' })
  await tell(0, ...placed('shipFromDc', 1), step('allocated', { location: DC }))
  const described = (origin: string) => ({
    type: 'ShipmentDescribed',
    shipment: 'back',
    order: ORDER,
    carrier: 'Courier',
    origin: { location: origin },
    destination: { location: DC },
  })
  await tell(1, described('shop:home'), {
    type: 'ShipmentMilestoneReached',
    shipment: 'back',
    milestone: 'delivered',
  })
  expect(await order()).toMatchObject({ status: 'allocated', refused: [] })
})

describe('one record moves stock, claims and the order, or none of them', () => {
  const parts = () => Promise.all([cases.stock(DC), cases.order(), cases.call('orders.summary', {})])

  it.each([
    ['a step that is none', { ...step('shipped'), step: 'teleported' }],
    ['a quantity finer than a millionth', step('shipped', { units: 0.0000001 })],
    ['stock that moves from nowhere', { ...moved(2, at(DC), 'inTransit'), from: 'nowhere' }],
    [
      'a claim, which no feed may tell of',
      { type: 'ClaimReleased', claim: 'c1', order: ORDER, why: '-', actor: '-' },
    ],
  ])('none where one part of it is %s', async (_, broken) => {
    const { tell, claim } = cases
    await tell(0, ...placed('shipFromDc', 2))
    await claim(2, DC)
    const before = await parts()
    expect(before[0]).toMatchObject({ sellable: 20, claimed: 2, atp: 18 })
    // Whichever place the broken part has, what stands before and after it has no effect either.
    for (const events of [
      [...shipped(2, DC, 'p1'), broken],
      [broken, ...shipped(2, DC, 'p1')],
    ])
      expect(await tell(1, ...events)).toEqual({ accepted: 0, quarantined: 1 })
    expect(await parts()).toEqual(before)
  })

  it('all of them where it is whole', async () => {
    const { tell, stock, order, claim } = cases
    await tell(0, ...placed('shipFromDc', 2))
    await claim(2, DC)
    expect(await tell(1, ...shipped(2, DC, 'p1'))).toEqual({ accepted: 1, quarantined: 0 })
    expect(await stock(DC)).toEqual({ ...UNTOUCHED, sellable: 18, atp: 18 })
    expect(await order()).toMatchObject({
      status: 'shipped',
      claims: ['fulfilled 0'],
      portions: ['2 shipped gln:dc'],
    })
  })
})
