/** Owns the till readings: what each store rang up on a day by its own count, told some minutes after the day's end. */
import { cloudEventText } from '../cloudEventText.ts'
import type { EpcisEvent } from '../epcisText.ts'
import { glnOf } from '../orders/order.ts'
import { integerBetween, randomStream } from '../randomness.ts'
import { DAY_MS, MINUTE_MS, nextInSequence, type World } from '../world.ts'
import { POS_CONTROL } from './sellingChannels.ts'

const keyOf = (gln: string, day: number) => `${gln}/${day}`

/** Counts what a till writes; an error declaration takes the wrong receipt's units off again. */
export function ringUp(world: World, { writer, lines, at, bizStep, correction }: EpcisEvent): void {
  if (bizStep !== 'retail_selling' || writer.kind !== 'store') return
  const key = keyOf(writer.gln, Math.floor(at / DAY_MS))
  const units = lines.reduce((sum, line) => sum + line.units, 0)
  world.rungUp.set(key, (world.rungUp.get(key) ?? 0) + (correction ? -units : units))
}

/** Has every store tell the reading of each whole day (UTC) of the run. */
export function planControlTotals(world: World): void {
  const random = randomStream(world.seed, 'control totals')
  const firstDay = Math.ceil(world.startAt / DAY_MS)
  const dayOver = (day: number) => {
    for (const store of world.network.stores) {
      const toldAt = (day + 1) * DAY_MS + integerBetween(random, 2 * MINUTE_MS, 20 * MINUTE_MS)
      world.schedule.add(toldAt, (at) => tellReading(world, store.gln, day, at))
    }
    world.schedule.add((day + 2) * DAY_MS, () => dayOver(day + 1))
  }
  world.schedule.add((firstDay + 1) * DAY_MS, () => dayOver(firstDay))
}

function tellReading(world: World, gln: string, day: number, at: number): void {
  const { sequence, number } = nextInSequence(world, `pos:${gln}`)
  const total = world.rungUp.get(keyOf(gln, day)) ?? 0
  const id = `reading-${gln}-${day}`
  const text = cloudEventText(POS_CONTROL, id, at, [
    { type: 'FeedSequenceTold', sequence, number },
    {
      type: 'ControlTotalTold',
      system: 'pos',
      measure: 'soldUnits',
      location: glnOf({ gln }),
      from: day * DAY_MS,
      until: (day + 1) * DAY_MS,
      total,
    },
  ])
  world.rungUp.delete(keyOf(gln, day - 7))
  world.emit({ feed: POS_CONTROL, format: 'cloudevents', at, subject: gln, id, text })
}
