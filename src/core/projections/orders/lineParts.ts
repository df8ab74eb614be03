/** Owns the parts of a line: what several orders to warehouses tell of it, none of which knows how much was ordered. */
import type { EventOf } from '../../../shared/events.ts'
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'
import type { Fact } from '../../ledger/subjects.ts'

const microunits = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)

const isGivenUp = (event: Fact['event'], line: string): event is EventOf<'OrderStepTaken'> =>
  event.type === 'OrderStepTaken' &&
  event.step === 'rejected' &&
  (event.line === undefined || event.line === line)

const timeOf = ({ event, occurredAt }: Fact) =>
  ('at' in event ? (event.at as number | undefined) : undefined) ?? occurredAt

const isAt = (asked: string | undefined, place: string | undefined) =>
  asked === undefined || place === undefined || asked === place

/**
 * Units of a line of which only parts are told: their sum. A part that is told again is amended; what a place gave up
 * waits, and is taken up by the next part, so that goods sent by another way are ordered once. Of one instant, what is told
 * of a place comes before what the place gives up, and that before what is told of other places.
 */
export function unitsOfParts(facts: readonly Fact[], line: string): number {
  const parts = new Map<string, { microunits: number; origin: string | undefined }>()
  let total = 0
  let waiting = 0
  const told = facts.filter(({ event }) =>
    event.type === 'OrderLineAdded' ? event.line === line : isGivenUp(event, line),
  )
  const rejections = told.filter(({ event }) => event.type !== 'OrderLineAdded')
  const rank = (fact: Fact) => {
    const { event } = fact
    if (event.type !== 'OrderLineAdded') return 1
    const isGivenUpAtOnce = rejections.some(
      (one) =>
        timeOf(one) === timeOf(fact) && 'location' in one.event && isAt(one.event.location, event.origin),
    )
    return isGivenUpAtOnce ? 0 : 2
  }
  for (const { event } of told.sort((a, b) => timeOf(a) - timeOf(b) || rank(a) - rank(b))) {
    if (event.type === 'OrderLineAdded' && event.part !== undefined) {
      const more = microunits(event.units) - (parts.get(event.part)?.microunits ?? 0)
      const takenUp = Math.min(waiting, Math.max(0, more))
      waiting -= takenUp
      total += more - takenUp
      parts.set(event.part, { microunits: microunits(event.units), origin: event.origin })
    } else if (event.type === 'OrderStepTaken') {
      let left = event.units === undefined ? Number.POSITIVE_INFINITY : microunits(event.units)
      for (const part of parts.values()) {
        const own = isAt(event.location, part.origin) ? Math.min(left, part.microunits) : 0
        part.microunits -= own
        waiting += own
        left -= own
      }
    }
  }
  return total / MICROUNITS_PER_UNIT
}

/**
 * The telling that counts of a step that is told for a part: of one that is told again with other units, the first says
 * when, the last how many. Once the place gave the part up, a new telling is a new step.
 * @returns null where an earlier telling stands for this one
 */
export function lastTelling(
  facts: readonly Fact[],
  fact: Fact,
  step: EventOf<'OrderStepTaken'>,
): EventOf<'OrderStepTaken'> | null {
  let run: { fact: Fact; event: EventOf<'OrderStepTaken'> }[] = []
  for (const one of facts) {
    const { event } = one
    if (event.type !== 'OrderStepTaken') continue
    if (event.step === step.step && event.line === step.line && event.part === step.part) {
      run.push({ fact: one, event })
    } else if (isGivenUp(event, step.line ?? '') && isAt(event.location, step.location)) {
      if (run.some((telling) => telling.fact === fact)) break
      run = []
    }
  }
  return run[0]?.fact === fact ? (run.at(-1)?.event ?? null) : null
}

/** Whether a part goes to its place in the stead of another place, which gives it up at the same instant. */
export function isInstead(facts: readonly Fact[], fact: Fact, step: EventOf<'OrderStepTaken'>): boolean {
  const at = timeOf(fact)
  return facts.some(
    (one) =>
      isGivenUp(one.event, step.line ?? '') && timeOf(one) === at && !isAt(one.event.location, step.location),
  )
}
