/** Owns the making of a rule from what a user wrote. */
import type { EventOf } from '../../../shared/events.ts'
import type { AlertArea } from '../../../shared/vocabulary.ts'
import type { AlertEvidence, Measurement, Rule, RuleContext } from '../rule.ts'
import { compile, type Condition } from './expression.ts'
import { feedSubject } from './feedSubject.ts'
import { listingSubject } from './listingSubject.ts'
import { locationSubject } from './locationSubject.ts'
import { orderSubject } from './orderSubject.ts'
import type { FigureValue } from './ownFigure.ts'
import type { OwnSubjectKind } from './ownSubject.ts'
import { positionSubject } from './positionSubject.ts'

export const OWN_SUBJECT_KINDS: readonly OwnSubjectKind[] = [
  positionSubject,
  listingSubject,
  orderSubject,
  locationSubject,
  feedSubject,
]

/** What ages is looked at again so often. */
const AGE_MS = 60_000

export type OwnRuleDefinition = Pick<
  EventOf<'UserRuleSaved'>,
  'rule' | 'title' | 'subjectKind' | 'expression' | 'severity' | 'pendingMs' | 'recoverMs'
>

export const ownSubjectKind = (kind: string): OwnSubjectKind | undefined =>
  OWN_SUBJECT_KINDS.find((one) => one.kind === kind)

/** What a rule about such subjects looks after. */
export const areaOfSubjectKind = (kind: string): AlertArea => ownSubjectKind(kind)?.area ?? 'stock'

const shown = (value: FigureValue) =>
  typeof value === 'number'
    ? String(Math.round(value * 100) / 100)
    : value === null
      ? 'not known'
      : String(value)

/** @throws Error where the kind is unknown or the expression is wrong: it was checked when it was saved, but the program may have changed */
export function makeOwnRule(definition: OwnRuleDefinition): Rule {
  const { rule, title, expression, severity, pendingMs, recoverMs } = definition
  const kind = ownSubjectKind(definition.subjectKind)
  if (!kind) throw new Error(`there are no rules about “${definition.subjectKind}”`)
  const compiled = compile(expression, kind.figures)
  if ('fault' in compiled) throw new Error(compiled.fault)
  const { condition } = compiled
  const ages = kind.figures.some(({ name, ages: doesAge }) => doesAge && condition.names.includes(name))
  return {
    rule,
    area: kind.area,
    title,
    definition: `Fires where this holds: ${expression}`,
    subjectKind: kind.kind,
    figure: 'whether the condition holds',
    unit: '',
    direction: 'above',
    defaults: { severity, threshold: 0, pendingMs, recoverMs },
    parameters: [],
    touchedBy: (touched, context) => kind.touchedBy(touched, context),
    ...(ages ? { timed: (context: RuleContext) => kind.everything(context) } : {}),
    everything: (context) => kind.everything(context),
    measure: (context, subjects) => measure(kind, condition, ages, context, subjects),
    explain(context, { subject, labels }) {
      const [one] = kind.read(context, [subject])
      const evidence: AlertEvidence[] = condition.names.map((name) => ({
        text: `${kind.figures.find((figure) => figure.name === name)?.title ?? name}: ${shown(one?.values[name] ?? null)}`,
      }))
      return {
        summary: `${title}: ${one?.name ?? subject}`.slice(0, 500),
        evidence: evidence.slice(0, 20),
        impact: {},
        action: { text: 'Look at it', link: kind.link(labels) },
      }
    },
  }
}

function measure(
  kind: OwnSubjectKind,
  condition: Condition,
  ages: boolean,
  context: RuleContext,
  subjects: readonly string[],
): Measurement[] {
  return kind.read(context, subjects).map(({ subject, labels, values, dataAsOf }) => {
    const holds = condition.holds(values)
    return {
      subject,
      labels,
      figure: holds === null ? null : Number(holds),
      // Since when it has held is not in the store: from its latest data on, or from now where time brought it.
      since: ages ? context.now : dataAsOf,
      dataAsOf,
      ...(ages ? { lookAgainAt: context.now + AGE_MS } : {}),
    }
  })
}
