/** Owns what the sample network's places do with the tower's orders: they pick, send, drive and receive, now and then short. */
import type { Message } from './message.ts'
import type { Location } from './network.ts'
import { happens, integerBetween, randomStream } from './randomness.ts'
import { carries, cellOf, putUnits, takeUnits } from './stock.ts'
import type { TransferOrder } from './transferOrders.ts'
import { receiptAdviceText, shippingAdviceText, type ReceivedLine, type SentLine } from './transferText.ts'
import { documentNumber, MINUTE_MS, type World } from './world.ts'

/** Faster than in the field, so that somebody who tries a transfer sees its end. */
const PICKING_MS = { low: 40_000, high: 100_000 }
const DRIVING_MS = { low: MINUTE_MS, high: 3 * MINUTE_MS }
const SENT_SHORT_SHARE = 0.2
const RECEIVED_SHORT_SHARE = 0.25
const DAMAGED_SHARE = 0.15

export interface TransferAnswers {
  take(order: TransferOrder, now: number): void
  /** Answers that were written since the last call. */
  collect(): Message[]
}

export function createTransferAnswers(world: World): TransferAnswers {
  const { network, stock, schedule } = world
  const random = randomStream(world.seed, `transfers/${world.startAt}`)
  const places = new Map(network.locations.map((location) => [location.gln, location]))
  const items = new Map(network.skus.map((sku) => [sku.gtin, sku]))
  /** What is to be picked, by transfer; the latest order counts. */
  const waiting = new Map<string, TransferOrder>()
  const messages: Message[] = []
  // Numbers of a later run start above an earlier one's.
  let control = (Math.floor(world.startAt / MINUTE_MS) % 900_000) * 1_000

  const post = (writer: Location, name: string, at: number, body: string) =>
    messages.push({ feed: writer.feed, format: 'x12', at, records: 1, name: `${name}.edi`, body })

  function pickFor(transfer: string, at: number): void {
    const order = waiting.get(transfer)
    const origin = order && places.get(order.from)
    const destination = order && places.get(order.to)
    waiting.delete(transfer)
    if (!order || !origin || !destination) return
    const shortLine = happens(random, SENT_SHORT_SHARE)
      ? integerBetween(random, 0, order.lines.length - 1)
      : -1
    const lines = order.lines.map(({ line, gtin, units }, place): SentLine => {
      const item = items.get(gtin)
      const wanted = place === shortLine ? units - Math.ceil(units / 5) : units
      return { line, gtin, ordered: units, sent: item ? takeUnits(stock, origin, item, wanted) : 0 }
    })
    const shipment = documentNumber(world, 'T')
    const journey = { transfer, shipment, origin, destination, control: ++control, at }
    post(origin, `${transfer}-945`, at, shippingAdviceText(journey, lines))
    const loaded = lines.filter(({ sent }) => sent > 0)
    if (loaded.length > 0) drive(order, shipment, loaded, at)
  }

  function drive(
    order: TransferOrder,
    shipment: string,
    loaded: readonly Omit<SentLine, 'ordered'>[],
    at: number,
  ) {
    const [origin, destination] = [places.get(order.from), places.get(order.to)]
    if (!origin || !destination) return
    for (const { gtin, sent } of loaded) {
      const item = items.get(gtin)
      if (item) stock.onOrder[cellOf(stock, destination, item)]! += sent
    }
    const lostOf = happens(random, RECEIVED_SHORT_SHARE) ? integerBetween(random, 0, loaded.length - 1) : -1
    const brokenOf = happens(random, DAMAGED_SHARE) ? integerBetween(random, 0, loaded.length - 1) : -1
    schedule.add(at + integerBetween(random, DRIVING_MS.low, DRIVING_MS.high), (arrivedAt) => {
      const lines = loaded.map(({ line, gtin, sent }, place): ReceivedLine => {
        const units = place === lostOf ? sent - 1 : sent
        const damaged = place === brokenOf && units > 1 ? 1 : 0
        const item = items.get(gtin)
        if (item) {
          stock.onOrder[cellOf(stock, destination, item)]! -= sent
          if (carries(stock, destination, item)) putUnits(stock, destination, item, units - damaged)
        }
        return { line, gtin, units, damaged }
      })
      const { transfer } = order
      const journey = { transfer, shipment, origin, destination, control: ++control, at: arrivedAt }
      const receipt = `R${control}`
      post(destination, `${transfer}-944`, arrivedAt, receiptAdviceText(journey, receipt, lines))
    })
  }

  return {
    take(order, now) {
      const { transfer, status } = order
      if (order.isOnTheRoad) {
        const loaded = order.lines.map(({ line, gtin, units }) => ({ line, gtin, sent: units }))
        return drive(order, '', loaded, now)
      }
      const isPicking = waiting.has(transfer)
      if (status === 'cancelled') return void waiting.delete(transfer)
      waiting.set(transfer, order)
      if (isPicking) return
      schedule.add(now + integerBetween(random, PICKING_MS.low, PICKING_MS.high), (at) =>
        pickFor(transfer, at),
      )
    },
    collect: () => messages.splice(0),
  }
}
