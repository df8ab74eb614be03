/** Owns the rule pickupNotReady: an order to be collected is not ready though the time that was promised for it has come. */
import { DAY_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { counterLines, counterOrders, isHistory, recordsOf, stakeOf, type OpenLine } from './orderFacts.ts'
import { feedLabel, placeLabels, placeOf } from './places.ts'
import { count, orderLink, orderNumber, span } from './words.ts'

interface Detail {
  lines: {
    statement: { line: string; shipBy?: number }
    promise: { at: number; rule?: { handledAt: number; transit: unknown } } | null
  }[]
}

/** When a line was to be ready: what its source says, else what our rule reckoned, else what the customer was promised. */
function readyBy(line: OpenLine, { lines }: Detail): number | null {
  const told = lines.find(({ statement }) => statement.line === line.line)
  const rule = told?.promise?.rule
  if (told?.statement.shipBy !== undefined) return told.statement.shipBy
  return rule && rule.transit === null ? rule.handledAt : line.promisedAt
}

interface Waiting {
  line: OpenLine
  dueAt: number
}

/** Lines of an order that are not ready, the longest due first. */
function waiting(context: RuleContext, order: string): Waiting[] {
  const lines = counterLines(context, order).filter(({ readyAt }) => readyAt === null)
  const [first] = lines
  if (!first) return []
  const detail = JSON.parse(first.detail) as Detail
  return lines
    .flatMap((line): Waiting[] => {
      const dueAt = readyBy(line, detail)
      return dueAt === null ? [] : [{ line, dueAt }]
    })
    .sort((a, b) => a.dueAt - b.dueAt)
}

const givenUpMs = ({ base }: RuleContext) => (base.parameters['givenUpDays'] ?? 7) * DAY_MS

function measureOrder(context: RuleContext, order: string): Measurement[] {
  const [first] = waiting(context, order)
  if (!first) return []
  const { line, dueAt } = first
  const labels = {
    order,
    ...placeLabels(line.location === null ? null : placeOf(context, line.location)),
    ...feedLabel(context, line.feedNumber),
    ...(line.channel === null ? {} : { channel: line.channel }),
  }
  const { threshold } = context.settings(labels)
  const overAt = dueAt + threshold * MINUTE_MS
  const measured = { subject: order, labels, since: overAt, dataAsOf: line.heardAt }
  // Nobody said that it is over: it is only not judged any more.
  if (context.now - dueAt > givenUpMs(context) || isHistory(context, line.feedNumber)) {
    return [{ ...measured, figure: null }]
  }
  return [
    {
      ...measured,
      figure: Math.max(0, (context.now - dueAt) / MINUTE_MS),
      lookAgainAt: context.now > overAt ? dueAt + givenUpMs(context) + 1 : overAt + 1,
    },
  ]
}

export const pickupNotReady: Rule = {
  rule: 'pickupNotReady',
  area: 'speed',
  title: 'Pickup not ready',
  definition: 'An order that a customer will collect is not ready, though the time promised for it has come.',
  subjectKind: 'order',
  figure: 'time since it was to be ready',
  unit: 'minutes',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 5, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'givenUpDays',
      title: 'Days after which an order that is still not ready is left alone',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 60,
    },
  ],
  inhibits: [{ rules: ['promiseAtRisk'], equal: ['order'] }],
  groupBy: ['location'],
  touchedBy: ({ orders }) => orders,
  timed: (context) => counterOrders(context, givenUpMs(context)),
  measure: (context, orders) => orders.flatMap((order) => measureOrder(context, order)),
  explain(context, { subject: order, labels }) {
    const lines = waiting(context, order)
    const dueAt = lines[0]?.dueAt ?? context.now
    const due = lines.filter((one) => one.dueAt <= context.now)
    const place = labels['location'] === undefined ? null : placeOf(context, labels['location'])
    const at = place ? ` at ${place.name}` : ''
    return {
      summary: `Order ${orderNumber(order)} was to be ready${at} ${span(context.now - dueAt)} ago: ${count(due.length, 'line')} still to do.`,
      evidence: [
        {
          text: `To be ready by then, ${count(due.length, 'line')} not ready`,
          at: dueAt,
          link: orderLink(order),
        },
        ...due.slice(0, 3).map(({ line }) => ({
          text: `${line.name}: ${line.allocatedAt === null ? 'no place has been told to make it ready' : 'allocated, not ready'}`,
          ...(line.allocatedAt === null ? {} : { at: line.allocatedAt }),
        })),
        ...recordsOf(context, 'order', order),
      ],
      impact: stakeOf(due.map(({ line }) => line)),
      action: { text: `Make it ready${at} now, or tell the customer`, link: orderLink(order) },
    }
  },
}
