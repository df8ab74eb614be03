/** Owns the rule priceDifference: channels ask different prices for one SKU, and no planned promotion explains it. */
import { toUnits } from '../../../../shared/units.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { promisableTo } from './availability.ts'
import {
  allListings,
  articleOf,
  boardLink,
  evidenceOf,
  everySku,
  graver,
  labelsOf,
  latest,
  listingsOf,
  lives,
  money,
  unknown,
  type Listing,
} from './listings.ts'
import { explainingPlan, plansOf } from './promotions.ts'

type Priced = Listing & { priceMinor: number }

/** Active listings with a price, by what they can be compared in: one currency, one promotion or none. */
function comparable(context: RuleContext, sku: string): Priced[][] {
  const plans = plansOf(context, [sku]).get(sku) ?? []
  const groups = new Map<string, Priced[]>()
  for (const listing of listingsOf(context, [sku]).get(sku) ?? []) {
    const { priceMinor, active, currency } = listing
    if (priceMinor === null || active === false) continue
    const plan = explainingPlan(listing, plans, context.now)
    const key = JSON.stringify([currency, plan?.promotion ?? null])
    groups.set(key, [...(groups.get(key) ?? []), { ...listing, priceMinor }])
  }
  return [...groups.values()].filter(({ length }) => length > 1)
}

interface Spread {
  lowest: Priced
  highest: Priced
  percent: number
  group: Priced[]
}

function spreadOf(group: Priced[]): Spread {
  const lowest = group.reduce((a, b) => (b.priceMinor < a.priceMinor ? b : a))
  const highest = group.reduce((a, b) => (b.priceMinor > a.priceMinor ? b : a))
  // Something that is given away in one channel differs without end in per cent; it is compared with the smallest coin.
  const percent = ((highest.priceMinor - lowest.priceMinor) / Math.max(1, lowest.priceMinor)) * 100
  return { lowest, highest, percent, group }
}

const widest = (context: RuleContext, sku: string): Spread | null =>
  comparable(context, sku)
    .map(spreadOf)
    .reduce<Spread | null>((a, b) => (a === null || b.percent > a.percent ? b : a), null)

/** The listing that stands apart: most ask the other price; of two, the one that changed last. */
function oddOf({ lowest, highest, group }: Spread): Priced {
  const near = group.filter(
    ({ priceMinor }) => Math.abs(priceMinor - lowest.priceMinor) <= Math.abs(priceMinor - highest.priceMinor),
  ).length
  const far = group.length - near
  if (near !== far) return near > far ? highest : lowest
  return (highest.priceSince ?? 0) > (lowest.priceSince ?? 0) ? highest : lowest
}

const changedAt = ({ priceSince, activeSince, promotionSince }: Listing): number =>
  latest(priceSince, activeSince, promotionSince)

function measure(context: RuleContext, sku: string): Measurement[] {
  const spread = widest(context, sku)
  if (spread?.percent === 0) return []
  if (!spread) {
    // Nothing is left to compare. Where a price is no longer told, it is not known whether they agree.
    const silent = allListings(context, [sku])
      .get(sku)
      ?.find((one) => one.priceMinor !== null && !lives(context, one.channel))
    return silent ? [unknown(context, sku, silent)] : []
  }
  const odd = oddOf(spread)
  const labels = labelsOf(context, sku, odd)
  const { threshold, parameters } = context.settings(labels)
  const since = latest(changedAt(spread.lowest), changedAt(spread.highest))
  const settledAt = since + (parameters['settleSeconds'] ?? 0) * 1000
  const settles = spread.percent <= (parameters['grossPercent'] ?? 0) && settledAt > context.now
  const measured = {
    subject: sku,
    labels,
    since,
    dataAsOf: latest(...spread.group.map(({ toldAt }) => toldAt)),
  }
  if (settles) {
    return spread.percent > threshold
      ? [{ ...measured, figure: 0, lookAgainAt: Math.min(settledAt, context.now + 600_000) }]
      : []
  }
  return [{ ...measured, figure: spread.percent }]
}

export const priceDifference: Rule = {
  rule: 'priceDifference',
  area: 'channels',
  title: 'Prices differ between channels',
  definition: 'Channels ask different prices for one SKU, and no planned promotion explains it.',
  subjectKind: 'sku',
  figure: 'difference between the highest and the lowest price, of the lowest',
  unit: '%',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 5, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'settleSeconds',
      title: 'Time that a new price has to reach the other channels',
      unit: 'seconds',
      default: 30,
      minimum: 0,
      maximum: 86_400,
    },
    {
      name: 'grossPercent',
      title: 'Larger differences do not wait',
      unit: '%',
      default: 50,
      minimum: 0,
      maximum: 100_000,
    },
  ],
  groupBy: ['channel'],
  *touchedBy({ listings, promotions }, { reader }) {
    const skus = new Set([...listings].map((key) => key.slice(key.indexOf('\n') + 1)))
    for (const { sku } of reader.all<{ sku: string }>(
      'SELECT DISTINCT sku FROM promotion_skus WHERE promotion IN (SELECT value FROM json_each(?))',
      [JSON.stringify([...promotions])],
    ))
      skus.add(sku)
    yield* skus
  },
  // What changed within the last minutes may still have to settle.
  timed: ({ reader, now }) =>
    reader
      .all<{ sku: string }>('SELECT DISTINCT sku FROM listings WHERE price_since > ?', [now - 600_000])
      .map(({ sku }) => sku),
  everything: everySku,
  measure(context, skus) {
    listingsOf(context, skus)
    plansOf(context, skus)
    return skus.flatMap((sku) => measure(context, sku))
  },
  explain(context, { subject: sku, labels }) {
    const spread = widest(context, sku)
    const { name } = articleOf(context, sku)
    const action = { text: 'Put the price right in the channel that is wrong', link: boardLink(sku, 'price') }
    if (!spread)
      return { summary: `Prices of ${name} differ between channels.`, evidence: [], impact: {}, action }
    const { lowest, highest, group } = spread
    const { currency } = lowest
    const promisable = promisableTo(context, [lowest])(lowest)
    const units = toUnits(lowest.offered ?? promisable?.microunits ?? 0)
    const prices = group.toSorted((a, b) => a.priceMinor - b.priceMinor)
    return {
      summary: `${name} costs ${money(lowest.priceMinor, currency)} in ${lowest.channel.name} and ${money(highest.priceMinor, currency)} in ${highest.channel.name}.`,
      evidence: prices
        .slice(0, 10)
        .map((one) => evidenceOf(context, one, 'priceMinor', `asks ${money(one.priceMinor, one.currency)}`)),
      impact: {
        units,
        ...(currency === null
          ? {}
          : { valueMinor: Math.round(units * (highest.priceMinor - lowest.priceMinor)), currency }),
      },
      action: { ...action, text: `Put the price right in ${oddOf(spread).channel.name}, or in the others` },
      ...(spread.percent > (context.base.parameters['grossPercent'] ?? Infinity)
        ? { severity: graver(context.settings(labels).severity) }
        : {}),
    }
  },
}
