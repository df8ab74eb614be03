/** Owns a ledger with alerts in it for tests: findings as the engine tells them, acts of people, and what is answered. */
import type { CanonicalEvent, EventOf } from '../shared/events.ts'
import { folderKeys } from './folderKeys.ts'
import { DECISIONS_FEED } from './ledger/decisions.ts'
import { findEventNumbers } from './ledger/log.ts'
import { unpackRaw } from './ledger/packing.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import type { AlertDecision, DecisionOutcome } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { ruleDirectory, type RuleInfo } from './queries/alertDirectory.ts'
import { alertView } from './queries/alertRows.ts'
import type { QueryContext } from './queries/context.ts'

export const T0 = Date.UTC(2026, 2, 10, 9)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const ruleInfo = (rule: string, area: RuleInfo['area'], groupBy?: string[]): RuleInfo => ({
  rule,
  area,
  title: `Title of ${rule}`,
  definition: 'A rule of a test.',
  subjectKind: 'position',
  figure: 'a figure',
  unit: 'units',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 1, pendingMs: 0, recoverMs: 0 },
  parameters: [{ name: 'days', title: 'Days', unit: 'd', default: 3, minimum: 1, maximum: 9 }],
  ...(groupBy ? { groupBy } : {}),
})

/** `one` stands alone, `many` is grouped by location, `cause` explains. */
export const TEST_RULES: readonly RuleInfo[] = [
  ruleInfo('one', 'channels'),
  ruleInfo('many', 'stock', ['location']),
  ruleInfo('cause', 'feeds'),
]

export const finding = (
  alert: string,
  more: Partial<EventOf<'AlertChanged'>> = {},
): EventOf<'AlertChanged'> => ({
  type: 'AlertChanged',
  alert,
  rule: alert.split(':')[0] ?? 'one',
  subject: alert,
  state: 'firing',
  severity: 'serious',
  since: T0,
  dataAsOf: T0,
  figure: 2,
  threshold: 1,
  labels: {},
  summary: `Summary of ${alert}`,
  evidence: [],
  impact: {},
  ...more,
})

export function openAlertLedger(startAt = T0) {
  const ledger = openTestLedger(PROJECTIONS)
  const { reader } = ledger
  let now = startAt
  let serial = 0
  const places = new Map<string, number>()
  const context: QueryContext = {
    reader,
    clock: { now: () => now },
    pseudonymOf: folderKeys(Buffer.alloc(32, 7)).pseudonymOf,
    log: { eventNumbers: (identity) => findEventNumbers(reader, identity), rawText: unpackRaw },
  }
  const decide = (decision: AlertDecision): DecisionOutcome => {
    const [outcome] = ledger.decide(now, decision)
    if (!outcome) throw new Error('nothing was decided')
    return outcome
  }
  return {
    ledger,
    context,
    reader,
    decide,
    now: () => now,
    at(time: number) {
      now = time
    },
    /** One record of a source. */
    tell: (...events: CanonicalEvent[]) =>
      ledger.commit([[intaken({ identity: `test:${(serial += 1)}`, occurredAt: now, events })]]),
    /** Findings of the engine, one record each, as they come. */
    find: (...events: EventOf<'AlertChanged'>[]) =>
      ledger.commit(
        [
          events.map((event) => {
            const place = (places.get(event.alert) ?? 0) + 1
            places.set(event.alert, place)
            return intaken({
              identity: `tower:alert:${event.alert}:${place}`,
              occurredAt: now,
              events: [event],
            })
          }),
        ],
        DECISIONS_FEED,
      ),
    act: (act: EventOf<'AlertActed'>['act'], alerts: readonly string[], more: object = {}, actor = 'ann') =>
      decide({ kind: 'actOnAlerts', alerts, act, actor, role: 'operator', ...more }),
    view: () => alertView(context, ruleDirectory(reader, TEST_RULES)),
    violations: () => ledger.verify().checks.flatMap(({ violations }) => violations),
    close: () => ledger.close(),
  }
}
