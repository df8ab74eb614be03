/** Owns the question what an earlier run of the sample network left under way in the tower. */
import type { OrderDetail, OrderPage } from '../shared/readModels/orders.ts'
import type { ShipmentPage } from '../shared/readModels/shipments.ts'
import type { Unfinished, UnfinishedOrder } from './orders/takeUp.ts'

type Call = (path: string, input: unknown) => Promise<unknown>

const PAGE = 1_000
/** The latest are asked for one by one; older ones are left as they stand. */
const ORDERS_MAX = 2_000
const SHIPMENTS_MAX = 20_000

/** Asks for open orders that are not on the road, and for shipments that are. */
export async function unfinishedBusiness(call: Call): Promise<Unfinished> {
  const shipments: Unfinished['shipments'][number][] = []
  for (let offset = 0; offset < SHIPMENTS_MAX; offset += PAGE) {
    const input = { inTransit: true, offset, limit: PAGE }
    const { rows } = (await call('shipments.list', input)) as ShipmentPage
    for (const { shipment, promisedDeliveryAt, estimatedDeliveryAt, lastMilestoneAt } of rows) {
      if (lastMilestoneAt === null) continue
      shipments.push({
        shipment,
        promisedAt: promisedDeliveryAt ?? estimatedDeliveryAt,
        lastAt: lastMilestoneAt,
      })
    }
    if (rows.length < PAGE) break
  }
  const orders: UnfinishedOrder[] = []
  for (let offset = 0; offset < ORDERS_MAX; offset += PAGE) {
    const { rows } = (await call('orders.list', { open: true, offset, limit: PAGE })) as OrderPage
    for (const { order, status, flow } of rows) {
      // A parcel tells of its order's end itself; at a counter there is more to do.
      if (status === 'shipped' && flow !== 'bopis' && flow !== 'ropis') continue
      orders.push(unfinishedOrder((await call('orders.detail', { order })) as OrderDetail))
    }
    if (rows.length < PAGE) break
  }
  return { orders, shipments }
}

function unfinishedOrder({ row, lines }: OrderDetail): UnfinishedOrder {
  const steps = lines.flatMap(({ portions }) => portions.map(({ stepAt }) => stepAt))
  return {
    order: row.order,
    flow: row.flow,
    isAllocated: steps.some(({ allocated }) => allocated !== undefined),
    promisedAt: row.promisedAt,
    lastAt: Math.max(
      row.placedAt ?? 0,
      row.freshness.dataAsOf ?? 0,
      ...steps.flatMap((stepAt) => Object.values(stepAt)),
    ),
  }
}
