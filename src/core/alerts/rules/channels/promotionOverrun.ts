/** Owns the rule promotionOverrun: a channel shows a promotion that is over. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { latest } from './listings.ts'
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

function measure(context: RuleContext, one: PromotionCase): Measurement[] {
  const { plan, listing, promotion, subject } = one
  if (!plan || listing.promotion !== promotion || listing.active === false) return []
  const labels = promotionLabels(context, one)
  const overAt = plan.endsAt + context.settings(labels).threshold * MINUTE_MS
  return [
    {
      subject,
      labels,
      figure: (context.now - plan.endsAt) / MINUTE_MS,
      since: latest(overAt, listing.promotionSince),
      dataAsOf: latest(listing.toldAt, plan.toldAt),
      ...(overAt >= context.now ? { lookAgainAt: overAt + 1 } : {}),
    },
  ]
}

export const promotionOverrun: Rule = {
  rule: 'promotionOverrun',
  area: 'channels',
  title: 'Promotion past its end',
  definition: 'A channel shows a promotion that has ended, or was called off, some minutes ago.',
  subjectKind: 'promotion of a listing',
  figure: 'time since it should have ended',
  unit: 'minutes',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 10, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  // A price that is still the promotion's differs from the others for that reason.
  inhibits: [{ rules: ['priceDifference'], equal: ['sku', 'channel'] }],
  groupBy: ['promotion', 'channel'],
  touchedBy: (touched, context) => subjectsOf(context, skusOfPromotions(touched, context)),
  timed: (context) => subjectsOf(context, skusInPromotions(context)),
  measure: (context, subjects) => measurePromotions(context, subjects, (one) => measure(context, one)),
  explain: (context, { subject }) =>
    explainPromotion(context, subject, {
      summary: (one, article) => {
        const minutes = Math.max(0, Math.round((context.now - (one.plan?.endsAt ?? context.now)) / MINUTE_MS))
        const ended = one.plan?.cancelled ? 'was called off' : 'ended'
        return `${one.listing.channel.name} still shows ${nameOf(one)} for ${article}, which ${ended} ${minutes} minutes ago.`
      },
      action: ({ listing }) => `End the promotion in ${listing.channel.name}, or plan it for longer`,
    }),
}
