/** Owns the passing of simulated time: what each day plans for each place, and the ticks that play it. */
import { cycleCount, damage, loseQuietly } from './counts.ts'
import type { Location } from './network.ts'
import type { Customer } from './orders/customers.ts'
import { createOrderDesk } from './orders/desk.ts'
import { happens, numberBetween, poisson } from './randomness.ts'
import { replenishStore, supplyDc, transferBetweenStores } from './replenishment.ts'
import { planSales, sell } from './sales.ts'
import { DAY_MS, HOUR_MS, type Pace, type World } from './world.ts'

const COUNTS_PER_STORE_DAY = 0.35
const DAMAGES_PER_STORE_DAY = 0.8
const LOSSES_PER_STORE_DAY = 2.5
const TRANSFERS_PER_STORE_DAY = 0.06

export interface Timeline {
  /** Plays whole ticks up to `until`; what lies beyond the last whole tick waits. @returns the simulated time reached. */
  advanceTo(until: number): number
  setPace(pace: Pace): void
  /** Everybody who may order. */
  customers(): readonly Customer[]
  /** Simulated time, milliseconds since 1970. */
  now(): number
}

/** @param planMore plans what else a day brings */
export function createTimeline(world: World, planMore: (dayStart: number) => void): Timeline {
  const tills = world.network.stores.map((store) => ({ store, sell: (at: number) => sell(world, store, at) }))
  const orderDesk = createOrderDesk(world)
  let now = world.startAt
  let nextDay = 0
  const tick = () => {
    if (now >= world.startAt + nextDay * DAY_MS) {
      const dayStart = world.startAt + nextDay++ * DAY_MS
      planDay(world, dayStart)
      planMore(dayStart)
    }
    for (const till of tills) planSales(world, till.store, now, till.sell)
    orderDesk.plan(now)
    world.schedule.runUntil(now + world.pace.tickMs)
    now += world.pace.tickMs
  }
  return {
    advanceTo(until) {
      while (now + world.pace.tickMs <= until) tick()
      return now
    },
    setPace(pace) {
      world.pace = pace
    },
    customers: orderDesk.customers,
    now: () => now,
  }
}

function planDay(world: World, dayStart: number): void {
  for (const store of world.network.stores) planStoreDay(world, store, dayStart)
  for (const dc of world.network.dcs) {
    world.network.suppliers.forEach((_, supplier) => {
      if (!happens(world.random.supply, 0.8)) return
      const at = dayStart + Math.floor(numberBetween(world.random.supply, 0, 24) * HOUR_MS)
      world.schedule.add(at, () => supplyDc(world, dc, supplier, at))
    })
    planTimes(world, dayStart, 1, 1, (at) => cycleCount(world, dc, at))
  }
}

function planStoreDay(world: World, store: Location, dayStart: number): void {
  const orderAt = dayStart + Math.floor(numberBetween(world.random.replenishment, 0, 24) * HOUR_MS)
  world.schedule.add(orderAt, () => replenishStore(world, store, orderAt))
  planTimes(world, dayStart, COUNTS_PER_STORE_DAY, 1, (at) => cycleCount(world, store, at))
  planTimes(world, dayStart, DAMAGES_PER_STORE_DAY, store.size, (at) => damage(world, store, at))
  planTimes(world, dayStart, LOSSES_PER_STORE_DAY, store.size * world.shrinkage, () =>
    loseQuietly(world, store),
  )
  planTimes(world, dayStart, TRANSFERS_PER_STORE_DAY, 1, (at) => transferBetweenStores(world, store, at))
}

function planTimes(
  world: World,
  dayStart: number,
  mean: number,
  factor: number,
  run: (at: number) => void,
): void {
  for (let left = poisson(world.random.losses, mean * factor); left > 0; left--) {
    world.schedule.add(dayStart + Math.floor(world.random.losses.next() * DAY_MS), run)
  }
}
