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
import {
  allListings,
  articleOf,
  boardLink,
  evidenceOf,
  labelsOf,
  latest,
  listingsOf,
  lives,
  unknown,
  type Listing,
} from './listings.ts'

/** No further back than this is looked for when something began. */
const LOOK_BACK_MS = 86_400_000

export interface Case {
  subject: string
  listing: Listing
  /** All listings of the SKU. */
  beside: readonly Listing[]
  promisable: Promisable
}

/** The listing that a subject (`channel\nsku`) names, with what the ledger can promise to it; undefined: not known. */
function caseOf(context: RuleContext, subject: string): Case | undefined {
  const [channel = '', sku = ''] = subjectParts(subject)
  const beside = listingsOf(context, [sku]).get(sku) ?? []
  const listing = beside.find((one) => one.channel.channel === channel)
  const promisable = listing && promisableTo(context, [listing])(listing)
  return listing && promisable ? { subject, listing, beside, promisable } : undefined
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

/**
 * Measures the listings that subjects name, where the rule concerns them. What a channel says that has told nothing for long,
 * and what of no location that lives is known, is not known.
 */
export function measureCases(
  context: RuleContext,
  subjects: readonly string[],
  concerns: (listing: Listing, beside: readonly Listing[]) => boolean,
  measure: (one: Case) => Measurement[],
): Measurement[] {
  const named = subjects.map((subject) => [subject, ...subjectParts(subject)] as [string, string, string])
  const all = allListings(
    context,
    named.map(([, , sku]) => sku),
  )
  const found = named.flatMap(([subject, channel, sku]) => {
    const listing = all.get(sku)?.find((one) => one.channel.channel === channel)
    return listing ? [{ subject, listing }] : []
  })
  const [living, silent] = [true, false].map((is) =>
    found.filter(({ listing }) => lives(context, listing.channel) === is),
  ) as [typeof found, typeof found]
  const concerned = living.flatMap((one) => {
    const beside = (all.get(one.listing.sku) ?? []).filter(({ channel }) => lives(context, channel))
    return concerns(one.listing, beside) ? [{ ...one, beside }] : []
  })
  const promisable = promisableTo(
    context,
    concerned.map(({ listing }) => listing),
  )
  return [
    ...concerned.flatMap((one) => {
      const units = promisable(one.listing)
      return units === null
        ? [unknown(context, one.subject, one.listing)]
        : measure({ ...one, promisable: units })
    }),
    ...silent.map(({ subject, listing }) => unknown(context, subject, listing)),
  ]
}

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
  const one = caseOf(context, subject)
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
