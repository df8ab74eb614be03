/** Owns the systems of the channels: listings at the opening, stock told every few minutes, prices that change, promotions. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { cloudEventBatchText, cloudEventText } from '../cloudEventText.ts'
import type { Message } from '../message.ts'
import type { Sku } from '../network.ts'
import { glnOf } from '../orders/order.ts'
import { priceMinorOf } from '../orders/commerce.ts'
import { integerBetween, numberBetween, pick, poisson, randomStream } from '../randomness.ts'
import { DAY_MS, MINUTE_MS, type World } from '../world.ts'
import { deliveryPromises } from './deliveryPromises.ts'
import { createListings, type ListingChange, type Listings } from './listings.ts'
import { createOffering } from './offering.ts'
import { createPromotions, type Promotions } from './promotions.ts'
import { SELLING_CHANNELS, sellingChannel, shelvesOf, type SellingChannel } from './sellingChannels.ts'

export interface ChannelSystems {
  listings: Listings
  promotions: Promotions
  /** Descriptions of the channels, every listing, and the promotions planned. */
  opening(): Generator<Message>
  planDay(dayStart: number): void
  /** Has every channel tell all its stock now, and every few minutes from then on. */
  tellStock(at: number): void
  /** What the shelves of a channel hold beyond what is set aside and safe. */
  freeUnits(channel: string, sku: Sku): number
  /** The channel's stock is told no more until then; the rest of what it tells goes on, and so do its signs of life. */
  pauseStock(channel: string, until: number): void
}

const DEFAULT_SYNC_MS = 15 * MINUTE_MS
const PRICE_CHANGES_PER_DAY = 40
/** Time that a new price takes from the first channel to another. */
const SPREAD_MS = { low: 800, high: 25_000 }
/** Share of the agreed age within which everything is told anew, in turn, although nothing changed. */
const REFRESHED_WITHIN = 0.8
/** A change of what is offered that is worth a word: a share of it, always where there is little. */
const WORTH_TELLING_SHARE = 0.005
const LITTLE_UNITS = 60
const RECORDS_PER_MESSAGE = 100
const LISTINGS_PER_RECORD = 25

export function createChannelSystems(world: World): ChannelSystems {
  const { network, startAt } = world
  const random = randomStream(world.seed, 'channels')
  const offering = createOffering(world)
  const promises = deliveryPromises(network)
  const offered = (one: SellingChannel, sku: Sku) => offering.offeredUnits(shelvesOf(one, network), sku)
  const listings = createListings(world, (channel, sku) => {
    const offeredUnits = offered(sellingChannel(channel), sku)
    return {
      active: offeredUnits > 0,
      priceMinor: priceMinorOf(sku),
      promotion: null,
      offeredUnits,
      deliveryPromises: promises,
    }
  })
  /** What spreads from channel to channel stays in order in each. */
  const spreadUntil = new Map<Sku, number>()
  const showEverywhere = (sku: Sku, at: number, change: ListingChange) => {
    const from = Math.max(at, spreadUntil.get(sku) ?? 0)
    SELLING_CHANNELS.forEach(({ channel }, place) => {
      const late = place === 0 ? 0 : Math.floor(numberBetween(random, SPREAD_MS.low, SPREAD_MS.high))
      world.schedule.add(from + late, (then) => listings.show(channel, then, [{ sku, change }]))
    })
    spreadUntil.set(sku, from + SPREAD_MS.high)
  }
  const promotions = createPromotions(world, showEverywhere)
  const pausedUntil = new Map<string, number>()
  const turns = new Map<string, number>()
  let round = 0

  function tellStockOf(one: SellingChannel, at: number, all: boolean): void {
    const turn = turns.get(one.channel) ?? 0
    const syncMs = world.pace.channelSyncMs ?? DEFAULT_SYNC_MS
    const roundMs = one.stockAgeMinutes * MINUTE_MS * REFRESHED_WITHIN
    const refreshed = Math.ceil(network.skus.length * Math.min(1, syncMs / roundMs))
    turns.set(one.channel, (turn + refreshed) % network.skus.length)
    const changes: { sku: Sku; change: ListingChange }[] = []
    for (const sku of network.skus) {
      const before = listings.of(one.channel, sku)
      const offeredUnits = offered(one, sku)
      const active = offeredUnits > 0
      const past = (sku.index - turn) % network.skus.length
      const isDue = all || (past + network.skus.length) % network.skus.length < refreshed
      const step = Math.abs(offeredUnits - before.offeredUnits)
      const isNew =
        step > (before.offeredUnits < LITTLE_UNITS ? 0 : before.offeredUnits * WORTH_TELLING_SHARE)
      if (active !== before.active) changes.push({ sku, change: { offeredUnits, active } })
      else if (isDue || isNew) changes.push({ sku, change: { offeredUnits } })
    }
    if (changes.length > 0) listings.show(one.channel, at, changes)
    else listings.signOfLife(one.channel, at)
  }

  function goRound(one: SellingChannel, at: number, mine: number, all: boolean): void {
    if (mine !== round) return
    if (at >= (pausedUntil.get(one.channel) ?? 0)) tellStockOf(one, at, all)
    else listings.signOfLife(one.channel, at)
    const next =
      at + Math.floor((world.pace.channelSyncMs ?? DEFAULT_SYNC_MS) * numberBetween(random, 0.9, 1.1))
    world.schedule.add(next, (then) => goRound(one, then, mine, false))
  }

  return {
    listings,
    promotions,
    freeUnits: (channel, sku) => offering.freeUnits(shelvesOf(sellingChannel(channel), network), sku),
    pauseStock: (channel, until) => pausedUntil.set(channel, until),
    tellStock(at) {
      const mine = ++round
      SELLING_CHANNELS.forEach((one, place) =>
        world.schedule.add(at + place * 400, (then) => goRound(one, then, mine, true)),
      )
    },
    planDay(dayStart) {
      promotions.planDay(dayStart)
      for (let left = poisson(random, PRICE_CHANGES_PER_DAY); left > 0; left--) {
        const sku = pick(random, network.skus)
        const at = dayStart + Math.floor(random.next() * DAY_MS)
        const factor = integerBetween(random, 88, 112) / 100
        world.schedule.add(at, (then) => {
          if (promotions.of(sku) !== null) return
          const priceMinor = Math.max(99, Math.floor((priceMinorOf(sku) * factor) / 10) * 10 + 9)
          showEverywhere(sku, then, { priceMinor })
        })
      }
    },
    *opening() {
      for (const one of SELLING_CHANNELS) {
        const { channel, name, feed, stockAgeMinutes, shelves } = one
        const texts: string[] = []
        const add = (id: string, events: readonly CanonicalEvent[]) =>
          texts.push(cloudEventText(feed, `${channel}-${world.runCode}-${id}`, startAt, events))
        const locations = shelvesOf(one, network).map(glnOf)
        const described = { type: 'ChannelDescribed' as const, channel, name, stockAgeMinutes }
        add('described', [shelves === 'all' ? described : { ...described, locations }])
        for (let first = 0; first < network.skus.length; first += LISTINGS_PER_RECORD) {
          const some = network.skus.slice(first, first + LISTINGS_PER_RECORD)
          add(
            `opening-${first}`,
            some.map((sku) => listings.whole(channel, sku)),
          )
        }
        for (let first = 0; first < texts.length; first += RECORDS_PER_MESSAGE) {
          const some = texts.slice(first, first + RECORDS_PER_MESSAGE)
          const name = `${feed}-opening-${String(first + 1).padStart(3, '0')}.json`
          const body = cloudEventBatchText(some)
          yield { feed, format: 'cloudevents', name, body, records: some.length, at: startAt }
        }
      }
    },
  }
}
