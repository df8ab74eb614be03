/** Owns the question which transfers an earlier run of the sample network left unanswered. */
import type { TransferDetail, TransferPage } from '../shared/readModels/transfers.ts'
import type { TransferOrder } from './transferOrders.ts'

type Call = (path: string, input: unknown) => Promise<unknown>

const TRANSFERS_MAX = 200
const gln = (location: string) => location.replace(/^gln:/, '')
const gtin = (sku: string) => sku.replace(/^gtin:/, '')

/** What is still to be sent or received. An order that went out anew meanwhile comes through the door as well: it counts once. */
export async function unfinishedTransfers(call: Call): Promise<TransferOrder[]> {
  const orders: TransferOrder[] = []
  for (const status of ['released', 'inTransit'] as const) {
    const { rows } = (await call('transfers.list', { status, limit: TRANSFERS_MAX })) as TransferPage
    for (const { transfer, from, to } of rows) {
      const detail = (await call('transfers.detail', { transfer })) as TransferDetail
      const isOnTheRoad = status === 'inTransit'
      const lines = detail.rows
        .map(({ line, sku, approvedUnits, openUnits, cancelledUnits }) => ({
          line,
          gtin: gtin(sku),
          units: isOnTheRoad ? openUnits : approvedUnits - cancelledUnits,
        }))
        .filter(({ units }) => units > 0)
      if (lines.length > 0)
        orders.push({
          transfer,
          status: 'ordered',
          from: gln(from.location),
          to: gln(to.location),
          lines,
          isOnTheRoad,
        })
    }
  }
  return orders
}
