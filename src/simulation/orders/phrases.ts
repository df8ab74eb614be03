/** Owns the words of customers: what they write about what happened to them. */
import type { Random } from '../../core/platform.ts'
import { pick } from '../randomness.ts'

/** What a customer may write about; blanks are filled with what happened. */
export type Theme =
  | 'early'
  | 'onTime'
  | 'late'
  | 'veryLate'
  | 'carrier'
  | 'short'
  | 'cancelled'
  | 'pickupQuick'
  | 'pickupWait'
  | 'pickupLate'
  | 'van'
  | 'vanLate'
  | 'goods'
  | 'goodsBad'
  | 'reserved'

const PHRASES: Record<Theme, readonly string[]> = {
  early: [
    'Arrived a day earlier than promised.',
    'Quicker than they said, very pleased.',
    'Came before the promised day.',
  ],
  onTime: [
    'Came on the day that was promised.',
    'Delivered on time and well packed.',
    'Exactly when they said it would be here.',
  ],
  late: [
    'Arrived {hours} hours late.',
    'Late delivery, {hours} hours after the promised time.',
    'It was late and nobody told me.',
  ],
  veryLate: [
    '{days} days late! The promised date meant nothing.',
    'Waited {days} days longer than promised.',
    'Far too late, {days} days after the date at checkout.',
  ],
  carrier: [
    '{carrier} kept moving the date.',
    'The parcel sat at {carrier} in {city} for days.',
    'Tracking from {carrier} did not move at all.',
  ],
  short: [
    'One item was missing because it was out of stock.',
    'Part of my order was cancelled: no stock, although the site showed it as available.',
    'They could not find one of the items.',
  ],
  cancelled: [
    'My order was cancelled because nobody had it in stock.',
    'Cancelled without an alternative, out of stock everywhere.',
  ],
  pickupQuick: [
    'Ready when I came, two minutes at the counter.',
    'Pick-up in {city} was easy and friendly.',
    'Everything was ready at the counter.',
  ],
  pickupWait: [
    'I stood at the counter and it was not ready.',
    'Had to wait at the store in {city}, nobody had picked my order.',
    'The message said ready, the counter said wait.',
  ],
  pickupLate: [
    'I could only come later, and they had kept it for me.',
    'Came a day late to collect, still there.',
  ],
  van: [
    'The driver came within the slot and carried it in.',
    'Home delivery from the {city} store worked well.',
    'Nice driver, on time.',
  ],
  vanLate: [
    'The van came {hours} hours after the slot.',
    'Waited at home the whole afternoon for the van.',
    'Missed the slot, no call from the driver.',
  ],
  goods: ['Good quality.', 'Just as described.', 'Would order again.', 'Fair price.'],
  goodsBad: ['The box was dented.', 'Not quite as described.', 'Quality is so-so.'],
  reserved: ['Reserved online, paid in the store, simple.', 'Reservation was waiting for me at the counter.'],
}

/** A sentence on the theme. */
export function phrase(random: Random, theme: Theme, blanks: Readonly<Record<string, string>>): string {
  return pick(random, PHRASES[theme]).replace(/\{(\w+)\}/g, (_, name: string) => blanks[name] ?? '')
}

export const TITLES = {
  good: ['Very happy', 'All good', 'Recommended', 'Great service', 'Works'],
  middling: ['Okay', 'Could be better', 'Mixed'],
  poor: ['Disappointed', 'Never again', 'Not what was promised', 'Poor'],
} as const
