/** Owns the subjects of rules about promotions: a promotion in a channel for one SKU (`promotion\nchannel\nsku`). */
import {
  subjectKey,
  subjectParts,
  type Explanation,
  type Measurement,
  type RuleContext,
  type Touched,
} from '../../rule.ts'
import { worth } from '../../impact.ts'
import { toUnits } from '../../../../shared/units.ts'
import {
  allListings,
  articleOf,
  boardLink,
  evidenceOf,
  labelsOf,
  listingsOf,
  lives,
  unknown,
  type Listing,
  type Store,
} from './listings.ts'
import { plansOf, type Plan } from './promotions.ts'
import { shown } from './stockRules.ts'

export interface PromotionCase {
  subject: string
  promotion: string
  listing: Listing
  beside: readonly Listing[]
  /** Null: nobody has planned it. */
  plan: Plan | null
}

export function promotionCases(context: Store, subjects: readonly string[]): PromotionCase[] {
  const named = subjects.map(
    (subject) => [subject, ...subjectParts(subject)] as [string, string, string, string],
  )
  const skus = named.map(([, , , sku]) => sku)
  const listings = allListings(context, skus)
  const plans = plansOf(context, skus)
  return named.flatMap(([subject, promotion, channel, sku]) => {
    const beside = (listings.get(sku) ?? []).filter(
      (one) => one.channel.channel === channel || lives(context, one.channel),
    )
    const listing = beside.find((one) => one.channel.channel === channel)
    const plan = plans.get(sku)?.find((one) => one.promotion === promotion) ?? null
    return listing ? [{ subject, promotion, listing, beside, plan }] : []
  })
}

/** SKUs whose listings or promotions were touched. */
export function skusOfPromotions({ listings, promotions }: Touched, { reader }: Store): string[] {
  const skus = new Set([...listings].map((key) => key.slice(key.indexOf('\n') + 1)))
  if (promotions.size > 0) {
    const named = JSON.stringify([...promotions])
    for (const { sku } of reader.all<{ sku: string }>(
      `SELECT sku FROM promotion_skus WHERE promotion IN (SELECT value FROM json_each(?))
       UNION SELECT sku FROM listings INDEXED BY listings_by_promotion
         WHERE promotion IN (SELECT value FROM json_each(?)) AND promotion IS NOT NULL`,
      [named, named],
    ))
      skus.add(sku)
  }
  return [...skus]
}

/** Every promotion that concerns a listing of these SKUs: planned for its channel, or shown by it. */
export function subjectsOf(context: Store, skus: readonly string[]): string[] {
  const listings = listingsOf(context, skus)
  const plans = plansOf(context, skus)
  return skus.flatMap((sku) =>
    (listings.get(sku) ?? []).flatMap(({ channel: { channel }, promotion }) => {
      const planned = (plans.get(sku) ?? [])
        .filter((plan) => plan.channels.includes(channel))
        .map((plan) => plan.promotion)
      const all = new Set(promotion === null ? planned : [...planned, promotion])
      return [...all].map((one) => subjectKey(one, channel, sku))
    }),
  )
}

/** SKUs that are in a promotion that is not over, or shown in any. */
export const skusInPromotions = ({ reader, now }: Store): string[] =>
  reader
    .all<{ sku: string }>(
      `SELECT sku FROM promotions INDEXED BY promotions_by_end JOIN promotion_skus USING (promotion) WHERE ends_at > ?
       UNION SELECT sku FROM listings INDEXED BY listings_by_promotion WHERE promotion IS NOT NULL`,
      [now],
    )
    .map(({ sku }) => sku)

/** Measures cases; of a channel that has told nothing for long it is not known what it shows. */
export const measurePromotions = (
  context: RuleContext,
  subjects: readonly string[],
  measure: (one: PromotionCase) => Measurement[],
): Measurement[] =>
  promotionCases(context, subjects).flatMap((one) =>
    lives(context, one.listing.channel)
      ? measure(one)
      : [{ ...unknown(context, one.subject, one.listing), labels: promotionLabels(context, one) }],
  )

export const promotionLabels = (context: Store, { listing, promotion }: PromotionCase) => ({
  ...labelsOf(context, listing.sku, listing),
  promotion,
})

export const nameOf = ({ plan, promotion }: Pick<PromotionCase, 'plan' | 'promotion'>): string =>
  plan?.name ?? promotion

export function explainPromotion(
  context: RuleContext,
  subject: string,
  words: { summary: (one: PromotionCase, article: string) => string; action: (one: PromotionCase) => string },
): Explanation {
  const [one] = promotionCases(context, [subject])
  const [promotion = '', channel = '', sku = ''] = subjectParts(subject)
  const link = boardLink(sku, 'promotion')
  if (!one) {
    const summary = `${channel} and the plan differ about the promotion ${promotion} of ${sku}.`
    return { summary, evidence: [], impact: {}, action: { text: 'Look at the listing', link } }
  }
  const { plan, listing } = one
  const units = listing.offered === null ? 0 : toUnits(listing.offered)
  const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return {
    summary: words.summary(one, articleOf(context, sku).name),
    evidence: [
      evidenceOf(
        context,
        listing,
        'promotion',
        listing.promotion === null ? 'shows no promotion' : `shows the promotion ${listing.promotion}`,
      ),
      ...(plan
        ? [
            {
              text: `Planned for ${plan.channels.join(', ')} from ${day(plan.startsAt)} until ${day(plan.endsAt)} UTC${plan.cancelled ? ', called off' : ''}`,
              identity: plan.toldBy,
              at: plan.toldAt,
            },
          ]
        : [{ text: 'Nobody has planned it' }]),
      ...(units > 0 ? [{ text: `${shown(units)} units are offered there` }] : []),
    ],
    impact: units > 0 ? worth(context, sku, units) : {},
    action: { text: words.action(one), link },
  }
}
