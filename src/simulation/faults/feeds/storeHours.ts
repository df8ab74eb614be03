/** Owns the choice of a feed that a fault strikes: stores in the middle of their day, channels at any time. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import type { Location, Network } from '../../network.ts'
import { REGIONS } from '../../places.ts'
import { pick } from '../../randomness.ts'
import { isShut } from '../../sales.ts'
import { DAY_MS, HOUR_MS, type World } from '../../world.ts'
import type { Stage } from '../alertFault.ts'

/** Whether a store is in the middle of its day. */
export function isBusy(store: Location, at: number, fromHour = 9): boolean {
  const hour = store.clock.hourAt(at)
  return hour >= fromHour && hour <= 16 && !isShut(store, at)
}

export const storesOf = ({ stores }: Network, feed: string) => stores.filter((store) => store.feed === feed)

/** Whether it is over well before the day's readings (UTC) are compared: they would rightly not agree otherwise. */
export const isWithinDay = (from: number, until: number): boolean =>
  Math.floor(from / DAY_MS) === Math.floor((until + HOUR_MS) / DAY_MS)

const struck = new WeakMap<World, Set<string>>()

/**
 * Draws a feed that this kind of fault has not struck in this run, and reserves it: what happens to a feed day after day is
 * what it usually does, and rightly called nothing.
 */
function drawFeedOnce(
  { world, drawFree }: Stage,
  kind: string,
  draw: () => string | undefined,
): string | undefined {
  const before = struck.get(world) ?? new Set<string>()
  struck.set(world, before)
  const feed = drawFree(
    () => {
      const drawn = draw()
      return drawn === undefined || before.has(`${kind} ${drawn}`) ? undefined : drawn
    },
    (drawn) => ({ feed: drawn }),
  )
  if (feed !== undefined) before.add(`${kind} ${feed}`)
  return feed
}

const busyFeed = ({ network, random }: Stage, at: number, fromHour?: number): string | undefined => {
  const feed = `stores-${pick(random, REGIONS)}`
  const stores = storesOf(network, feed)
  return stores.length > 0 && stores.every((store) => isBusy(store, at, fromHour)) ? feed : undefined
}

/** A region's feed of which every store is in the middle of its day, reserved with its stores' places. */
export const drawBusyFeed = (stage: Stage, at: number): string | undefined =>
  stage.drawFree(
    () => busyFeed(stage, at),
    (feed) => ({ feed }),
  )

/** The same, once a run for each kind of fault. */
export const drawBusyFeedOnce = (
  stage: Stage,
  at: number,
  kind: string,
  fromHour?: number,
): string | undefined => drawFeedOnce(stage, kind, () => busyFeed(stage, at, fromHour))

const steadyFeed = ({ random }: Stage): string => pick(random, SELLING_CHANNELS).feed

/** A feed that sends sound records all day, so that a few others do not become what is usual. */
export const drawSteadyFeed = (stage: Stage): string | undefined =>
  stage.drawFree(
    () => steadyFeed(stage),
    (feed) => ({ feed }),
  )

/** The same, once a run for each kind of fault. */
export const drawSteadyFeedOnce = (stage: Stage, kind: string): string | undefined =>
  drawFeedOnce(stage, kind, () => steadyFeed(stage))
