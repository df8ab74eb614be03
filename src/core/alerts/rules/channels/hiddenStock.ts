/** Owns the rule hiddenStock: a channel offers far less than the ledger could promise to it. */
import { HOUR_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'
import { toUnits } from '../../../../shared/units.ts'
import type { Rule } from '../../rule.ts'
import { everyListing, latest, listingsTouched } from './listings.ts'
import { explainListing, measureCases, measureHeld, offeredUnits, shown } from './stockRules.ts'

export const hiddenStock: Rule = {
  rule: 'hiddenStock',
  area: 'channels',
  title: 'Stock hidden by a channel',
  definition: 'A channel offers only a small part of what the ledger could promise to it.',
  subjectKind: 'listing',
  figure: 'units that could be promised and are not offered',
  unit: 'units',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 20, pendingMs: HOUR_MS, recoverMs: 5 * MINUTE_MS },
  parameters: [
    {
      name: 'sharePercent',
      title: 'Fires where less than this share is offered',
      unit: '%',
      default: 25,
      minimum: 0,
      maximum: 100,
    },
  ],
  groupBy: ['channel'],
  // It waits an hour anyway: a position that moves all the time is not looked at each time.
  restMs: 30_000,
  touchedBy: listingsTouched,
  everything: everyListing,
  measure: (context, subjects) =>
    measureCases(
      context,
      subjects,
      ({ active, offeredTold }) => active !== false && offeredTold === 'counted',
      (one) => {
        const offered = one.listing.offered ?? 0
        return measureHeld(
          context,
          one,
          latest(one.listing.offeredSince, one.listing.activeSince),
          (microunits, { parameters }) =>
            offered * 100 < microunits * (parameters['sharePercent'] ?? 0)
              ? toUnits(microunits - offered)
              : 0,
          (figure, { threshold }) => figure > threshold,
        )
      },
    ),
  explain: (context, { subject }) =>
    explainListing(context, subject, {
      kind: 'availability',
      member: 'offeredUnits',
      summary: (listing, article, units) =>
        `${listing.channel.name} offers ${shown(offeredUnits(listing))} units of ${article}, though the ledger could promise it ${shown(units)}.`,
      says: (listing) => `offers ${shown(offeredUnits(listing))} units`,
      atStake: (listing, units) => units - offeredUnits(listing),
      action: ({ channel }) => `Have ${channel.name} take over what is there`,
    }),
}
