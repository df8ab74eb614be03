/** Owns the rule returnNotGraded: units came back and wait to be looked at, for longer than the place takes. */
import { DAY_MS, HOUR_MS } from '../../../../shared/timeZone.ts'
import { addBusinessTime, businessMsBetween } from '../../../../shared/workingCalendar.ts'
import { worth } from '../../impact.ts'
import { subjectKey, subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { ofStep } from '../../step.ts'
import { isHistory, recordsOf } from './orderFacts.ts'
import { feedLabel, hoursAt, placeLabels, placeOf } from './places.ts'
import { orderLink, orderNumber, span } from './words.ts'

interface Received {
  order: string
  return: string
  location: string | null
  receivedAt: number
  microunits: number
  sku: string
  skuName: string
  lines: number
  heardAt: number
  feedNumber: number
}

/** The lines of one return together. */
const RECEIVED_SQL = `
SELECT r.order_id AS "order", r.return, r.location, min(r.received_at) AS receivedAt, sum(r.microunits) AS microunits,
  s.sku, coalesce(s.name, s.sku) AS skuName, count(*) AS lines, o.last_occurred_at AS heardAt, o.last_feed AS feedNumber
FROM order_returns AS r JOIN orders AS o USING (order_id)
  LEFT JOIN order_lines AS l ON l.order_id = r.order_id AND l.line = r.line LEFT JOIN skus AS s USING (sku_id)
WHERE r.graded_at IS NULL`

/** A return that was graded so lately says that somebody tells of grading. */
const GRADES_FOR_MS = 60 * DAY_MS
/** A place with so many returns and none of them graded has nobody who tells. */
const UNTOLD_RETURNS = 5

const GRADING_SQL = `
SELECT (SELECT max(graded_at) FROM order_returns WHERE location = ?) AS here,
  (SELECT max(graded_at) FROM order_returns WHERE graded_at IS NOT NULL) AS anywhere,
  (SELECT count(*) FROM (SELECT 1 FROM order_returns WHERE location = ? LIMIT ${UNTOLD_RETURNS})) AS returns`

/** Whether grading is told of at a place: elsewhere units may be graded, and nobody says so. */
function tellsOfGrading(context: RuleContext, location: string): boolean {
  const known = ofStep(context, 'graders', () => new Map<string, boolean>())
  let tells = known.get(location)
  if (tells === undefined) {
    const row = context.reader.get<{ here: number | null; anywhere: number | null; returns: number }>(
      GRADING_SQL,
      [location, location],
    )
    const from = context.now - GRADES_FOR_MS
    tells = (row?.here ?? 0) >= from || ((row?.returns ?? 0) < UNTOLD_RETURNS && (row?.anywhere ?? 0) >= from)
    known.set(location, tells)
  }
  return tells
}

const givenUpMs = ({ base }: RuleContext) => (base.parameters['givenUpDays'] ?? 30) * DAY_MS

function measureReturn(context: RuleContext, row: Received): Measurement[] {
  const { order, location, receivedAt, heardAt, feedNumber } = row
  const { now } = context
  if (location === null) return []
  const place = placeOf(context, location)
  if (!place) return []
  const labels = {
    order,
    ...placeLabels(place),
    ...feedLabel(context, feedNumber),
    ...(row.lines === 1 && row.sku ? { sku: row.sku } : {}),
  }
  const limitMs = context.settings(labels).threshold * HOUR_MS
  const hours = hoursAt(context, location, receivedAt)
  const waitedMs = (hours && businessMsBetween(hours.calendar, receivedAt, now)) ?? now - receivedAt
  const overAt = (hours && addBusinessTime(hours.calendar, receivedAt, limitMs)) ?? receivedAt + limitMs
  const measured = { subject: subjectKey(order, row.return), labels, since: overAt, dataAsOf: heardAt }
  const isJudged =
    now - receivedAt <= givenUpMs(context) &&
    !isHistory(context, feedNumber) &&
    tellsOfGrading(context, location)
  // Nobody said that it is over: there is only nothing to judge by.
  if (!isJudged) return [{ ...measured, figure: null }]
  return [
    {
      ...measured,
      figure: Math.max(0, waitedMs / HOUR_MS),
      lookAgainAt: now > overAt ? receivedAt + givenUpMs(context) + 1 : overAt + 1,
    },
  ]
}

const rowOf = ({ reader }: RuleContext, subject: string): Received | undefined => {
  const [order = '', name = ''] = subjectParts(subject)
  return reader.get<Received>(
    `${RECEIVED_SQL} AND r.order_id = ? AND r.return = ? GROUP BY r.order_id, r.return`,
    [order, name],
  )
}

export const returnNotGraded: Rule = {
  rule: 'returnNotGraded',
  area: 'speed',
  title: 'Return not graded',
  definition: 'Units came back, and nobody has looked at them in the working hours that this may take.',
  subjectKind: 'return',
  figure: 'working hours since it was received',
  unit: 'hours',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 48, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'givenUpDays',
      title: 'Days after which a return that was not graded is left alone',
      unit: 'days',
      default: 30,
      minimum: 1,
      maximum: 365,
    },
  ],
  groupBy: ['location'],
  touchedBy: ({ orders }, { reader }) =>
    orders.size === 0
      ? []
      : reader
          .all<{ order: string; return: string }>(
            'SELECT DISTINCT order_id AS "order", return FROM order_returns WHERE order_id IN (SELECT value FROM json_each(?))',
            [JSON.stringify([...orders])],
          )
          .map((row) => subjectKey(row.order, row.return)),
  timed: (context) =>
    context.reader
      .all<{ order: string; return: string }>(
        `SELECT DISTINCT order_id AS "order", return FROM order_returns WHERE graded_at IS NULL AND received_at >= ?`,
        [context.now - givenUpMs(context)],
      )
      .map((row) => subjectKey(row.order, row.return)),
  measure: (context, subjects) =>
    subjects.flatMap((subject) => {
      const row = rowOf(context, subject)
      return row ? measureReturn(context, row) : []
    }),
  explain(context, { subject, figure }) {
    const row = rowOf(context, subject)
    const [order = '', name = ''] = subjectParts(subject)
    const at = row?.location ? (placeOf(context, row.location)?.name ?? row.location) : 'its place'
    const units = (row?.microunits ?? 0) / 1e6
    const what = row && row.lines === 1 ? `${units} × ${row.skuName}` : `${units} units`
    return {
      summary:
        `${what} came back to ${at} and were not graded for ${Math.round(figure ?? 0)} working hours.`.slice(
          0,
          500,
        ),
      evidence: [
        {
          text: `Return ${orderNumber(name)} of order ${orderNumber(order)} was received ${span(context.now - (row?.receivedAt ?? context.now))} ago`,
          link: orderLink(order),
          ...(row ? { at: row.receivedAt } : {}),
        },
        ...recordsOf(context, 'order', order),
      ],
      impact: { ...(row && row.lines === 1 ? worth(context, row.sku, units) : { units }), customers: 1 },
      action: {
        text: `Grade it at ${at}: until then it can be neither sold nor paid back`,
        link: orderLink(order),
      },
    }
  },
}
