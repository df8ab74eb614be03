/** Owns the words of rules about speed: spans of time, order numbers, addresses of screens. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'

/** A span in the unit that it is spoken of in: `25 minutes`, `7 hours`, `3 days`. */
export function span(ms: number): string {
  const [amount, unit] =
    ms < 90 * MINUTE_MS
      ? [ms / MINUTE_MS, 'minute']
      : ms < 48 * HOUR_MS
        ? [ms / HOUR_MS, 'hour']
        : [ms / DAY_MS, 'day']
  const rounded = Math.max(0, Math.round(amount))
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`
}

/** An order's own number: what follows the last colon of its id. */
export const orderNumber = (order: string): string => order.slice(order.lastIndexOf(':') + 1)

export const percent = (share: number): string => `${Math.round(share * 100)} %`

export const orderLink = (order: string): string => `/speed/order/${encodeURIComponent(order)}?tab=orders`
export const laneLink = (origin: string, region: string, carrier: string): string =>
  `/speed/lane/${[origin, region, carrier].map(encodeURIComponent).join('/')}?tab=lanes`

/** As many of a thing as there are: `1 order`, `12 orders`. */
export const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`
