/** Owns a fault and its look-alike: everything of an item is recalled from the centres, and a channel goes on showing it; or for minutes. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import type { Sku } from '../../network.ts'
import { gtinOf } from '../../orders/order.ts'
import { numberBetween } from '../../randomness.ts'
import { emitEvent, receive } from '../../sales.ts'
import { cellOf, freeUnits, takeUnits } from '../../stock.ts'
import { HOUR_MS, MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'
import { drawListing } from './listingOf.ts'

const PENDING_MS = HOUR_MS
const OFFERED_SHARE = 0.95
/** The channel that may promise what lies in the centres only. */
const CHANNEL = SELLING_CHANNELS.find(({ shelves }) => shelves === 'dcs')!.channel

/** Nothing of it may be sold any more, and none is delivered until it is replaced. */
function recall({ world, network, later }: Stage, sku: Sku, at: number, until: number): void {
  const { stock } = world
  for (const dc of network.dcs) {
    const cell = cellOf(stock, dc, sku)
    const level = stock.level[cell]!
    const units = takeUnits(stock, dc, sku, freeUnits(stock, dc, sku))
    // Below any stock: no delivery is ordered meanwhile.
    stock.level[cell] = -1
    if (units > 0) {
      emitEvent(world, {
        eventId: world.ids.uuid(),
        writer: dc,
        at,
        lines: [{ sku, units }],
        bizStep: 'inspecting',
        disposition: 'damaged',
      })
    }
    later(until, (then) => {
      stock.level[cell] = level
      const source = { party: network.suppliers[sku.supplier]!.party }
      receive(world, { writer: dc, at: then, lines: [{ sku, units: Math.max(12, units) }], source })
    })
  }
}

/** The other channels take over at once what is left for them. */
function takeOver({ channels }: Stage, sku: Sku, at: number): void {
  for (const { channel } of SELLING_CHANNELS) {
    if (channel === CHANNEL) continue
    const offeredUnits = Math.floor(channels.freeUnits(channel, sku) * OFFERED_SHARE)
    channels.listings.show(channel, at, [{ sku, change: { offeredUnits, active: offeredUnits > 0 } }])
  }
}

function goOnShowing(stage: Stage, at: number, forMs: number): Strike | null {
  const { channels } = stage
  const drawn = drawListing(stage, (_, channel) => channel === CHANNEL)
  if (!drawn) return null
  const { sku } = drawn
  const until = at + forMs
  channels.listings.pin(CHANNEL, sku, at, { active: true, offeredUnits: 0 })
  stage.later(at + 1_000, (then) => {
    recall(stage, sku, then, until)
    takeOver(stage, sku, then + 1_000)
  })
  stage.later(until + 1_000, (then) => channels.listings.unpin(CHANNEL, sku, then))
  return {
    labels: { channel: CHANNEL, sku: gtinOf(sku) },
    at: at + 1_000,
    detectableAt: at + 1_000 + PENDING_MS,
    until,
    expect: '',
    mayAlso: ['stockout', 'oversellRisk', 'hiddenStock', 'inactiveWithStock', 'bufferBreached'],
  }
}

export const shownThoughRecalled: AlertFault = {
  kind: 'shownThoughRecalled',
  rule: 'activeWithoutStock',
  weight: 0.5,
  hoursAfter: 6,
  strike(stage, at) {
    const done = goOnShowing(stage, at, PENDING_MS + stage.lasting(0.5, 3))
    return done && { ...done, expect: 'the channel sells what nobody has; over when it is there again' }
  },
}

export const shownUntilReplaced: AlertFault = {
  kind: 'shownUntilReplaced',
  rule: 'activeWithoutStock',
  lookAlike: true,
  weight: 0.5,
  strike(stage, at) {
    const done = goOnShowing(stage, at, Math.floor(numberBetween(stage.random, 10, 40) * MINUTE_MS))
    return done && { ...done, detectableAt: at, expect: 'nothing: there is none for some minutes' }
  },
}
