/** Owns the rule that a source's own total and the ledger's differ. */
import type { Reader } from '../../../ledger/types.ts'
import type { AlertLabels, Measurement, Rule, RuleContext } from '../../rule.ts'
import { DAY_MS, feedLink, MINUTE_MS, placeName } from './feeds.ts'
import { ledgerTotal, type ControlTotal } from './ledgerTotals.ts'

/** A total that differs is looked at again this often: what was late may still come. */
const AGAIN_MS = 5 * MINUTE_MS
const PERCENT = 100

const TOTAL_SQL = `
SELECT total_key AS key, system, measure, location, sku, from_at AS fromAt, until_at AS untilAt, total, identity,
  told_at AS toldAt, recorded_at AS recordedAt, name AS feed, feed_number AS feedNumber
FROM control_totals JOIN feeds USING (feed_number)`

const totalOf = (reader: Reader, key: string): ControlTotal | undefined =>
  reader.get<ControlTotal>(`${TOTAL_SQL} WHERE total_key = ?`, [key])

/** The feed that a total is of: who counts may speak of another feed than the one it speaks over. */
function feedOf(reader: Reader, { measure, system, feed }: ControlTotal): string {
  if (measure !== 'records') return feed
  return reader.get<{ name: string }>('SELECT name FROM feeds WHERE name = ?', [system])?.name ?? feed
}

function labelsOf(reader: Reader, total: ControlTotal): AlertLabels {
  const { location, sku } = total
  return {
    feed: feedOf(reader, total),
    system: total.system,
    ...(location === '' ? {} : { location }),
    ...(sku === '' ? {} : { sku }),
  }
}

function measureTotal({ reader, now, settings }: RuleContext, key: string): Measurement | undefined {
  const total = totalOf(reader, key)
  if (!total) return undefined
  const labels = labelsOf(reader, total)
  const { parameters } = settings(labels)
  const giveUpAt = total.untilAt + (parameters['forgetDays'] ?? 0) * DAY_MS
  const graceMs = (parameters['graceMinutes'] ?? 0) * MINUTE_MS
  const dueAt = Math.max(total.untilAt, total.recordedAt) + graceMs
  const plain = { subject: key, labels, since: total.untilAt, dataAsOf: total.toldAt }
  if (now < dueAt) return { ...plain, figure: 0, lookAgainAt: dueAt }
  const ours = ledgerTotal(reader, total)
  if (ours === null) return undefined
  const difference = Math.abs(total.total - ours)
  const isWell = difference * PERCENT <= (parameters['tolerancePercent'] ?? 0) * Math.abs(total.total)
  if (isWell) return undefined
  // What was given up has not been mended: nothing more is known of it.
  if (now >= giveUpAt) return { ...plain, figure: null }
  return { ...plain, figure: difference, lookAgainAt: Math.min(now + AGAIN_MS, giveUpAt) }
}

const WHAT: Record<string, string> = {
  records: 'records',
  soldUnits: 'units sold',
  onHandUnits: 'units on hand',
}

const plain = (value: number): string => String(Math.round(value * 1_000) / 1_000)
const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

export const reconciliationDifference: Rule = {
  rule: 'reconciliationDifference',
  area: 'feeds',
  title: 'Totals do not agree',
  definition:
    'A source’s own total of records, units sold or units on hand differs from the ledger’s, after late records have been waited for.',
  subjectKind: 'total',
  figure: 'difference between the source’s total and the ledger’s',
  unit: 'records or units',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 0.5, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'tolerancePercent',
      title: 'Difference that is let pass',
      unit: '% of the total',
      default: 0.2,
      minimum: 0,
      maximum: 100,
    },
    {
      name: 'graceMinutes',
      title: 'Waited for late records',
      unit: 'minutes',
      default: 30,
      minimum: 0,
      maximum: 10_080,
    },
    {
      name: 'forgetDays',
      title: 'Given up after',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 14,
    },
  ],
  groupBy: ['feed'],
  touchedBy: ({ totals }) => totals,
  timed: ({ reader, now }) =>
    reader
      .all<{ key: string }>('SELECT total_key AS key FROM control_totals WHERE recorded_at > ?', [
        now - 14 * DAY_MS,
      ])
      .map(({ key }) => key),
  measure: (context, subjects) => subjects.flatMap((key) => measureTotal(context, key) ?? []),
  explain({ reader }, { subject, figure, labels }) {
    const total = totalOf(reader, subject)
    const feed = labels['feed'] ?? ''
    const ours = total && ledgerTotal(reader, total)
    const where =
      total && total.location !== '' ? ` at ${placeName(reader, total.location)}` : ` of feed ${feed}`
    const what = WHAT[total?.measure ?? ''] ?? 'records'
    const isShort = total !== undefined && ours !== null && ours !== undefined && ours < total.total
    const period =
      total && `${total.fromAt === null ? 'at' : `${time(total.fromAt)} until`} ${time(total.untilAt)}`
    return {
      summary: `${plain(figure ?? 0)} ${what} ${isShort ? 'are missing here' : 'are too many here'}${where}: ${total?.system ?? ''} says ${plain(total?.total ?? 0)}, the ledger ${plain(ours ?? 0)}.`,
      evidence: total
        ? [
            {
              text: `${total.system}: ${plain(total.total)} ${what}, ${period}`,
              identity: total.identity,
              at: total.toldAt,
            },
            { text: `The ledger: ${plain(ours ?? 0)} ${what}`, link: feedLink(feed) },
          ]
        : [],
      impact: what === 'records' ? {} : { units: figure ?? 0 },
      action: isShort
        ? {
            text: 'See what of it was refused, and have the source send what is missing',
            link: feedLink(feed),
          }
        : {
            text: 'See what came twice under other names, or what the source took back',
            link: feedLink(feed),
          },
    }
  },
}
