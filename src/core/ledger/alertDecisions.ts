/** Owns what is decided about alerts: whether an act of somebody's changes anything, within the writing transaction. */
import type { EventOf, FeedRecord } from '../../shared/events.ts'
import type { AlertActReport } from '../../shared/readModels/alerts.ts'
import { canonicalJson } from './contentHash.ts'
import type { AlertDecision, DecisionOutcome, Writer } from './types.ts'

/** Acts that one alert may have had: its state is folded anew with each. */
const ACTS_PER_ALERT_MAX = 1_000
/** Silences that may be there at once: each alert is held against each. */
const SILENCES_MAX = 200

interface AlertStore {
  reader: Pick<Writer, 'all' | 'get'>
  record(facts: readonly FeedRecord[]): void
}

type Of<K extends AlertDecision['kind']> = Extract<AlertDecision, { kind: K }>
type Answer = AlertActReport['alerts'][number]

interface KnownAlert {
  open: number
  owner: string | null
  acknowledgedBy: string | null
  snoozedUntil: number | null
  acts: number
}

const refused = (code: 'conflict' | 'notFound', message: string): DecisionOutcome => ({
  refused: { code, message },
})

/** Decides one request about alerts. What would change nothing is not recorded a second time. */
export function decideAlert(store: AlertStore, decision: AlertDecision, at: number): DecisionOutcome {
  switch (decision.kind) {
    case 'actOnAlerts':
      return act(store, decision, at)
    case 'setSilence':
      return setSilence(store, decision, at)
    case 'endSilence':
      return endSilence(store, decision, at)
    case 'setAlertRule':
      return setRule(store, decision, at)
  }
}

const ALERT_SQL = `
SELECT open, owner, acknowledged_by AS acknowledgedBy, snoozed_until AS snoozedUntil, acts FROM alerts WHERE alert = ?`

const VOTE_SQL = `
SELECT body FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'alert' AND subject = ? AND body LIKE '%"act":"voted"%' ORDER BY event_number DESC`

function act(store: AlertStore, asked: Of<'actOnAlerts'>, at: number): DecisionOutcome {
  const facts: FeedRecord[] = []
  const alerts = asked.alerts.map((alert): Answer => {
    const known = store.reader.get<KnownAlert>(ALERT_SQL, [alert])
    if (!known) return { alert, outcome: 'notFound', message: `There is no alert ${alert}.` }
    const hindrance = hindranceOf(known, asked)
    if (hindrance) return { alert, outcome: 'conflict', message: hindrance }
    if (isSo(store, alert, known, asked)) return { alert, outcome: 'unchanged', message: null }
    const { alerts: _alerts, kind: _kind, ...event } = asked
    facts.push({
      identity: `tower:alertAct:${alert}:${known.acts + 1}`,
      occurredAt: at,
      events: [{ type: 'AlertActed', alert, ...event }],
    })
    return { alert, outcome: 'done', message: null }
  })
  if (facts.length > 0) store.record(facts)
  return { answer: { done: facts.length, alerts } }
}

/** Nobody need be called for what is over, or be called off; it can still be spoken of and judged. */
function hindranceOf(known: KnownAlert, { act: what }: Of<'actOnAlerts'>): string | null {
  if (known.acts >= ACTS_PER_ALERT_MAX) return `The alert has had ${known.acts} acts; more are not taken.`
  if (known.open === 1 || what === 'commented' || what === 'voted') return null
  return 'The alert is over.'
}

/** Whether the alert is as the act would make it. */
function isSo(
  { reader }: AlertStore,
  alert: string,
  known: KnownAlert,
  { act: what, owner = null, until = null, useful, actor }: Of<'actOnAlerts'>,
): boolean {
  switch (what) {
    case 'acknowledged':
      return known.acknowledgedBy !== null
    case 'unacknowledged':
      return known.acknowledgedBy === null
    case 'assigned':
      return known.owner === owner
    case 'snoozed':
      return known.snoozedUntil === until
    case 'commented':
      return false
    case 'voted': {
      const votes = reader
        .all<{ body: string }>(VOTE_SQL, [alert])
        .flatMap(({ body }) => JSON.parse(body) as EventOf<'AlertActed'>[])
      return votes.find((vote) => vote.actor === actor)?.useful === useful
    }
  }
}

function setSilence(store: AlertStore, asked: Of<'setSilence'>, at: number): DecisionOutcome {
  const { kind: _kind, ...event } = asked
  if (store.reader.get('SELECT 1 AS one FROM alert_silences WHERE silence = ?', [asked.silence])) {
    return refused('conflict', `The silence ${asked.silence} is there already.`)
  }
  const open = store.reader.get<{ n: number }>(
    'SELECT count(*) AS n FROM alert_silences WHERE ended_at IS NULL AND (until IS NULL OR until > ?)',
    [at],
  )
  if ((open?.n ?? 0) >= SILENCES_MAX) {
    return refused('conflict', `There are ${open?.n} silences; more are not taken. End one.`)
  }
  store.record([
    {
      identity: `tower:alertSilence:${asked.silence}:set`,
      occurredAt: at,
      events: [{ type: 'AlertSilenceSet', ...event }],
    },
  ])
  return { answer: { silence: asked.silence } }
}

function endSilence(store: AlertStore, asked: Of<'endSilence'>, at: number): DecisionOutcome {
  const { silence, actor, role } = asked
  const known = store.reader.get<{ endedAt: number | null }>(
    'SELECT ended_at AS endedAt FROM alert_silences WHERE silence = ?',
    [silence],
  )
  if (!known) return refused('notFound', `There is no silence ${silence}.`)
  // Ended before: the first answer again.
  if (known.endedAt !== null) return { answer: { silence, endedAt: known.endedAt } }
  store.record([
    {
      identity: `tower:alertSilence:${silence}:ended`,
      occurredAt: at,
      events: [{ type: 'AlertSilenceEnded', silence, actor, role }],
    },
  ])
  return { answer: { silence, endedAt: at } }
}

const RULE_SQL = `
SELECT settings, scoped, set_at AS setAt,
  (SELECT count(*) FROM facts JOIN subjects USING (subject_number) WHERE kind = 'alertRule' AND subject = rule) AS times
FROM alert_rules WHERE rule = ?`

function setRule(store: AlertStore, asked: Of<'setAlertRule'>, at: number): DecisionOutcome {
  const { kind: _kind, ...event } = asked
  const { rule, settings, scoped } = asked
  type Known = { settings: string; scoped: string; setAt: number; times: number }
  const known = store.reader.get<Known>(RULE_SQL, [rule])
  const isSame =
    known &&
    canonicalJson(JSON.parse(known.settings)) === canonicalJson(settings) &&
    canonicalJson(JSON.parse(known.scoped)) === canonicalJson(scoped)
  if (isSame) return { answer: { rule } }
  // In one length, so that what is said in the same millisecond stays in order.
  const place = String((known?.times ?? 0) + 1).padStart(8, '0')
  store.record([
    {
      identity: `tower:alertRule:${rule}:${place}`,
      // A clock that was set back must not bring the former settings back.
      occurredAt: Math.max(at, known?.setAt ?? at),
      events: [{ type: 'AlertRuleSet', ...event }],
    },
  ])
  return { answer: { rule } }
}
