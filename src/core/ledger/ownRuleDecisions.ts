/** Owns what is decided about users' own rules: whether saving or removing one changes anything. */
import type { FeedRecord } from '../../shared/events.ts'
import { canonicalJson } from './contentHash.ts'
import type { DecisionOutcome, OwnRuleDecision, Writer } from './types.ts'

/** Rules that users may have at once: each is evaluated with everything that comes. */
const OWN_RULES_MAX = 200

interface Store {
  reader: Pick<Writer, 'get'>
  record(facts: readonly FeedRecord[]): void
}

const KNOWN_SQL = `
SELECT (SELECT definition FROM user_rules WHERE rule = subject) AS definition, count(*) AS times, max(occurred_at) AS latestAt
FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'userRule' AND subject = ?`

/** Decides one request. What would change nothing is not recorded a second time. */
export function decideOwnRule(store: Store, decision: OwnRuleDecision, at: number): DecisionOutcome {
  const { rule } = decision
  const known = store.reader.get<{ definition: string | null; times: number; latestAt: number | null }>(
    KNOWN_SQL,
    [rule],
  )
  const { kind, ...told } = decision
  const isSaved = kind === 'saveOwnRule'
  if (!isSaved && !known?.definition) {
    return { refused: { code: 'notFound', message: `There is no rule ${rule} of anybody's own.` } }
  }
  if (isSaved && known?.definition && isSame(known.definition, told)) return { answer: { rule } }
  const count = store.reader.get<{ n: number }>('SELECT count(*) AS n FROM user_rules')?.n ?? 0
  if (isSaved && !known?.definition && count >= OWN_RULES_MAX) {
    return { refused: { code: 'conflict', message: `There are ${count} own rules; more are not taken.` } }
  }
  store.record([
    {
      // In one length, so that what is said in the same millisecond stays in order.
      identity: `tower:alertUserRule:${rule}:${String((known?.times ?? 0) + 1).padStart(8, '0')}`,
      // A clock that was set back must not bring the former one back.
      occurredAt: Math.max(at, known?.latestAt ?? at),
      events: [
        decision.kind === 'saveOwnRule'
          ? { type: 'UserRuleSaved', ...withoutKind(decision) }
          : { type: 'UserRuleRemoved', ...withoutKind(decision) },
      ],
    },
  ])
  return { answer: { rule } }
}

function withoutKind<D extends { kind: string }>(decision: D): Omit<D, 'kind'> {
  const { kind: _kind, ...told } = decision
  return told
}

/** Whether the same is said again, by whomever and for whatever reason. */
function isSame(definition: string, told: object): boolean {
  const said = (one: object) => canonicalJson({ ...one, type: null, why: null, actor: null, role: null })
  return said(JSON.parse(definition) as object) === said(told)
}
