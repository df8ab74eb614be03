/** Owns the rule inactiveWithStock: a channel does not sell what there is plenty of. */
import { HOUR_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'
import { toUnits } from '../../../../shared/units.ts'
import type { Rule } from '../../rule.ts'
import { everyListing, listingsTouched } from './listings.ts'
import { explainListing, measureCases, measureHeld, shown } from './stockRules.ts'

export const inactiveWithStock: Rule = {
  rule: 'inactiveWithStock',
  area: 'channels',
  title: 'Inactive with stock',
  definition:
    'A listing that was active before, or is in another channel, has been inactive for a while though there is plenty of stock.',
  subjectKind: 'listing',
  figure: 'units that the ledger could promise',
  unit: 'units',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 20, pendingMs: HOUR_MS, recoverMs: 5 * MINUTE_MS },
  parameters: [],
  groupBy: ['channel'],
  // It waits an hour anyway: a position that moves all the time is not looked at each time.
  restMs: 30_000,
  touchedBy: listingsTouched,
  everything: everyListing,
  measure: (context, subjects) =>
    measureCases(
      context,
      subjects,
      // What no channel has ever sold is a draft, and none of the tower's business.
      ({ active, wasActive }, beside) =>
        active === false && (wasActive || beside.some((one) => one.active === true)),
      (one) =>
        measureHeld(
          context,
          one,
          one.listing.activeSince,
          (microunits) => toUnits(microunits),
          (figure, { threshold }) => figure > threshold,
        ),
    ),
  explain: (context, { subject }) =>
    explainListing(context, subject, {
      kind: 'active',
      member: 'active',
      summary: (listing, article, units) =>
        `${listing.channel.name} does not sell ${article}, though the ledger could promise it ${shown(units)} units.`,
      says: () => 'shows it as inactive',
      atStake: (_listing, units) => units,
      action: ({ channel }) => `Open the listing in ${channel.name} again, or say why it is closed`,
    }),
}
