/** Owns counting and loss: opening counts, cycle counts, damage, and the quiet loss that only counts find. */
import { epcisEventText } from './epcisText.ts'
import type { Location } from './network.ts'
import { happens, integerBetween } from './randomness.ts'
import { emitEvent } from './sales.ts'
import { stockLines, takeUnits, type StockLine } from './stock.ts'
import type { Emission, World } from './world.ts'

/** Share of counted lines that are off by one, where there is enough to lose count of. */
const MISCOUNTED_SHARE = 0.03
const MISCOUNTED_FROM = 8

const sellableAt = (location: Location) =>
  location.kind === 'dc' ? 'sellable_not_accessible' : 'sellable_accessible'

/** The stock-taking of everything that a place carries. */
export function openingCount(world: World, location: Location, at: number): Emission {
  const id = world.ids.uuid()
  const text = epcisEventText({
    eventId: id,
    writer: location,
    at,
    lines: stockLines(world.stock, world.network, location),
    bizStep: 'stock_taking',
    disposition: sellableAt(location),
  })
  return { feed: location.feed, format: 'epcis', at, subject: location.gln, id: `urn:uuid:${id}`, text }
}

/** Counts some shelves. What the count finds missing was lost before, unseen. */
export function cycleCount(world: World, location: Location, at: number): void {
  const random = world.random.counts
  const carried = stockLines(world.stock, world.network, location)
  const first = integerBetween(random, 0, carried.length - 1)
  const found = carried.slice(first, first + integerBetween(random, 8, 30))
  const lines = world.calm ? found.map((line) => miscounted(world, line)) : found
  emitEvent(world, {
    eventId: world.ids.uuid(),
    writer: location,
    at,
    lines,
    bizStep: 'cycle_counting',
    disposition: sellableAt(location),
  })
}

/** Where nothing is lost, people still count wrongly now and then, by one. */
function miscounted({ random }: World, line: StockLine): StockLine {
  if (line.units < MISCOUNTED_FROM || !happens(random.counts, MISCOUNTED_SHARE)) return line
  return { ...line, units: line.units + (happens(random.counts, 0.5) ? 1 : -1) }
}

/** One unit or two of something break: they stay in the place, but are no longer for sale. */
export function damage(world: World, location: Location, at: number): void {
  const sku = world.network.skus[integerBetween(world.random.losses, 0, world.network.skus.length - 1)]!
  const units = takeUnits(world.stock, location, sku, integerBetween(world.random.losses, 1, 2))
  if (units === 0) return
  emitEvent(world, {
    eventId: world.ids.uuid(),
    writer: location,
    at,
    lines: [{ sku, units }],
    bizStep: 'inspecting',
    disposition: 'damaged',
  })
}

/** Something goes missing and nobody writes it down. */
export function loseQuietly(world: World, location: Location): void {
  const sku = world.network.skus[integerBetween(world.random.losses, 0, world.network.skus.length - 1)]!
  takeUnits(world.stock, location, sku, integerBetween(world.random.losses, 1, 2))
}
