/** Owns the rule activeWithoutStock: customers can open a listing of which nothing can be promised. */
import { HOUR_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'
import { toUnits } from '../../../../shared/units.ts'
import type { Rule } from '../../rule.ts'
import { everyListing, listingsTouched, milder, type Listing } from './listings.ts'
import { explainListing, measureCases, measureHeld, offeredUnits, shown } from './stockRules.ts'

const saysOf = (listing: Listing): string =>
  listing.offeredTold === 'counted'
    ? `shows it as active and offers ${shown(offeredUnits(listing))} units`
    : 'shows it as active and counts no stock of it'

export const activeWithoutStock: Rule = {
  rule: 'activeWithoutStock',
  area: 'channels',
  title: 'Active without stock',
  definition: 'A listing has been active for a while though the ledger can promise nothing of it.',
  subjectKind: 'listing',
  figure: 'units that the ledger can promise',
  unit: 'units',
  direction: 'below',
  defaults: { severity: 'serious', threshold: 1, pendingMs: HOUR_MS, recoverMs: 5 * MINUTE_MS },
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
      ({ active }) => active === true,
      (one) =>
        measureHeld(
          context,
          one,
          one.listing.activeSince,
          (microunits) => toUnits(microunits),
          (figure, { threshold }) => figure < threshold,
        ),
    ),
  explain(context, { subject, labels }) {
    let soldOut = false
    const explained = explainListing(context, subject, {
      kind: 'active',
      member: 'active',
      summary: (listing, article, units) => {
        soldOut = listing.offeredTold === 'counted' && listing.offered === 0
        return `${article}: ${listing.channel.name} ${saysOf(listing)}; the ledger can promise it ${shown(units)}.`
      },
      says: saysOf,
      atStake: (listing, units) => (listing.offeredTold === 'counted' ? offeredUnits(listing) - units : 0),
      action: ({ channel }) =>
        `Take the listing down in ${channel.name}, or bring stock to where it may sell from`,
    })
    // Customers see that it is sold out: nobody can order what is not there.
    return soldOut ? { ...explained, severity: milder(context.settings(labels).severity) } : explained
  },
}
