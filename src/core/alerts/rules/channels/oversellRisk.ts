/** Owns the rule oversellRisk: a channel offers more units than the ledger can promise to it. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import { toUnits } from '../../../../shared/units.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { leftSince } from './availability.ts'
import { everyListing, graver, labelsOf, latest, listingsTouched } from './listings.ts'
import { explainListing, measureCases, offeredUnits, shown, type Case } from './stockRules.ts'
import { subjectKey } from '../../rule.ts'

const HELD_SINCE_SQL = `
SELECT coalesce(sum(held), 0) AS n FROM order_holds INDEXED BY order_holds_by_sku JOIN orders USING (order_id)
WHERE sku = ? AND last_occurred_at > ?`

function measure(context: RuleContext, { subject, listing, promisable }: Case): Measurement[] {
  const { offered, offeredAt, offeredSince, sku, channel } = listing
  if (offered === null || offeredAt === null) return []
  const labels = labelsOf(context, sku, listing)
  const { parameters } = context.settings(labels)
  const microunits = promisable.microunits
  const tolerance =
    microunits <= 0
      ? 0
      : Math.max(
          (parameters['toleranceUnits'] ?? 0) * 1e6,
          (microunits * (parameters['tolerancePercent'] ?? 0)) / 100,
        )
  const excess = offered - microunits - tolerance
  if (excess <= 0) return []
  const overdueAt = offeredAt + (channel.stockAgeMinutes ?? parameters['ageMinutes'] ?? 0) * MINUTE_MS
  const mayNotKnow = overdueAt > context.now
  const unknown = mayNotKnow
    ? leftSince(context, listing, offeredAt) +
      (context.reader.get<{ n: number }>(HELD_SINCE_SQL, [sku, offeredAt])?.n ?? 0)
    : 0
  return [
    {
      subject,
      labels,
      figure: toUnits(Math.round(excess - unknown)),
      since:
        promisable.movedAt <= offeredAt
          ? (offeredSince ?? offeredAt)
          : latest(offeredSince, Math.min(promisable.movedAt, overdueAt)),
      dataAsOf: latest(offeredAt, promisable.movedAt),
      ...(mayNotKnow ? { lookAgainAt: overdueAt + 1 } : {}),
    },
  ]
}

export const oversellRisk: Rule = {
  rule: 'oversellRisk',
  area: 'channels',
  title: 'Oversell risk',
  definition: 'A channel offers more units than the ledger can promise to it.',
  subjectKind: 'listing',
  figure: 'units offered beyond what can be promised and the tolerance',
  unit: 'units',
  direction: 'above',
  // A channel may hear of a receipt before the tower does.
  defaults: { severity: 'serious', threshold: 0, pendingMs: 2 * MINUTE_MS, recoverMs: MINUTE_MS },
  parameters: [
    {
      name: 'toleranceUnits',
      title: 'Tolerance, at least',
      unit: 'units',
      default: 2,
      minimum: 0,
      maximum: 1_000_000,
    },
    {
      name: 'tolerancePercent',
      title: 'Tolerance, of what can be promised',
      unit: '%',
      default: 5,
      minimum: 0,
      maximum: 1_000,
    },
    {
      name: 'ageMinutes',
      title: 'Age that a channel’s stock may have where none is agreed',
      unit: 'minutes',
      default: 15,
      minimum: 0,
      maximum: 10_080,
    },
  ],
  inhibits: [{ rules: ['activeWithoutStock'], equal: ['channel', 'sku'] }],
  groupBy: ['channel'],
  touchedBy: listingsTouched,
  // Those whose channel may not know yet what it will have to know.
  timed: ({ reader, now }) =>
    reader
      .all<{ channel: string; sku: string }>(
        `SELECT listings.channel, sku FROM channels CROSS JOIN listings INDEXED BY listings_by_stock USING (channel)
         WHERE offered_at IS NOT NULL AND offered_at > ? - coalesce(stock_age_minutes, 15) * ${MINUTE_MS}`,
        [now],
      )
      .map(({ channel, sku }) => subjectKey(channel, sku)),
  everything: everyListing,
  measure: (context, subjects) =>
    measureCases(
      context,
      subjects,
      ({ active, offeredTold, offered }) =>
        active !== false && offeredTold === 'counted' && (offered ?? 0) > 0,
      (one) => measure(context, one),
    ),
  explain(context, { subject, figure, labels }) {
    const explained = explainListing(context, subject, {
      kind: 'availability',
      member: 'offeredUnits',
      summary: (listing, article, units) =>
        `${listing.channel.name} offers ${shown(offeredUnits(listing))} units of ${article}; the ledger can promise it ${shown(units)}.`,
      says: (listing) => `offers ${shown(offeredUnits(listing))} units`,
      atStake: (listing, units) => offeredUnits(listing) - units,
      action: ({ channel }) =>
        `Have ${channel.name} offer less, or bring stock to where it may sell from, before it is ordered`,
    })
    const nothingLeft = (figure ?? 0) >= (explained.impact.units ?? Infinity)
    return nothingLeft ? { ...explained, severity: graver(context.settings(labels).severity) } : explained
  },
}
