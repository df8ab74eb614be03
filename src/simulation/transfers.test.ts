/** Proves that the sample network's places answer the tower's orders: what left and came is what their shelves say. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSimulation } from './simulation.ts'
import { cellOf } from './stock.ts'
import { openTransferDoor, readOrder, type TransferOrder } from './transferOrders.ts'

const START = Date.UTC(2026, 2, 5, 15)
const TRANSFER = 'TR7K3QZ0M9XA'

function open(seed = 7) {
  const simulation = createSimulation({ seed, stores: 3, dcs: 1, startAt: START, faults: 'none', calm: true })
  for (const _ of simulation.opening());
  const [store] = simulation.network.stores
  const [dc] = simulation.network.dcs
  const sku = simulation.network.skus.find(
    (one) => store && simulation.stock.level[cellOf(simulation.stock, store, one)]! > 0,
  )
  if (!store || !dc || !sku) throw new Error('a network without places')
  const order = (members: Partial<TransferOrder> = {}): TransferOrder => ({
    transfer: TRANSFER,
    status: 'ordered',
    from: dc.gln,
    to: store.gln,
    lines: [{ line: '1', gtin: sku.gtin, units: 5 }],
    ...members,
  })
  const play = (minutes: number) =>
    simulation.advanceTo(simulation.now() + minutes * 60_000, 0).filter(({ name }) => name.startsWith('TR'))
  return { simulation, store, dc, sku, order, play }
}

describe('the sample network', () => {
  it('sends what was ordered and receives it, and says so by 945 and 944', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { simulation, dc, order, play } = open(seed)
      simulation.takeTransfers([order()])
      const [advice, receipt, ...more] = play(30)
      expect(more).toEqual([])
      expect(advice).toMatchObject({ feed: dc.feed, format: 'x12' })
      expect(advice?.body).toMatch(/W06\*F\*TR7K3QZ0M9XA\*\d{8}\*T/)
      const [, sent = ''] = /W12\*C[CP]\*5\*(\d)/.exec(advice?.body ?? '') ?? []
      expect(['4', '5']).toContain(sent)
      const [, came = ''] = /W07\*(\d)\*EA/.exec(receipt?.body ?? '') ?? []
      expect(Number(sent) - Number(came)).toBeLessThanOrEqual(1)
      expect(receipt?.body).toMatch(/W17\*F\*\d{8}\*R\d{1,11}\*TR7K3QZ0M9XA\*T/)
    }
  })
  it('sends nothing where it was called off in time, and no more than there is', () => {
    const { simulation, order, play } = open()
    simulation.takeTransfers([order(), order({ status: 'cancelled' })])
    expect(play(30)).toEqual([])
    simulation.takeTransfers([order({ lines: [{ line: '1', gtin: '00000000000000', units: 5 }] })])
    expect(play(30).map(({ body }) => /W12\*CP\*5\*0\*5/.test(body))).toEqual([true])
    simulation.takeTransfers([order({ from: '0000000000000' })])
    expect(play(30)).toEqual([])
  })
  it('receives what an earlier run left on the road', () => {
    const { simulation, order, play } = open()
    simulation.takeTransfers([order({ isOnTheRoad: true })])
    expect(play(30).map(({ body }) => /ST\*(\d+)/.exec(body)?.[1])).toEqual(['944'])
  })
})

describe('its door', () => {
  const body = `ISA*…~\nGS*OW~\nST*940*0001~\nW05*N*${TRANSFER}~\nN1*SF*A*UL*9506000134369~\nN1*ST*B*UL*9506000134352~\nLX*1~\nW01*2.5*EA**UP*614141073467~\nG69*x~\nN9*LI*3~\n`
  it('takes a signed order once, and nothing unsigned', async () => {
    const door = await openTransferDoor()
    const key = Buffer.from(door.secret.replace('whsec_', ''), 'base64')
    const post = (id: string, signed = body) =>
      fetch(door.address, {
        method: 'POST',
        body,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': '1',
          'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.1.${signed}`).digest('base64')}`,
        },
      }).then(({ status }) => status)
    expect([await post('a'), await post('a'), await post('b', 'other')]).toEqual([204, 204, 401])
    expect(door.take()).toEqual([
      {
        transfer: TRANSFER,
        status: 'ordered',
        from: '9506000134369',
        to: '9506000134352',
        lines: [{ line: '3', gtin: '00614141073467', units: 2.5 }],
      },
    ])
    expect(door.take()).toEqual([])
    await door.close()
  })
  it('reads nothing but the tower’s orders', () => {
    expect(readOrder('{"type":"EPCISDocument"}')).toBeUndefined()
    expect(readOrder(body.replace('W05*N', 'W05*A'))).toBeUndefined()
  })
})
