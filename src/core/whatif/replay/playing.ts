/** Owns one run through the days of a scene: departures, arrivals, putting away, customers at places, online orders. */
import { delayDays } from '../scenario/laneTimes.ts'
import { PURPOSES, uniform } from './draws.ts'
import type { Scene, SceneOnline, SceneReach, SceneReorder } from './scene.ts'

/** Sums over the touched SKU-locations and the horizon; units, or money. */
export interface RunFigures {
  demandUnits: number
  soldUnits: number
  lostMoney: number
  /** Value of what was sold: margin and penalty avoided. */
  soldValue: number
  onlineUnits: number
  shippedUnits: number
  onTimeUnits: number
  /** Lanes and units of the plan. */
  transportMoney: number
  /** Handling and carriage of online orders. */
  onlineMoney: number
  lateMoney: number
  leftoverUnits: number
  leftoverMoney: number
}

export interface DrawnDemand {
  walkIn: Int32Array
  online: Int32Array
}

interface Batch {
  cell: number
  units: number
}

/** Plays a replication. @returns undefined where it was stopped */
export function play(
  scene: Scene,
  demand: DrawnDemand,
  replication: number,
  isStopped: () => boolean,
): RunFigures | undefined {
  const { horizonDays, world } = scene
  const figures = noFigures()
  const onHand = scene.onHand.slice()
  const arriving: Batch[][] = scene.inbound.map((batches) => [...batches])
  const queues = new Map<number, Batch[]>()
  const onOrder = new Int32Array(scene.cells)
  for (const batches of arriving) for (const { cell, units } of batches) grow(onOrder, cell, units)
  const send = (day: number, batch: Batch) => {
    const arrivesOn = Math.min(horizonDays, day)
    const batches = (arriving[arrivesOn] ??= [])
    batches.push(batch)
    grow(onOrder, batch.cell, batch.units)
  }
  const depart = departures(scene, onHand, figures, replication, send)
  for (let day = 0; day < horizonDays; day++) {
    if (isStopped()) return undefined
    depart(day)
    for (const reorder of scene.reorders) fillUp(reorder, day, onHand, onOrder, send)
    for (const batch of arriving[day] ?? []) {
      const place = scene.place[batch.cell] ?? -1
      const queue = queues.get(place)
      if (queue) queue.push(batch)
      else queues.set(place, [batch])
    }
    for (const [place, queue] of queues) {
      if (!scene.shut[place]?.[day]) putAway(queue, scene.putAway[place] ?? Infinity, onHand, onOrder)
      if (queue.length === 0) queues.delete(place)
    }
    serveWalkIns(scene, demand.walkIn, day, onHand, figures)
    scene.online.forEach((online, row) => {
      const asked = demand.online[row * horizonDays + day] ?? 0
      if (asked > 0) serveOnline(scene, online, asked, day, replication, onHand, figures)
    })
  }
  for (let cell = 0; cell < scene.cells; cell++) leave(figures, scene, cell, onHand[cell] ?? 0)
  // What waits to be put away, or is still on the road, is left over as well.
  for (const queue of queues.values())
    for (const batch of queue) leave(figures, scene, batch.cell, batch.units)
  for (const batch of arriving[horizonDays] ?? []) leave(figures, scene, batch.cell, batch.units)
  figures.lateMoney = (figures.shippedUnits - figures.onTimeUnits) * world.latePenalty
  return figures
}

/** Value of a run: what is sold, less what is left, moved, shipped and late. */
export const worthOf = (figures: RunFigures) =>
  figures.soldValue - figures.leftoverMoney - figures.transportMoney - figures.onlineMoney - figures.lateMoney

type Send = (day: number, batch: Batch) => void

const grow = (list: Int32Array, index: number, units: number) => {
  list[index] = (list[index] ?? 0) + units
}

/** A place orders by its own rule; its source sends what it has. */
function fillUp(
  { cell, from, upTo, below, leadDays }: SceneReorder,
  day: number,
  onHand: Int32Array,
  onOrder: Int32Array,
  send: Send,
): void {
  const there = (onHand[cell] ?? 0) + (onOrder[cell] ?? 0)
  if (there >= below) return
  const units = from < 0 ? upTo - there : Math.min(upTo - there, onHand[from] ?? 0)
  if (units <= 0) return
  if (from >= 0) grow(onHand, from, -units)
  send(day + leadDays, { cell, units })
}

/** Has the plan's goods leave on their days. What comes too late is kept in one last entry. */
function departures(scene: Scene, onHand: Int32Array, figures: RunFigures, replication: number, send: Send) {
  const byDay = Map.groupBy(scene.moves, ({ lane }) => lane.departsOn)
  const paid = new Uint8Array(scene.lanes)
  return (day: number) => {
    for (const { from, to, units, lane } of byDay.get(day) ?? []) {
      const taken = Math.min(units, onHand[from] ?? 0)
      if (taken <= 0) continue
      grow(onHand, from, -taken)
      figures.transportMoney += taken * lane.unitCost
      if (!paid[lane.index]) {
        paid[lane.index] = 1
        figures.transportMoney += lane.fixedCost
      }
      const late = delayDays(lane.delays, day, (place) =>
        uniform(lane.key, replication, day * 100 + place, PURPOSES.laneDelay),
      )
      send(day + Math.ceil(lane.transitDays + late), { cell: to, units: taken })
    }
  }
}

/** First come, first put away. What is more than a day's work waits. */
function putAway(queue: Batch[], most: number, onHand: Int32Array, onOrder: Int32Array): void {
  let left = most
  while (left > 0) {
    const batch = queue[0]
    if (!batch) return
    const units = Math.min(left, batch.units)
    grow(onHand, batch.cell, units)
    grow(onOrder, batch.cell, -units)
    left -= units
    if (units === batch.units) queue.shift()
    else queue[0] = { cell: batch.cell, units: batch.units - units }
  }
}

function serveWalkIns(
  scene: Scene,
  demand: Int32Array,
  day: number,
  onHand: Int32Array,
  figures: RunFigures,
): void {
  const { horizonDays } = scene
  for (let cell = 0; cell < scene.cells; cell++) {
    const asked = demand[cell * horizonDays + day] ?? 0
    if (asked === 0) continue
    const isShut = scene.shut[scene.place[cell] ?? -1]?.[day]
    const sold = isShut ? 0 : Math.min(asked, onHand[cell] ?? 0)
    grow(onHand, cell, -sold)
    sell(figures, scene, scene.sku[cell] ?? -1, asked, sold)
  }
}

function serveOnline(
  scene: Scene,
  online: SceneOnline,
  asked: number,
  day: number,
  replication: number,
  onHand: Int32Array,
  figures: RunFigures,
): void {
  const freeAt = (reach: SceneReach) =>
    scene.shut[reach.place]?.[day]
      ? 0
      : Math.max(0, (onHand[reach.cell] ?? 0) - (scene.floor[reach.cell] ?? 0))
  const order = online.isMostStock
    ? online.reach.toSorted((left, right) => freeAt(right) - freeAt(left))
    : online.reach
  let open = asked
  for (const reach of order) {
    if (open === 0) break
    const taken = Math.min(open, freeAt(reach))
    if (taken === 0) continue
    open -= taken
    grow(onHand, reach.cell, -taken)
    figures.onlineMoney += taken * reach.unitCost
    figures.shippedUnits += taken
    const late = delayDays(reach.delays, day, (place) =>
      uniform(reach.key, replication, day * 100 + place, PURPOSES.reachDelay),
    )
    if (reach.transitDays + late <= online.promiseDays) figures.onTimeUnits += taken
  }
  figures.onlineUnits += asked
  sell(figures, scene, online.sku, asked, asked - open)
}

function sell(figures: RunFigures, scene: Scene, skuIndex: number, asked: number, sold: number): void {
  const sku = scene.world.skus[skuIndex]
  if (!sku) return
  figures.demandUnits += asked
  figures.soldUnits += sold
  figures.soldValue += sold * sku.valuePerSale
  figures.lostMoney += (asked - sold) * (sku.price ?? sku.valuePerSale)
}

function leave(figures: RunFigures, scene: Scene, cell: number, units: number): void {
  figures.leftoverUnits += units
  figures.leftoverMoney += units * (scene.world.skus[scene.sku[cell] ?? -1]?.holdingPerLeftover ?? 0)
}

export const noFigures = (): RunFigures => ({
  demandUnits: 0,
  soldUnits: 0,
  lostMoney: 0,
  soldValue: 0,
  onlineUnits: 0,
  shippedUnits: 0,
  onTimeUnits: 0,
  transportMoney: 0,
  onlineMoney: 0,
  lateMoney: 0,
  leftoverUnits: 0,
  leftoverMoney: 0,
})
