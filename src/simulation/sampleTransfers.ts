/** Owns how the tower's orders to send goods reach the sample network: its door, set as the way of every place. */
import type { Logger } from '../core/platform.ts'
import { openTransferDoor, type TransferOrder } from './transferOrders.ts'
import { unfinishedTransfers } from './unfinishedTransfers.ts'

export interface TransferOrders {
  /** Orders that came since it was last asked. */
  take(): TransferOrder[]
  close(): Promise<void>
}

/** Way of every place that has none of its own. */
const ALL_PLACES = '*'
const OWN_DOOR = /^http:\/\/127\.0\.0\.1:\d+\/$/

/**
 * Has the tower's documents for all places brought to the sample network's own door, unless somebody set another way.
 * What an earlier run left unanswered is taken up.
 */
export async function takeTransferOrders(
  call: (path: string, input: unknown) => Promise<unknown>,
  logger: Logger,
): Promise<TransferOrders> {
  const closed: TransferOrders = { take: () => [], close: async () => undefined }
  try {
    const { routes } = (await call('transfers.routes', {})) as { routes: { route: string; target: string }[] }
    const set = routes.find(({ route }) => route === ALL_PLACES)
    if (set && !OWN_DOOR.test(set.target)) return closed
    const left = await unfinishedTransfers(call)
    const door = await openTransferDoor()
    const settings = { kind: 'webhook', url: door.address, secret: door.secret }
    await call('transfers.setRoute', { route: ALL_PLACES, enabled: true, settings })
    return { take: () => [...left.splice(0), ...door.take()], close: door.close }
  } catch (thrown) {
    logger.warn('the sample network takes no orders for transfers', { cause: String(thrown) })
    return closed
  }
}
