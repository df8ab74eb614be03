/** Owns the rule collectedLate: an order lies ready at a counter, and nobody came for it in the time that it is kept for. */
import { DAY_MS, HOUR_MS } from '../../../../shared/timeZone.ts'
import { addBusinessTime } from '../../../../shared/workingCalendar.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { counterLines, counterOrders, isHistory, recordsOf, stakeOf, type OpenLine } from './orderFacts.ts'
import { feedLabel, hoursAt, placeLabels, placeOf } from './places.ts'
import { count, orderLink, orderNumber, span } from './words.ts'

interface Lying {
  line: OpenLine
  readyAt: number
  /** Until when it was kept for the customer. */
  untilAt: number
}

/** The collection hours of the place, else the end of the slot, else so many hours by the clock. */
function keptUntil(context: RuleContext, line: OpenLine, readyAt: number): number {
  const hours = line.location === null ? null : hoursAt(context, line.location, readyAt)
  const collectionHours = hours?.schedule.collectionHours ?? 0
  const byHours =
    hours && collectionHours > 0
      ? addBusinessTime(hours.calendar, readyAt, Math.round(collectionHours * HOUR_MS))
      : null
  const slotEnd = line.promisedAt !== null && line.promisedAt > readyAt ? line.promisedAt : null
  if (byHours !== null) return Math.max(byHours, slotEnd ?? 0)
  return slotEnd ?? readyAt + (context.base.parameters['holdHours'] ?? 72) * HOUR_MS
}

function lying(context: RuleContext, order: string): Lying[] {
  return counterLines(context, order)
    .flatMap((line): Lying[] => {
      const { readyAt } = line
      return readyAt === null ? [] : [{ line, readyAt, untilAt: keptUntil(context, line, readyAt) }]
    })
    .sort((a, b) => a.untilAt - b.untilAt)
}

const givenUpMs = ({ base }: RuleContext) => (base.parameters['givenUpDays'] ?? 14) * DAY_MS

function measureOrder(context: RuleContext, order: string): Measurement[] {
  const [first] = lying(context, order)
  if (!first) return []
  const { line, untilAt } = first
  const labels = {
    order,
    ...placeLabels(line.location === null ? null : placeOf(context, line.location)),
    ...feedLabel(context, line.feedNumber),
    ...(line.channel === null ? {} : { channel: line.channel }),
  }
  const overAt = untilAt + context.settings(labels).threshold * HOUR_MS
  const measured = { subject: order, labels, since: overAt, dataAsOf: line.heardAt }
  // Nobody said that it is over: it is only not judged any more.
  if (context.now - untilAt > givenUpMs(context) || isHistory(context, line.feedNumber)) {
    return [{ ...measured, figure: null }]
  }
  return [
    {
      ...measured,
      figure: Math.max(0, (context.now - untilAt) / HOUR_MS),
      lookAgainAt: context.now > overAt ? untilAt + givenUpMs(context) + 1 : overAt + 1,
    },
  ]
}

export const collectedLate: Rule = {
  rule: 'collectedLate',
  area: 'speed',
  title: 'Not collected',
  definition: 'An order lies ready, and its customer has not come in the time that it was kept for.',
  subjectKind: 'order',
  figure: 'time since the customer was to have come',
  unit: 'hours',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 24, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'holdHours',
      title: 'Hours that an order is kept, where neither a slot nor the place tells',
      unit: 'hours',
      default: 72,
      minimum: 1,
      maximum: 720,
    },
    {
      name: 'givenUpDays',
      title: 'Days after which an order that was not collected is left alone',
      unit: 'days',
      default: 14,
      minimum: 1,
      maximum: 90,
    },
  ],
  inhibits: [{ rules: ['promiseAtRisk'], equal: ['order'] }],
  groupBy: ['location'],
  touchedBy: ({ orders }) => orders,
  timed: (context) => counterOrders(context, givenUpMs(context) + 30 * DAY_MS),
  measure: (context, orders) => orders.flatMap((order) => measureOrder(context, order)),
  explain(context, { subject: order, labels }) {
    const lines = lying(context, order)
    const readyAt = lines[0]?.readyAt ?? context.now
    const untilAt = lines[0]?.untilAt ?? context.now
    const place = labels['location'] === undefined ? null : placeOf(context, labels['location'])
    const at = place ? ` at ${place.name}` : ''
    return {
      summary: `Order ${orderNumber(order)} has been ready${at} for ${span(context.now - readyAt)} and was not collected: ${count(lines.length, 'line')}.`,
      evidence: [
        { text: 'Ready for the customer', at: readyAt, link: orderLink(order) },
        { text: 'Kept for the customer until then', at: untilAt },
        ...recordsOf(context, 'order', order),
      ],
      impact: stakeOf(lines.map(({ line }) => line)),
      action: { text: 'Remind the customer, or put the units back on sale', link: orderLink(order) },
    }
  },
}
