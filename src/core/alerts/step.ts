/** Owns what rules read once a step and share: kept for one state of the store and one time, dropped with the next. */
import type { Reader } from '../ledger/types.ts'
import type { RuleContext } from './rule.ts'

interface Step {
  event: number
  now: number
  kept: Map<string, unknown>
}

const steps = new WeakMap<Reader, Step>()
/** A context is of one snapshot: what its first question found holds for all of them. */
const known = new WeakMap<object, Step>()

function stepOf(context: Pick<RuleContext, 'reader' | 'now'>): Step {
  let step = known.get(context)
  if (!step) known.set(context, (step = findStep(context)))
  return step
}

function findStep({ reader, now }: Pick<RuleContext, 'reader' | 'now'>): Step {
  const event =
    reader.get<{ n: number | null }>(
      'SELECT coalesce(max(event_number), 0) + coalesce((SELECT max(message_number) FROM messages), 0) AS n FROM events',
    )?.n ?? 0
  const before = steps.get(reader)
  if (before && before.event === event && before.now === now) return before
  const step: Step = { event, now, kept: new Map() }
  steps.set(reader, step)
  return step
}

/**
 * What `make` made for this state of the store and this time: every effect on the state is an event or a message of the
 * log, so that the last of them name the state.
 */
export function ofStep<T>(context: Pick<RuleContext, 'reader' | 'now'>, name: string, make: () => T): T {
  const { kept } = stepOf(context)
  if (!kept.has(name)) kept.set(name, make())
  return kept.get(name) as T
}
