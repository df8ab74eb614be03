/** Owns the run-time check of canonical events: their schemas, compiled once, and the fineness of quantities. */
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import { EVENT_SCHEMAS, type EventType } from '../../shared/events.ts'
import { toMicrounits } from '../../shared/units.ts'
import { scheduleFault } from './scheduleCheck.ts'

/** What is wrong with an event: the field as a path (`/destination/city`), and why. */
export interface EventFault {
  path: string
  reason: string
  /** True where a field that must be there is not. */
  missing: boolean
}

const compiled = new Map<EventType, TypeCheck<TSchema>>()

function checkOf(type: EventType): TypeCheck<TSchema> {
  let check = compiled.get(type)
  if (!check) {
    check = TypeCompiler.Compile<TSchema>(EVENT_SCHEMAS[type])
    compiled.set(type, check)
  }
  return check
}

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENT_SCHEMAS, name)
}

/** Decisions: taken in this program against the stock of that moment, so no feed can tell of one. */
const DECIDED_HERE: ReadonlySet<EventType> = new Set([
  'ClaimTaken',
  'ClaimReleased',
  'ClaimConfirmed',
  'CustomerOpened',
  'AlertChanged',
  'AlertActed',
  'AlertSilenceSet',
  'AlertSilenceEnded',
  'AlertRuleSet',
  'UserRuleSaved',
  'UserRuleRemoved',
  'ScenarioSaved',
  'ScenarioRemoved',
  'TransferDrafted',
  'TransferAmended',
  'TransferSubmitted',
  'TransferApproved',
  'TransferRejected',
  'TransferReleased',
  'TransferCancelled',
  'TransferVarianceSettled',
  'TransferClosed',
  'ApprovalLimitSet',
  'ApprovalDelegated',
  'ApprovalDelegationEnded',
])

/** What is done instead, by how the types' names begin. */
const HOW_ELSE: readonly (readonly [start: string, how: string])[] = [
  ['Claim', 'take, confirm and release claims over the contract'],
  ['CustomerOpened', 'customers are opened over the contract'],
  ['Scenario', 'scenarios are saved over the contract'],
  [
    'Transfer',
    'transfers are asked for and approved over the contract; a feed tells what was sent and received',
  ],
  ['Approval', 'who may approve is set over the contract'],
  ['', 'alerts are raised by the rules, and acted on over the contract'],
]

/** Why a feed may not tell of such an event; undefined where it may. */
export function whyNotFed(type: EventType): string | undefined {
  if (!DECIDED_HERE.has(type)) return undefined
  const [, how] = HOW_ELSE.find(([start]) => type.startsWith(start)) ?? ['', '']
  return `${type} is decided here, not told by a feed: ${how}`
}

/** Types that a feed may tell of. */
export const FED_EVENT_TYPES = (Object.keys(EVENT_SCHEMAS) as EventType[]).filter(
  (type) => !DECIDED_HERE.has(type),
)

/** Checks an event of a feed against the schema of its type. Never throws. */
export function eventFault(type: EventType, event: Record<string, unknown>): EventFault | undefined {
  const why = whyNotFed(type)
  if (why !== undefined) return { path: '', reason: why, missing: false }
  const check = checkOf(type)
  if (check.Check(event))
    return quantityFault(event) ?? ratingFault(type, event) ?? scheduleFault(type, event)
  const error = check.Errors(event).First()
  const path = error?.path ?? ''
  return { path, reason: error?.message ?? 'does not fit its schema', missing: error?.value === undefined }
}

function quantityFault(event: Record<string, unknown>): EventFault | undefined {
  for (const name of ['units', 'shortUnits', 'damagedUnits']) {
    const fault = finenessFault(event[name], `/${name}`)
    if (fault) return fault
  }
  for (const list of ['lines', 'things']) {
    const items = event[list]
    if (!Array.isArray(items)) continue
    for (const [index, item] of items.entries()) {
      const inside = finenessFault((item as { units?: unknown }).units, `/${list}/${index}/units`)
      if (inside) return inside
    }
  }
  return undefined
}

/** Stars and satisfaction go from 1 to 5; only likelihood to recommend from 0 to 10. */
function ratingFault(
  type: EventType,
  { rating, scale = 'stars' }: Record<string, unknown>,
): EventFault | undefined {
  if (type !== 'FeedbackGiven' || scale === 'nps') return undefined
  if (typeof rating === 'number' && rating >= 1 && rating <= 5) return undefined
  return { path: '/rating', reason: `a rating in ${String(scale)} is from 1 to 5`, missing: false }
}

function finenessFault(units: unknown, path: string): EventFault | undefined {
  if (typeof units !== 'number' || toMicrounits(units) !== undefined) return undefined
  return { path, reason: `${units} units are finer than a millionth of a unit`, missing: false }
}
