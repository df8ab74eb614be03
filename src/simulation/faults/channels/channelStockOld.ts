/** Owns a fault and its look-alike: a channel’s stock is told no more, beyond the age that was agreed; or is a little late. */
import { SELLING_CHANNELS } from '../../channels/sellingChannels.ts'
import { pick } from '../../randomness.ts'
import { MINUTE_MS } from '../../world.ts'
import type { AlertFault, Stage, Strike } from '../alertFault.ts'

/** It may have been told so long before it stopped, and may be told so long after it may go on. */
const SYNC_MS = 17 * MINUTE_MS
const MARGIN_MS = 2 * MINUTE_MS

function pause(stage: Stage, at: number, forMs: (agedMs: number) => number): Strike | null {
  const { channels, random, drawFree } = stage
  const one = drawFree(
    () => pick(random, SELLING_CHANNELS),
    ({ channel }) => ({ stockOf: channel }),
  )
  if (!one) return null
  const agedMs = one.stockAgeMinutes * MINUTE_MS
  const until = at + forMs(agedMs)
  channels.pauseStock(one.channel, until)
  return {
    labels: { channel: one.channel, feed: one.feed },
    at,
    detectableAt: at + agedMs,
    until,
    expect: '',
  }
}

export const stockNotTold: AlertFault = {
  kind: 'stockNotTold',
  rule: 'channelStockOld',
  weight: 0.5,
  hoursAfter: 9,
  strike(stage, at) {
    const done = pause(stage, at, (agedMs) => agedMs + stage.lasting(1, 5))
    return (
      done && {
        ...done,
        expect: 'the channel’s stock is older than agreed; over when it is told again',
        mayAlso: ['oversellRisk', 'hiddenStock'],
      }
    )
  },
}

export const stockToldLate: AlertFault = {
  kind: 'stockToldLate',
  rule: 'channelStockOld',
  lookAlike: true,
  weight: 0.5,
  hoursAfter: 2,
  strike(stage, at) {
    const done = pause(stage, at, (agedMs) => agedMs - 2 * SYNC_MS - MARGIN_MS)
    return (
      done && { ...done, at, detectableAt: at, expect: 'nothing: late, but within the age that was agreed' }
    )
  },
}
