/** Owns the thread that tries a rule on the past: the log goes into a store of its own, and the rule is asked again and again on the way. */
import type { MessagePort } from 'node:worker_threads'
import { endOfLog, readStretch, type LogPlace } from './alerts/follow.ts'
import { openLookAgain } from './alerts/lookAgain.ts'
import { makeOwnRule, type OwnRuleDefinition } from './alerts/ownRules/ownRule.ts'
import type { Rule, RuleContext, RuleSettings } from './alerts/rule.ts'
import { RULES } from './alerts/rules.ts'
import { openTrial, type TrialResult } from './alerts/trial.ts'
import { openReader } from './ledger/database.ts'
import { rebuildLedger } from './ledger/rebuild.ts'
import type { Reader } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { isPerson } from './queries/people.ts'
import { openOdds } from './riskOdds.ts'

export interface BackTestTask {
  task: 'backTest'
  sourcePath: string
  /** A new file. */
  targetPath: string
  rule: { builtIn: string } | { own: OwnRuleDefinition }
  settings: RuleSettings
  from: number
  until: number
}

export type BackTestAnswer = { result: TrialResult & { records: number } } | { fault: string }

/** Steps that a period is gone through in at most, and the shortest of them. */
const STEPS_MAX = 2_000
const STEP_MS_MIN = 60_000

/** Subjects whose time has come that one step looks at. */
const DUE_MAX = 100_000

/** Events before the period by which subjects are found that the rule cannot name. */
const FIRST_EVENTS = 50_000

const lastBefore = (reader: Reader, event: number): number =>
  reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events WHERE event_number < ?', [
    event,
  ])?.n ?? 0

const LAST_SQL = `
SELECT recorded_at AS at FROM events JOIN messages USING (message_number) WHERE event_number < ?
ORDER BY event_number DESC LIMIT 1`

/** The first event of each step of the period, with the step's beginning. */
function boundaries(source: Reader, from: number, until: number): Map<number, number> {
  const stepMs = Math.max(STEP_MS_MIN, Math.ceil((until - from) / STEPS_MAX))
  const rows = source.all<{ step: number; event: number }>(
    `SELECT (recorded_at - ?) / ? AS step, min(event_number) AS event FROM messages JOIN events USING (message_number)
     WHERE recorded_at >= ? AND recorded_at <= ? GROUP BY 1 ORDER BY 1`,
    [from, stepMs, from, until],
  )
  return new Map(rows.map(({ step, event }) => [event, from + Math.floor(step) * stepMs]))
}

function ruleOf(task: BackTestTask): Rule {
  if ('own' in task.rule) return makeOwnRule(task.rule.own)
  const { builtIn } = task.rule
  const known = RULES.find(({ rule }) => rule === builtIn)
  if (!known) throw new Error(`there is no rule ${builtIn}`)
  return known
}

/** Runs one trial and tells its result; the thread ends with it. */
export function tryOnThePast(task: BackTestTask, port: MessagePort): void {
  let answer: BackTestAnswer
  try {
    answer = { result: run(task) }
  } catch (thrown) {
    answer = { fault: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  port.postMessage(answer, [])
}

function run(task: BackTestTask): TrialResult & { records: number } {
  const { sourcePath, targetPath, from, until, settings } = task
  const rule = ruleOf(task)
  const source = openReader(sourcePath)
  const pauses = boundaries(source, from, until)
  const records =
    source.get<{ n: number }>('SELECT coalesce(sum(received), 0) AS n FROM messages WHERE recorded_at <= ?', [
      until,
    ])?.n ?? 0
  source.close()
  const trial = openTrial(rule, settings, from)
  const lookAgain = openLookAgain()
  let place: LogPlace | null = null
  let odds: { reader: Reader; at: ReturnType<typeof openOdds> } | null = null

  const contextOf = (reader: Reader, now: number): RuleContext => {
    if (odds?.reader !== reader) odds = { reader, at: openOdds(reader) }
    return { reader, now, base: trial.loosest, settings: () => trial.loosest, odds: odds.at(now) }
  }

  function measure(context: RuleContext, subjects: ReadonlySet<string>): void {
    if (subjects.size === 0) return
    const { reader, now } = context
    const asked = [...subjects]
    const measured = rule
      .measure(context, asked)
      .filter(({ labels }) => labels['location'] === undefined || !isPerson(reader, labels['location']))
    for (const { subject, lookAgainAt } of measured) {
      lookAgain.set(rule.rule, subject, lookAgainAt === undefined ? null : Math.max(lookAgainAt, now + 1))
    }
    trial.note(context, asked, measured)
  }

  /** Subjects that what came since the last time touched. */
  function touchedSince(context: RuleContext, before: number): Iterable<string> {
    const { reader } = context
    if (place === null) {
      const event = Math.max(0, lastBefore(reader, before) - FIRST_EVENTS)
      const stretch = readStretch(reader, { event, message: 0 }, FIRST_EVENTS)
      place = { event: before - 1, message: endOfLog(reader).message }
      // What stands as the period begins: every subject where the rule can name them, those that were touched lately besides.
      return new Set([
        ...(rule.everything?.(context) ?? rule.timed?.(context) ?? []),
        ...rule.touchedBy(stretch.touched, context),
      ])
    }
    const events =
      reader.get<{ n: number }>(
        'SELECT count(*) AS n FROM events WHERE event_number > ? AND event_number < ?',
        [place.event, before],
      )?.n ?? 0
    const stretch = readStretch(reader, place, Math.max(1, events))
    place = { event: before - 1, message: stretch.place.message }
    return rule.touchedBy(stretch.touched, context)
  }

  /** Judges what came before an event when it had come, and then what time alone brought until now. */
  function judge(reader: Reader, before: number, now: number): void {
    const cameAt = reader.get<{ at: number }>(LAST_SQL, [before])?.at ?? from
    const came = contextOf(reader, Math.min(now, Math.max(from, cameAt)))
    measure(came, new Set(touchedSince(came, before)))
    const later = contextOf(reader, now)
    measure(later, new Set(lookAgain.take(now, DUE_MAX).map(({ subject }) => subject)))
  }

  rebuildLedger({
    sourcePath,
    targetPath,
    projections: PROJECTIONS,
    asKnownAt: until,
    order: 'log',
    pause: { before: pauses, act: (event, state) => judge(state, event, pauses.get(event) ?? from) },
  })
  const reader = openReader(targetPath)
  try {
    judge(reader, Number.MAX_SAFE_INTEGER, until)
  } finally {
    reader.close()
  }
  return { ...trial.result(until), records }
}
