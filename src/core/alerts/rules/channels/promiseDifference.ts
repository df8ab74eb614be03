/** Owns the rule promiseDifference: channels promise one SKU to the same place in different times. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import {
  allListings,
  articleOf,
  boardLink,
  evidenceOf,
  everySku,
  labelsOf,
  latest,
  listingsOf,
  lives,
  unknown,
  type Listing,
} from './listings.ts'

interface Place {
  region?: string
  country?: string
}

type Promises = readonly (Place & { days: number })[]
interface Promising {
  listing: Listing
  promises: Promises
}

/** How closely an entry names a place; undefined: it is of another place. */
function closeness(entry: Place, place: Place): number | undefined {
  const names = (part: 'region' | 'country') => entry[part] === undefined || entry[part] === place[part]
  if (!names('region') || !names('country')) return undefined
  return (entry.region === undefined ? 0 : 2) + (entry.country === undefined ? 0 : 1)
}

/** Days that a listing promises to a place, by the entry that names it most closely; undefined: none does. */
export function daysTo(promises: Promises, place: Place): number | undefined {
  let best = -1
  let days: number | undefined
  for (const entry of promises) {
    const close = closeness(entry, place)
    if (close === undefined || close <= best) continue
    best = close
    days = entry.days
  }
  return days
}

interface Gap {
  place: Place
  soonest: { listing: Listing; days: number }
  latest: { listing: Listing; days: number }
  days: number
}

/** The place for which promises lie furthest apart, with who gives them. */
function widestGap(listings: readonly Listing[]): Gap | null {
  const telling = listings.filter(({ promises, active }) => promises !== null && active !== false)
  // Nearly always all say the same, word for word.
  if (new Set(telling.map(({ promises }) => promises)).size < 2) return null
  const promising = telling.map((listing): Promising => {
    return { listing, promises: JSON.parse(listing.promises ?? '[]') as Promises }
  })
  const places = new Map<string, Place>()
  for (const { promises } of promising) {
    for (const { region, country } of promises) {
      const place = {
        ...(region === undefined ? {} : { region }),
        ...(country === undefined ? {} : { country }),
      }
      places.set(JSON.stringify([region, country]), place)
    }
  }
  let widest: Gap | null = null
  for (const place of places.values()) {
    const told = promising.flatMap(({ listing, promises }) => {
      const days = daysTo(promises, place)
      return days === undefined ? [] : [{ listing, days }]
    })
    if (told.length < 2) continue
    const soonest = told.reduce((a, b) => (b.days < a.days ? b : a))
    const slowest = told.reduce((a, b) => (b.days > a.days ? b : a))
    const days = slowest.days - soonest.days
    if (widest === null || days > widest.days) widest = { place, soonest, latest: slowest, days }
  }
  return widest
}

const gapOf = (context: RuleContext, sku: string) => widestGap(listingsOf(context, [sku]).get(sku) ?? [])

function measure(context: RuleContext, sku: string): Measurement[] {
  const gap = gapOf(context, sku)
  if (!gap || gap.days === 0) {
    const telling = (listingsOf(context, [sku]).get(sku) ?? []).filter(({ promises }) => promises !== null)
    if (telling.length > 1) return []
    // Nothing is left to compare. Where a promise is no longer told, it is not known whether they agree.
    const silent = allListings(context, [sku])
      .get(sku)
      ?.find((one) => one.promises !== null && !lives(context, one.channel))
    return silent ? [unknown(context, sku, silent)] : []
  }
  const { soonest, latest: slowest, place } = gap
  return [
    {
      subject: sku,
      labels: { ...labelsOf(context, sku), ...place },
      figure: gap.days,
      since: latest(
        soonest.listing.promisesSince,
        slowest.listing.promisesSince,
        soonest.listing.activeSince,
        slowest.listing.activeSince,
      ),
      dataAsOf: latest(soonest.listing.toldAt, slowest.listing.toldAt),
    },
  ]
}

const wordsOf = ({ region, country }: Place): string =>
  [region, country].filter((part) => part !== undefined).join(', ') || 'everywhere'

export const promiseDifference: Rule = {
  rule: 'promiseDifference',
  area: 'channels',
  title: 'Promises differ between channels',
  definition: 'Channels promise one SKU to the same place in times that lie days apart.',
  subjectKind: 'sku',
  figure: 'days between the soonest and the latest promise for one place',
  unit: 'days',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 1, pendingMs: 5 * MINUTE_MS, recoverMs: 0 },
  parameters: [],
  groupBy: ['country', 'region'],
  restMs: 10_000,
  touchedBy: ({ listings }) => new Set([...listings].map((key) => key.slice(key.indexOf('\n') + 1))),
  everything: everySku,
  measure(context, skus) {
    listingsOf(context, skus)
    return skus.flatMap((sku) => measure(context, sku))
  },
  explain(context, { subject: sku }) {
    const gap = gapOf(context, sku)
    const { name } = articleOf(context, sku)
    const action = { text: 'Have the channels promise the same', link: boardLink(sku, 'promise') }
    if (!gap) return { summary: `Promises for ${name} differ.`, evidence: [], impact: {}, action }
    const { soonest, latest: slowest, place } = gap
    return {
      summary: `${soonest.listing.channel.name} promises ${name} to ${wordsOf(place)} in ${soonest.days} days, ${slowest.listing.channel.name} in ${slowest.days}.`,
      evidence: [soonest, slowest].map(({ listing, days }) =>
        evidenceOf(context, listing, 'deliveryPromises', `promises ${days} days to ${wordsOf(place)}`),
      ),
      impact: {},
      action,
    }
  },
}
