/** Owns the choice of a feed of stores at an hour of the day at which it is busy. */
import type { Location, Network } from '../../network.ts'
import { REGIONS } from '../../places.ts'
import { pick } from '../../randomness.ts'
import { isShut } from '../../sales.ts'
import type { Stage } from '../alertFault.ts'

/** Whether a store is in the middle of its day. */
export function isBusy(store: Location, at: number): boolean {
  const hour = store.clock.hourAt(at)
  return hour >= 9 && hour <= 16 && !isShut(store, at)
}

export const storesOf = ({ stores }: Network, feed: string) => stores.filter((store) => store.feed === feed)

/** A region's feed of which every store is in the middle of its day, reserved with its stores' places. */
export function drawBusyFeed({ network, random, drawFree }: Stage, at: number): string | undefined {
  return drawFree(
    () => {
      const feed = `stores-${pick(random, REGIONS)}`
      const stores = storesOf(network, feed)
      return stores.length > 0 && stores.every((store) => isBusy(store, at)) ? feed : undefined
    },
    (feed) => ({ feed }),
  )
}
