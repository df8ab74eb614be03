/** Owns what customers do at the till: receipts, returns, and receipts that were rung up wrong. */
import { ringUp } from './channels/controlTotals.ts'
import { FAULT_EXPECTATIONS } from './faultPlan.ts'
import { epcisEventText, transactionId, type EpcisEvent } from './epcisText.ts'
import type { Location } from './network.ts'
import { isShutOnSundays } from './orders/commerce.ts'
import { happens, integerBetween, numberBetween, pickByTotals, poisson } from './randomness.ts'
import { putUnits, takeUnits, type StockLine } from './stock.ts'
import { documentNumber, HOUR_MS, MINUTE_MS, type World } from './world.ts'

const RETURN_SHARE = 0.015

/** Sales against the day's mean by local hour, 0 to 23; shops open at 7 and close at 22. */
const HOUR_WEIGHTS = [
  0, 0, 0, 0, 0, 0, 0, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 1.9, 1.7, 1.7, 1.9, 2.3, 2.3, 1.8, 1.3, 1, 0, 0,
]
const WEEKDAY_WEIGHTS = [1.05, 0.85, 0.85, 0.9, 0.95, 1.15, 1.25]

/** How busy a place is at an instant against its daily mean. */
export function demandFactor(location: Location, at: number, softness: number): number {
  const rhythm = HOUR_WEIGHTS[location.clock.hourAt(at)]! * WEEKDAY_WEIGHTS[location.clock.weekdayAt(at)]!
  return softness + (1 - softness) * rhythm
}

/** Whether the shop is shut all day by the place's calendar: a few stores are on Sundays. */
export function isShut(location: Location, at: number): boolean {
  return isShutOnSundays(location) && location.clock.weekdayAt(at) === 0
}

/** Draws the receipts of one tick for one store and puts them on the schedule. */
export function planSales(
  world: World,
  store: Location,
  tickStart: number,
  sell: (at: number) => void,
): void {
  const { pace, random } = world
  if (isShut(store, tickStart)) return
  const mean =
    pace.salesPerStoreDay *
    store.size *
    demandFactor(store, tickStart, pace.softness) *
    (pace.tickMs / (24 * HOUR_MS))
  for (let left = poisson(random.sales, mean); left > 0; left--) {
    world.schedule.add(tickStart + Math.floor(random.sales.next() * pace.tickMs), sell)
  }
}

/** One receipt at the till. Nothing is sold that is not there. */
export function sell(world: World, store: Location, at: number): void {
  const lines = drawLines(world, store)
  if (lines.length === 0) return
  const event: EpcisEvent = {
    eventId: world.ids.uuid(),
    writer: store,
    at,
    lines,
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
  }
  if (happens(world.random.corrections, world.faults.correction)) {
    sellWrongly(world, event)
  } else {
    emitEvent(world, event)
    if (happens(world.random.returns, RETURN_SHARE)) planReturn(world, store, lines, at)
  }
}

function drawLines(world: World, seller: Location): StockLine[] {
  const { pace, network, stock } = world
  const random = world.random.sales
  const wanted = 1 + poisson(random, pace.linesPerSale - 1)
  const lines: StockLine[] = []
  for (let line = 0; line < wanted; line++) {
    // A customer who finds the shelf empty looks for something else a few times, then gives up.
    for (let tries = 0; tries < 4; tries++) {
      const sku = network.skus[pickByTotals(random, network.demandTotals)]!
      if (lines.some((taken) => taken.sku === sku)) continue
      const units = takeUnits(stock, seller, sku, 1 + poisson(random, pace.unitsPerLine - 1))
      if (units === 0) continue
      lines.push({ sku, units })
      break
    }
  }
  return lines
}

/** The till wrote more than went over the counter; later an error declaration and a right receipt follow. */
function sellWrongly(world: World, right: EpcisEvent): void {
  const random = world.random.corrections
  const wrongLines = right.lines.map((line, index) =>
    index === 0 ? { ...line, units: line.units + integerBetween(random, 1, 9) } : line,
  )
  const wrong: EpcisEvent = { ...right, lines: wrongLines }
  const declaredAt = right.at + Math.floor(numberBetween(random, 5, 90) * MINUTE_MS)
  const corrective = { ...right, eventId: world.ids.uuid() }
  emitEvent(world, wrong)
  world.label({
    type: 'correction',
    feed: right.writer.feed,
    subject: `urn:uuid:${right.eventId}`,
    records: 2,
    at: new Date(right.at).toISOString(),
    until: new Date(declaredAt).toISOString(),
    expect: FAULT_EXPECTATIONS.correction,
  })
  world.schedule.add(declaredAt, () => {
    const correction = { declaredAt, correctiveEventId: corrective.eventId }
    emitEvent(world, { ...wrong, correction }, declaredAt)
    emitEvent(world, corrective, declaredAt)
  })
}

/** Goods that come back wait for inspection; they are not for sale. */
function planReturn(world: World, store: Location, sold: readonly StockLine[], soldAt: number): void {
  const random = world.random.returns
  const lines = [{ sku: sold[0]!.sku, units: 1 }]
  let at = soldAt + Math.floor(numberBetween(random, 2, 60) * HOUR_MS)
  const hour = store.clock.hourAt(at)
  if (hour < 9) at += (9 - hour) * HOUR_MS
  else if (hour > 20) at += (33 - hour) * HOUR_MS
  world.schedule.add(at, () => {
    const number = documentNumber(world, 'R')
    emitEvent(world, {
      eventId: world.ids.uuid(),
      writer: store,
      at,
      lines,
      bizStep: 'receiving',
      disposition: 'returned',
      transactions: [{ type: 'rma', id: transactionId(store, number) }],
    })
  })
}

/** Sends an event the moment it is written; a declaration is written later than what it tells of. */
export function emitEvent(
  world: World,
  event: EpcisEvent,
  writtenAt = event.at,
  feed = event.writer.feed,
): void {
  ringUp(world, event)
  world.emit({
    feed,
    format: 'epcis',
    at: writtenAt,
    subject: event.writer.gln,
    id: `urn:uuid:${event.eventId}`,
    text: epcisEventText(event),
  })
}

/** Receives goods into what may be sold. */
export function receive(world: World, event: Omit<EpcisEvent, 'eventId' | 'bizStep' | 'disposition'>): void {
  for (const { sku, units } of event.lines) putUnits(world.stock, event.writer, sku, units)
  const disposition = event.writer.kind === 'dc' ? 'sellable_not_accessible' : 'sellable_accessible'
  emitEvent(world, { ...event, eventId: world.ids.uuid(), bizStep: 'receiving', disposition })
}
