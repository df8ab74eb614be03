/** Owns the rule promotionDifference: a channel does not show a promotion that it should, or one that it should not. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { latest } from './listings.ts'
import { isPlannedFor } from './promotions.ts'
import {
  explainPromotion,
  nameOf,
  measurePromotions,
  promotionLabels,
  skusInPromotions,
  skusOfPromotions,
  subjectsOf,
  type PromotionCase,
} from './promotionSubjects.ts'

interface Judged {
  /** Since when it differs; null: it does not. */
  since: number | null
  lookAgainAt?: number
}

function judge({ promotion, listing, beside, plan }: PromotionCase, now: number): Judged {
  const shows = listing.promotion === promotion
  const shownSince = latest(listing.promotionSince, listing.activeSince)
  if (listing.active === false || !listing.promotionTold) return { since: null }
  if (plan === null) {
    const others = beside.filter((one) => one !== listing && one.active !== false && one.promotionTold)
    const without = others.filter((one) => one.promotion !== promotion)
    return { since: shows && without.length > 0 ? shownSince : null }
  }
  // What runs on after its end is another rule's.
  if (plan.cancelled || now >= plan.endsAt) return { since: null }
  if (!isPlannedFor(plan, listing)) return { since: shows ? latest(shownSince, plan.toldAt) : null }
  if (now < plan.startsAt) return { since: shows ? shownSince : null, lookAgainAt: plan.startsAt }
  return {
    since: shows ? null : latest(shownSince, plan.startsAt, Math.min(plan.toldAt, now)),
    lookAgainAt: plan.endsAt,
  }
}

function measure(context: RuleContext, one: PromotionCase): Measurement[] {
  const { since, lookAgainAt } = judge(one, context.now)
  if (since === null && lookAgainAt === undefined) return []
  return [
    {
      subject: one.subject,
      labels: promotionLabels(context, one),
      figure: since === null ? 0 : 1,
      since: since ?? context.now,
      dataAsOf: latest(one.listing.toldAt, one.plan?.toldAt),
      ...(lookAgainAt === undefined ? {} : { lookAgainAt }),
    },
  ]
}

export const promotionDifference: Rule = {
  rule: 'promotionDifference',
  area: 'channels',
  title: 'Promotion differs from plan or between channels',
  definition:
    'A channel does not show a promotion that is planned for it, shows it early or unplanned, or shows one that no plan and no other channel has.',
  subjectKind: 'promotion of a listing',
  figure: 'whether it differs: 1',
  unit: '',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 0, pendingMs: 5 * MINUTE_MS, recoverMs: 0 },
  parameters: [],
  groupBy: ['promotion', 'channel'],
  touchedBy: (touched, context) => subjectsOf(context, skusOfPromotions(touched, context)),
  timed: (context) => subjectsOf(context, skusInPromotions(context)),
  measure: (context, subjects) => measurePromotions(context, subjects, (one) => measure(context, one)),
  explain: (context, { subject }) =>
    explainPromotion(context, subject, {
      summary: (one, article) => {
        const { name } = one.listing.channel
        const isShown = one.listing.promotion === one.promotion
        if (!isShown) return `${name} does not show ${nameOf(one)} for ${article}, which is planned for it.`
        if (one.plan === null) return `${name} shows ${nameOf(one)} for ${article}; other channels do not.`
        return isPlannedFor(one.plan, one.listing)
          ? `${name} shows ${nameOf(one)} for ${article} before it begins.`
          : `${name} shows ${nameOf(one)} for ${article}, which is not planned for it.`
      },
      action: (one) =>
        one.listing.promotion === one.promotion
          ? `Take the promotion down in ${one.listing.channel.name}, or plan it there`
          : `Have ${one.listing.channel.name} show the promotion`,
    }),
}
