/** Owns what is told of an alert: the fact that goes into the log, with what it says and under which name. */
import { createHash } from 'node:crypto'
import type { EventOf, FeedRecord } from '../../shared/events.ts'
import type { AlertState } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'
import type { AlertEvidence, AlertLabels, Explanation } from './rule.ts'
import type { Spell } from './stateMachine.ts'

export type Changed = EventOf<'AlertChanged'>

const TEXT_MAX = 500
const EVIDENCE_MAX = 20
/** Labels that would tell of a person. */
const PRIVATE_LABELS: ReadonlySet<string> = new Set(['customer', 'person', 'email', 'phone'])

const known = (reader: Reader, alert: string) =>
  reader.get('SELECT 1 FROM alerts WHERE alert = ?', [alert]) !== undefined

/** A name for a new spell: of the rule, the subject and when it began; told apart from an earlier one that began then. */
export function nameSpell(reader: Reader, rule: string, subject: string, since: number): string {
  const hash = createHash('sha256').update(subject).digest('hex').slice(0, 12)
  const name = `${rule}:${hash}:${since}`
  if (!known(reader, name)) return name
  const before = reader.get<{ n: number }>(
    'SELECT count(*) AS n FROM alerts WHERE rule = ? AND subject = ? AND since = ?',
    [rule, subject, since],
  )
  for (let again = Math.max(2, (before?.n ?? 0) + 1); ; again += 1)
    if (!known(reader, `${name}.${again}`)) return `${name}.${again}`
}

const clipped = (text: string) => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text)

function fitting({ text, link, ...rest }: AlertEvidence): AlertEvidence {
  return {
    ...rest,
    text: clipped(text),
    ...(link !== undefined && link.length <= TEXT_MAX ? { link } : {}),
    ...(rest.at === undefined ? {} : { at: Math.round(rest.at) }),
  }
}

/** Labels as they may be told. */
export const publicLabels = (labels: AlertLabels): AlertLabels =>
  Object.fromEntries(Object.entries(labels).filter(([label]) => !PRIVATE_LABELS.has(label)))

/** What is said of an alert beside its state; members of an impact that are no numbers are not known. */
export type Words = Pick<Changed, 'summary' | 'evidence' | 'impact' | 'action'>

export function wordsOf({ summary, evidence, impact, action }: Explanation): Words {
  return {
    summary: clipped(summary),
    evidence: evidence.slice(0, EVIDENCE_MAX).map(fitting),
    impact: Object.fromEntries(
      Object.entries(impact).filter(
        ([, value]) => typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)),
      ),
    ),
    ...(action.link.length <= TEXT_MAX ? { action: { ...action, text: clipped(action.text) } } : {}),
  }
}

/** What was said of an alert last; its evidence stands as it was told. */
export function wordsToldOf(reader: Reader, alert: string): Words {
  const row = reader.get<{ summary: string; impact: string; action: string | null }>(
    'SELECT summary, impact, action FROM alerts WHERE alert = ?',
    [alert],
  )
  if (!row) return { summary: '', evidence: [], impact: {} }
  return {
    summary: row.summary,
    evidence: [],
    impact: JSON.parse(row.impact) as Words['impact'],
    ...(row.action === null ? {} : { action: JSON.parse(row.action) as NonNullable<Words['action']> }),
  }
}

/** The fact that an alert is as the spell says. @param state the spell's own, or `resolved` */
export function factOf(spell: Spell, state: AlertState, words: Words, at: number): FeedRecord {
  const { alert, rule, subject, severity, since, dataAsOf, figure, threshold, labels, inhibitedBy } = spell
  const event: Changed = {
    type: 'AlertChanged',
    alert,
    rule,
    subject,
    state,
    severity,
    since: Math.round(since),
    dataAsOf: Math.round(dataAsOf),
    figure,
    threshold,
    labels,
    ...words,
    ...(inhibitedBy === null ? {} : { inhibitedBy }),
  }
  return { identity: `tower:alert:${alert}:${spell.changes}`, occurredAt: at, events: [event] }
}
