/** Owns the entries about rules that users write, and about trying rules on the past. */
import { TowerError } from '../../shared/errors.ts'
import type { AlertBackTest } from '../../shared/readModels/alerts.ts'
import { compile, LANGUAGE } from '../alerts/ownRules/expression.ts'
import {
  makeOwnRule,
  OWN_SUBJECT_KINDS,
  ownSubjectKind,
  type OwnRuleDefinition,
} from '../alerts/ownRules/ownRule.ts'
import type { RuleSettings } from '../alerts/rule.ts'
import { RULES } from '../alerts/rules.ts'
import { defaultSettings, overlaid, readSettings } from '../alerts/settings.ts'
import type { Ledger, Reader } from '../ledger/types.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'
import { checkTexts } from './texts.ts'

export type OwnRulePath =
  'alerts.conditions' | 'alerts.tryExpression' | 'alerts.backTest' | 'alerts.saveRule' | 'alerts.removeRule'

/** Runs a rule over the past. */
export type BackTest = (
  question: {
    rule: { builtIn: string } | { own: OwnRuleDefinition }
    settings: RuleSettings
    from: number
    until: number
  },
  cancelled?: AbortSignal,
) => Promise<AlertBackTest>

/** What these are judged by is told by messages as they come, and not by the log. */
const NOT_ON_THE_PAST = new Set([
  'feedSilent',
  'feedLagging',
  'quarantineRate',
  'duplicateStorm',
  'schemaDrift',
  'ruleNotEvaluated',
])

/** The longest period that a rule is tried on. */
const PERIOD_MS_MAX = 92 * 86_400_000

const invalid = (field: string, why: string) => new TowerError('invalid', `${field}: ${why}.`, { field })

function check(subjectKind: string, expression: string) {
  const kind = ownSubjectKind(subjectKind)
  if (!kind) {
    const known = OWN_SUBJECT_KINDS.map((one) => one.kind).join(', ')
    throw invalid('subjectKind', `there are no rules about “${subjectKind}”; there are ${known}`)
  }
  return compile(expression, kind.figures)
}

/** A rule of the program's, or somebody's own, as it is set now. @throws TowerError `notFound` */
function savedRule(
  reader: Reader,
  name: string,
): { rule: Parameters<BackTest>[0]['rule']; settings: RuleSettings } {
  const builtIn = RULES.find(({ rule }) => rule === name)
  if (builtIn) {
    return { rule: { builtIn: name }, settings: readSettings(reader, builtIn, (labels) => labels).base }
  }
  const row = reader.get<{ definition: string }>('SELECT definition FROM user_rules WHERE rule = ?', [name])
  if (!row) throw new TowerError('notFound', `There is no rule ${name}.`)
  const own = JSON.parse(row.definition) as OwnRuleDefinition
  return { rule: { own }, settings: readSettings(reader, makeOwnRule(own), (labels) => labels).base }
}

const who = ({ actor, role }: Caller) => ({ actor, role })

export function ownRuleHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  backTest: BackTest,
): Pick<Handlers, OwnRulePath> {
  return {
    'alerts.conditions': () => ({
      kinds: OWN_SUBJECT_KINDS.map(({ kind, title, area, figures }) => ({
        kind,
        title,
        area,
        figures: figures.map(({ name, type, title: words }) => ({ name, type, title: words })),
      })),
      functions: [...LANGUAGE.functions],
      methods: [...LANGUAGE.methods],
    }),
    'alerts.tryExpression': ({ subjectKind, expression }) => {
      const compiled = check(subjectKind, expression)
      return 'fault' in compiled
        ? { valid: false, fault: compiled.fault, at: compiled.at, names: [] }
        : { valid: true, fault: null, at: null, names: [...compiled.condition.names] }
    },
    'alerts.backTest': async (input, caller, cancelled) => {
      // It takes a processor and the room of a second store.
      if (caller.role === 'viewer')
        throw new TowerError('forbidden', 'Rules are tried by analysts, operators and administrators.')
      const { from, until } = input
      if (until <= from) throw invalid('until', 'the period ends before it begins')
      if (until - from > PERIOD_MS_MAX) throw invalid('from', 'a rule is tried on 92 days at most')
      if ((input.rule === undefined) === (input.draft === undefined)) {
        throw invalid('rule', 'name a rule, or give a draft')
      }
      const { reader } = await now()
      const chosen = input.draft ? draftOf(input.draft) : savedRule(reader, input.rule ?? '')
      if ('builtIn' in chosen.rule && NOT_ON_THE_PAST.has(chosen.rule.builtIn)) {
        throw new TowerError(
          'conflict',
          'This rule is judged by how messages came, which the log does not keep: it cannot be tried on the past.',
        )
      }
      const settings = overlaid(chosen.settings, input.settings ?? {})
      return backTest({ rule: chosen.rule, settings: { ...settings, enabled: true }, from, until }, cancelled)
    },
    'alerts.saveRule': async (input, caller) => {
      checkTexts({ title: input.title, expression: input.expression, why: input.why })
      const compiled = check(input.subjectKind, input.expression)
      if ('fault' in compiled) throw invalid('expression', compiled.fault)
      return decide({ kind: 'saveOwnRule', ...input, ...who(caller) })
    },
    'alerts.removeRule': async ({ rule, why }, caller) => {
      checkTexts({ why })
      return decide({ kind: 'removeOwnRule', rule, why, ...who(caller) })
    },
  }
}

/** @throws TowerError `invalid` where the condition cannot be understood */
function draftOf(draft: Omit<OwnRuleDefinition, 'rule'>) {
  const compiled = check(draft.subjectKind, draft.expression)
  if ('fault' in compiled) throw invalid('draft.expression', compiled.fault)
  const own = { ...draft, rule: 'own:draft' }
  return { rule: { own }, settings: defaultSettings(makeOwnRule(own)) }
}
