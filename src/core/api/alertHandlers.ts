/** Owns the entries about alerts: questions over one look at the store, and acts that the ledger decides. */
import { TowerError } from '../../shared/errors.ts'
import { isTimeZone } from '../../shared/timeZone.ts'
import { minuteOf } from '../../shared/workingCalendar.ts'
import { RULES } from '../alerts/rules.ts'
import type { Ledger } from '../ledger/types.ts'
import { alertDetail } from '../queries/alertDetail.ts'
import { ruleDirectory, type AlertEngineStatus } from '../queries/alertDirectory.ts'
import { alertGroups } from '../queries/alertGroups.ts'
import { alertView, type AlertView } from '../queries/alertRows.ts'
import { alertRule, alertRules } from '../queries/alertRules.ts'
import { alertPage } from '../queries/alerts.ts'
import { alertSilences } from '../queries/alertSilences.ts'
import { alertSummary } from '../queries/alertSummary.ts'
import { auditHead } from '../queries/audit.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'
import type { OwnRulePath } from './ownRuleHandlers.ts'
import { checkTexts } from './texts.ts'

/** What the entries need of the engine. */
export interface AlertSurroundings extends AlertEngineStatus {
  /** The page about a rule, as Markdown; empty where there is none. */
  documentation(rule: string): string
  /** An id that was never given before. */
  freshId(): string
}

type Paths = Exclude<Extract<keyof Handlers, `alerts.${string}` | 'audit.head'>, OwnRulePath>

const invalid = (field: string, why: string) => new TowerError('invalid', `${field}: ${why}.`, { field })

/** What questions about alerts look at. */
export const viewOf = (context: QueryContext): AlertView =>
  alertView(context, ruleDirectory(context.reader, RULES))

/** Texts at any depth. @throws TowerError `invalid` */
function checkAllTexts(input: unknown, field = 'input'): void {
  if (typeof input === 'string') return checkTexts({ [field]: input })
  if (typeof input !== 'object' || input === null) return
  for (const [name, value] of Object.entries(input)) {
    checkTexts({ [field]: name })
    checkAllTexts(value, Array.isArray(input) ? field : name)
  }
}

export function alertHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  around: AlertSurroundings,
): Pick<Handlers, Paths> {
  const view = async () => viewOf(await now())
  return {
    'alerts.list': async (input) => alertPage(await view(), input),
    'alerts.groups': async (input) => alertGroups(await view(), input),
    'alerts.detail': async ({ alert }) => alertDetail(await view(), alert),
    'alerts.summary': async (scope) => alertSummary(await view(), around, scope),
    'alerts.rules': async () => alertRules(await view(), around),
    'alerts.rule': async ({ rule }) => alertRule(await view(), around, rule, around.documentation),
    'alerts.silences': async () => alertSilences(await view()),
    'audit.head': async () => auditHead(await now()),
    ...actHandlers(now, decide),
    ...settingHandlers(now, decide, around),
  }
}

type Acts = 'acknowledge' | 'unacknowledge' | 'assign' | 'comment' | 'snooze' | 'vote'

function actHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
): Pick<Handlers, `alerts.${Acts}`> {
  const kind = 'actOnAlerts'
  /** One alert by its name: then it has to be there. */
  const one = async (decided: ReturnType<typeof decide<typeof kind>>) => {
    const report = await decided
    const [answer] = report.alerts
    if (answer?.outcome === 'notFound') throw new TowerError('notFound', answer.message ?? '')
    return report
  }
  return {
    async 'alerts.acknowledge'({ alerts, why }, caller) {
      checkAllTexts({ alerts, why })
      return decide({ kind, alerts, act: 'acknowledged', why, ...who(caller) })
    },
    async 'alerts.unacknowledge'({ alerts, why }, caller) {
      checkAllTexts({ alerts, why })
      return decide({ kind, alerts, act: 'unacknowledged', why, ...who(caller) })
    },
    async 'alerts.assign'({ alerts, owner }, caller) {
      checkAllTexts({ alerts, owner })
      if (owner !== null && owner.trim() === '') throw invalid('owner', 'is empty; null is nobody')
      return decide({ kind, alerts, act: 'assigned', owner, ...who(caller) })
    },
    async 'alerts.comment'({ alert, text }, caller) {
      checkAllTexts({ alert, text })
      if (text.trim() === '') throw invalid('text', 'is empty')
      return one(decide({ kind, alerts: [alert], act: 'commented', why: text, ...who(caller) }))
    },
    async 'alerts.snooze'({ alerts, until, why }, caller) {
      checkAllTexts({ alerts, why })
      const { clock } = await now()
      if (until !== null && until <= clock.now()) throw invalid('until', 'is past; null ends a snooze')
      return decide({ kind, alerts, act: 'snoozed', until, why, ...who(caller) })
    },
    async 'alerts.vote'({ alert, useful, why }, caller) {
      checkAllTexts({ alert, why })
      return one(decide({ kind, alerts: [alert], act: 'voted', useful, why, ...who(caller) }))
    },
  }
}

/** From the connection, never from the payload. */
const who = ({ actor, role }: Caller) => ({ actor, role })

function settingHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  { freshId }: Pick<AlertSurroundings, 'freshId'>,
): Pick<Handlers, 'alerts.silence' | 'alerts.endSilence' | 'alerts.setRule'> {
  return {
    async 'alerts.silence'(input, caller) {
      checkAllTexts(input)
      const { matchers, until, weekly, timeZone, why } = input
      const from = input.from ?? (await now()).clock.now()
      if (until !== null && until <= Math.max(from, (await now()).clock.now()))
        throw invalid('until', 'must be later than now, and than from')
      if (weekly && timeZone === undefined) throw invalid('timeZone', 'hours of the week need one')
      if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid('timeZone', 'is not known')
      if (!weekly && timeZone !== undefined) throw invalid('timeZone', 'is for hours of the week')
      for (const hours of weekly ?? []) {
        if (minuteOf(hours.from) === minuteOf(hours.until))
          throw invalid('weekly', 'from and until are the same; 00:00 to 24:00 is the whole day')
      }
      const silence = freshId()
      return decide({
        kind: 'setSilence',
        silence,
        matchers,
        from,
        until,
        weekly,
        timeZone,
        why,
        ...who(caller),
      })
    },
    async 'alerts.endSilence'({ silence }, caller) {
      checkAllTexts({ silence })
      return decide({ kind: 'endSilence', silence, ...who(caller) })
    },
    async 'alerts.setRule'(input, caller) {
      checkAllTexts(input)
      const { rule, settings, scoped, why } = input
      const info = ruleDirectory((await now()).reader, RULES).of(rule)
      if (!info) throw new TowerError('notFound', `There is no rule ${rule}.`)
      // Rules reckon with one set of parameters for the whole network.
      if (scoped.some((one) => one.settings.parameters !== undefined))
        throw invalid('scoped', 'parameters hold for the whole rule: set them in settings')
      for (const [name, value] of Object.entries(settings.parameters ?? {})) {
        const parameter = info.parameters.find((known) => known.name === name)
        if (!parameter) throw invalid(`parameters.${name}`, 'is no parameter of this rule')
        if (value < parameter.minimum || value > parameter.maximum)
          throw invalid(`parameters.${name}`, `is not between ${parameter.minimum} and ${parameter.maximum}`)
      }
      return decide({ kind: 'setAlertRule', rule, settings, scoped, why, ...who(caller) })
    },
  }
}
