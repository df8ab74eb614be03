/** Owns what is shown of rules: definition, settings, how often they fired, and what people made of their alerts. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import type { AlertRuleDetail, AlertRuleRow, AlertRuleSettingsRow } from '../../shared/readModels/alerts.ts'
import { isoDateOf } from '../../shared/timeZone.ts'
import type { Reader } from '../ledger/types.ts'
import { isOwn, type AlertEngineStatus, type RuleInfo } from './alertDirectory.ts'
import type { AlertView } from './alertRows.ts'

const DAY_MS = 86_400_000
/** Days over which a rule's figures are told. */
const DAYS = 28
const HISTORY_ROWS = 200

type Scoped = AlertRuleDetail['scoped']
interface Kept {
  settings: Partial<AlertRuleSettingsRow>
  scoped: Scoped
}

function settingsKept(reader: Reader): Map<string, Kept> {
  return new Map(
    reader
      .all<{ rule: string; settings: string; scoped: string }>(
        'SELECT rule, settings, scoped FROM alert_rules',
      )
      .map(({ rule, settings, scoped }) => [
        rule,
        {
          settings: JSON.parse(settings) as Partial<AlertRuleSettingsRow>,
          scoped: JSON.parse(scoped) as Scoped,
        },
      ]),
  )
}

/** A rule's settings before anybody set them. */
export function defaultSettings(rule: RuleInfo): AlertRuleSettingsRow {
  return {
    ...rule.defaults,
    enabled: isOwn(rule) ? rule.enabled : true,
    parameters: Object.fromEntries(rule.parameters.map((one) => [one.name, one.default])),
  }
}

/** What was set, over what the definition says. */
function settingsOf(rule: RuleInfo, set: Partial<AlertRuleSettingsRow> | undefined): AlertRuleSettingsRow {
  const defaults = defaultSettings(rule)
  return { ...defaults, ...set, parameters: { ...defaults.parameters, ...set?.parameters } }
}

interface Figures {
  fired: number
  lastFiredAt: number
}

/** What fired lately, by rule. */
function firedLately({ context, now }: AlertView): Map<string, Figures> {
  const rows = context.reader.all<Figures & { rule: string }>(
    `SELECT rule, count(*) AS fired, max(fired_at) AS lastFiredAt FROM alerts WHERE fired_at > ? GROUP BY rule`,
    [now - DAYS * DAY_MS],
  )
  return new Map(rows.map((row) => [row.rule, row]))
}

/** How long those that fired lately waited for somebody, by rule. */
function waitsLately({ context, now }: AlertView): Map<string, number[]> {
  const waits = new Map<string, number[]>()
  const rows = context.reader.all<{ rule: string; waitMs: number }>(
    `SELECT rule, max(0, acknowledged_at - fired_at) AS waitMs FROM alerts
     WHERE fired_at > ? AND acknowledged_at IS NOT NULL`,
    [now - DAYS * DAY_MS],
  )
  for (const { rule, waitMs } of rows) {
    const known = waits.get(rule)
    if (known) known.push(waitMs)
    else waits.set(rule, [waitMs])
  }
  return waits
}

const votesByRule = (reader: Reader) =>
  new Map(
    reader
      .all<{ rule: string; useful: number; noise: number }>(
        'SELECT rule, sum(useful) AS useful, sum(noise) AS noise FROM alerts WHERE useful + noise > 0 GROUP BY rule',
      )
      .map(({ rule, useful, noise }) => [rule, { useful, noise }]),
  )

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) return null
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}

function openByRule({ kept }: AlertView): Map<string, { firing: number; pending: number }> {
  const counts = new Map<string, { firing: number; pending: number }>()
  for (const { rule, state } of kept.open.values()) {
    let one = counts.get(rule)
    if (!one) counts.set(rule, (one = { firing: 0, pending: 0 }))
    if (state === 'pending') one.pending += 1
    else if (state === 'firing' || state === 'recovering') one.firing += 1
  }
  return counts
}

/** Makes the rows of rules from one look at the store. */
function rowMaker(view: AlertView, engine: AlertEngineStatus) {
  const settings = settingsKept(view.context.reader)
  const lately = firedLately(view)
  const waits = waitsLately(view)
  const votes = votesByRule(view.context.reader)
  const open = openByRule(view)
  return (rule: RuleInfo): AlertRuleRow => {
    const set = settings.get(rule.rule)
    const figures = lately.get(rule.rule)
    const { useful, noise } = votes.get(rule.rule) ?? { useful: 0, noise: 0 }
    const status = engine.ruleStatus(rule.rule)
    return {
      rule: rule.rule,
      area: rule.area,
      title: rule.title,
      definition: rule.definition,
      subjectKind: rule.subjectKind,
      figure: rule.figure,
      unit: rule.unit,
      direction: rule.direction,
      own: isOwn(rule),
      settings: settingsOf(rule, set?.settings),
      scopedSettings: set?.scoped.length ?? 0,
      ...(open.get(rule.rule) ?? { firing: 0, pending: 0 }),
      fired: figures?.fired ?? 0,
      lastFiredAt: figures?.lastFiredAt ?? null,
      lastEvaluatedAt: status?.lastEvaluatedAt ?? null,
      evaluationMicroseconds: status?.evaluationMicroseconds ?? null,
      fault: status?.fault ?? null,
      votes: { useful, noise },
      precision: useful + noise === 0 ? null : useful / (useful + noise),
      acknowledgeMsMedian: median(waits.get(rule.rule) ?? []),
    }
  }
}

export function alertRules(view: AlertView, engine: AlertEngineStatus): { rules: AlertRuleRow[] } {
  return { rules: view.rules.all().map(rowMaker(view, engine)) }
}

const HISTORY_SQL = `
SELECT body, occurred_at AS at FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind IN ('alertRule', 'userRule') AND subject = ? ORDER BY event_number DESC LIMIT ?`

/**
 * @param documentation the rule's page
 * @throws TowerError `notFound`
 */
export function alertRule(
  view: AlertView,
  engine: AlertEngineStatus,
  name: string,
  documentation: (rule: string) => string,
): AlertRuleDetail {
  const rule = view.rules.of(name)
  if (!rule) throw new TowerError('notFound', `There is no rule ${name}.`)
  const { reader } = view.context
  return {
    row: rowMaker(view, engine)(rule),
    documentation: isOwn(rule) ? documentation('own-rules') : documentation(name),
    parameters: [...rule.parameters],
    defaults: defaultSettings(rule),
    scoped: settingsKept(reader).get(name)?.scoped ?? [],
    expression: isOwn(rule) ? rule.expression : null,
    firedByDay: firedByDay(view, name),
    history: reader
      .all<{ body: string; at: number }>(HISTORY_SQL, [name, HISTORY_ROWS])
      .flatMap(({ body, at }) =>
        (JSON.parse(body) as CanonicalEvent[]).flatMap((event) =>
          'actor' in event && 'role' in event && 'why' in event
            ? { at, actor: event.actor, role: event.role, why: event.why ?? '' }
            : [],
        ),
      ),
  }
}

/** Every day of the last four weeks (UTC), also those without an alert. */
function firedByDay({ context, now }: AlertView, rule: string): AlertRuleDetail['firedByDay'] {
  const today = Math.floor(now / DAY_MS)
  const counts = new Map(
    context.reader
      .all<{ day: number; alerts: number }>(
        'SELECT fired_at / 86400000 AS day, count(*) AS alerts FROM alerts WHERE rule = ? AND fired_at >= ? GROUP BY day',
        [rule, (today - DAYS + 1) * DAY_MS],
      )
      .map(({ day, alerts }) => [day, alerts]),
  )
  return Array.from({ length: DAYS }, (_one, index) => {
    const day = today - DAYS + 1 + index
    return { day: isoDateOf(day), alerts: counts.get(day) ?? 0 }
  })
}
