/** Owns what the rules about listings against stock have in common: how listings are asked for, measured and spoken of. */
import { toUnits } from '../../../../shared/units.ts'
import { worth } from '../../impact.ts'
import {
  subjectParts,
  type Explanation,
  type Measurement,
  type RuleContext,
  type RuleSettings,
} from '../../rule.ts'
import { heldSince, promisableTo, type Promisable } from './availability.ts'
import { articleOf, boardLink, evidenceOf, labelsOf, latest, listingsOf, type Listing } from './listings.ts'

/** No further back than this is looked for when something began. */
const LOOK_BACK_MS = 86_400_000

export interface Case {
  subject: string
  listing: Listing
  /** All listings of the SKU. */
  beside: readonly Listing[]
  promisable: Promisable
}

/** The listings that the subjects (`channel\nsku`) name, with what the ledger can promise to them; unknown ones are left out. */
export function casesOf(
  context: RuleContext,
  subjects: readonly string[],
  concerns: (listing: Listing, beside: readonly Listing[]) => boolean,
): Case[] {
  const named = subjects.map((subject) => [subject, ...subjectParts(subject)] as [string, string, string])
  const listings = listingsOf(
    context,
    named.map(([, , sku]) => sku),
  )
  const found = named.flatMap(([subject, channel, sku]) => {
    const beside = listings.get(sku) ?? []
    const listing = beside.find((one) => one.channel.channel === channel)
    return listing && concerns(listing, beside) ? [{ subject, listing, beside }] : []
  })
  const promisable = promisableTo(
    context,
    found.map(({ listing }) => listing),
  )
  return found.flatMap((one) => {
    const units = promisable(one.listing)
    return units === null ? [] : [{ ...one, promisable: units }]
  })
}

/**
 * Measures a figure that is made of what can be promised. Where it is beyond, it is looked for since when.
 * @param of the figure, of millionths of a unit that can be promised
 * @param toldSince since when the channel has said what it says
 */
export function measureHeld(
  context: RuleContext,
  { subject, listing, promisable }: Case,
  toldSince: number | null,
  of: (microunits: number, settings: RuleSettings) => number,
  isBeyond: (figure: number, settings: RuleSettings) => boolean,
): Measurement[] {
  const labels = labelsOf(context, listing.sku, listing)
  const settings = context.settings(labels)
  const figure = of(promisable.microunits, settings)
  if (!isBeyond(figure, settings)) return []
  const from = latest(toldSince, context.now - LOOK_BACK_MS)
  const holds = (microunits: number) => isBeyond(of(microunits, settings), settings)
  return [
    {
      subject,
      labels,
      figure,
      since: heldSince(context, listing, promisable, from, holds),
      dataAsOf: latest(listing.toldAt, promisable.movedAt),
    },
  ]
}

export const shown = (units: number): string => (Number.isInteger(units) ? String(units) : units.toFixed(2))

/** What every alert about a listing and its stock shows. */
export function explainListing(
  context: RuleContext,
  subject: string,
  words: {
    /** @param units that can be promised */
    summary: (listing: Listing, article: string, units: number) => string
    member: string
    says: (listing: Listing) => string
    atStake: (listing: Listing, units: number) => number
    action: (listing: Listing) => string
    kind: string
  },
): Explanation {
  const [one] = casesOf(context, [subject], () => true)
  const [channel = '', sku = ''] = subjectParts(subject)
  if (!one) {
    const action = { text: 'Look at the listing', link: boardLink(sku, words.kind) }
    return { summary: `${channel} and the ledger differ about ${sku}.`, evidence: [], impact: {}, action }
  }
  const { listing, promisable } = one
  const units = toUnits(promisable.microunits)
  const { name } = articleOf(context, sku)
  return {
    summary: words.summary(listing, name, units),
    evidence: [
      evidenceOf(context, listing, words.member, words.says(listing)),
      {
        text: `The ledger can promise ${shown(units)} units to ${listing.channel.name}`,
        link: `/inventory/sku/${encodeURIComponent(sku)}`,
        at: promisable.movedAt,
      },
    ],
    impact: worth(context, sku, Math.max(0, words.atStake(listing, units))),
    action: { text: words.action(listing), link: boardLink(sku, words.kind) },
  }
}

export const offeredUnits = ({ offered }: Listing): number => toUnits(offered ?? 0)
