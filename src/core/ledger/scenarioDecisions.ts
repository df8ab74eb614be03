/** Owns what is decided about scenarios: who may save and remove which, and which version comes next. */
import type { FeedRecord } from '../../shared/events.ts'
import type { DecisionOutcome, ScenarioDecision, Writer } from './types.ts'

/** Scenarios that there may be at once. */
const SCENARIOS_MAX = 2_000

interface Store {
  reader: Pick<Writer, 'get'>
  record(facts: readonly FeedRecord[]): void
}

interface Known {
  version: number
  name: string
  definition: string
  shared: number
  owner: string
}

const KNOWN_SQL = 'SELECT version, name, definition, shared, owner FROM scenarios WHERE scenario = ?'
const TOLD_SQL = `
SELECT count(*) AS times, max(occurred_at) AS latestAt
FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'scenario' AND subject = ?`

const refused = (code: 'conflict' | 'notFound' | 'forbidden', message: string): DecisionOutcome => ({
  refused: { code, message },
})

/** Decides one request. What would change nothing is not recorded a second time. */
export function decideScenario(store: Store, decision: ScenarioDecision, at: number): DecisionOutcome {
  const { scenario, actor, role } = decision
  const known = store.reader.get<Known>(KNOWN_SQL, [scenario])
  const told = store.reader.get<{ times: number; latestAt: number | null }>(TOLD_SQL, [scenario])
  const times = told?.times ?? 0
  const isNew = decision.kind === 'saveScenario' && decision.basedOn === null
  if (!known && (!isNew || times > 0)) return refused('notFound', `There is no scenario ${scenario}.`)
  if (known && isNew) return refused('conflict', `There is a scenario ${scenario} already.`)
  if (known && known.owner !== actor && role !== 'administrator') {
    // What is not shared is not there for others.
    return known.shared === 1
      ? refused('forbidden', `“${known.name}” is ${known.owner}’s: make a copy of it, and change that.`)
      : refused('notFound', `There is no scenario ${scenario}.`)
  }
  const latestAt = told?.latestAt ?? at
  const record = (event: FeedRecord['events'][number]) =>
    store.record([
      {
        // In one length, so that what is said in the same millisecond stays in order.
        identity: `tower:scenario:${scenario}:${String(times + 1).padStart(8, '0')}`,
        // A clock that was set back must not bring the former one back.
        occurredAt: Math.max(at, latestAt),
        events: [event],
      },
    ])
  if (decision.kind === 'removeScenario') {
    const { kind: _kind, ...said } = decision
    record({ type: 'ScenarioRemoved', ...said })
    return { answer: { scenario } }
  }
  const { kind: _kind, basedOn, ...said } = decision
  if (known && basedOn !== known.version) {
    return refused(
      'conflict',
      `“${known.name}” was saved again since: version ${known.version}, and this was made from ${basedOn}.`,
    )
  }
  if (!known) {
    const count = store.reader.get<{ n: number }>('SELECT count(*) AS n FROM scenarios')?.n ?? 0
    if (count >= SCENARIOS_MAX)
      return refused('conflict', `There are ${count} scenarios; more are not taken.`)
  }
  if (known && isSame(known, said)) return { answer: { scenario, version: known.version } }
  const version = (known?.version ?? 0) + 1
  record({ type: 'ScenarioSaved', ...said, version })
  return { answer: { scenario, version } }
}

const isSame = (known: Known, said: { name: string; definition: string; shared: boolean }): boolean =>
  known.name === said.name && known.definition === said.definition && (known.shared === 1) === said.shared
