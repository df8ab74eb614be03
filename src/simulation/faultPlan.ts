/** Owns what may go wrong on purpose: the shares of each fault, and the label that each injected fault gets. */
import type { AlertFaultRates } from './faults/faultLabel.ts'

export const FAULT_TYPES = [
  'late',
  'outOfOrder',
  'duplicate',
  'malformed',
  'silence',
  'correction',
  'illegalStep',
] as const
export type FaultType = (typeof FAULT_TYPES)[number]

export interface FaultPlan {
  /** Share of messages that arrive hours late. */
  late: number
  /** Share of messages that arrive after younger ones. */
  outOfOrder: number
  /** Share of messages that are sent twice. */
  duplicate: number
  /** Share of records that arrive damaged first and whole some hours later. */
  malformed: number
  /** Silences per store and day: its records are held back for some hours. */
  silence: number
  /** Share of sales that were rung up wrong and are corrected by an error declaration. */
  correction: number
  /** Share of orders, and of refunds, about which a step is told that cannot follow. */
  illegalStep: number
  /** Labelled faults of the alert rules' kinds, and what only looks like them. Default: none. */
  alerts?: AlertFaultRates
  /** Leaves out what goes wrong by itself, so that only what is labelled is amiss. Default false. */
  calm?: boolean
}

export const NO_FAULTS: FaultPlan = {
  late: 0,
  outOfOrder: 0,
  duplicate: 0,
  malformed: 0,
  silence: 0,
  correction: 0,
  illegalStep: 0,
}

export const DEFAULT_FAULTS: FaultPlan = {
  late: 0.004,
  outOfOrder: 0.01,
  duplicate: 0.006,
  malformed: 0.0005,
  silence: 0.008,
  correction: 0.002,
  illegalStep: 0.004,
}

/** One injected fault: what was done to what, when, and what a tower should make of it. */
export interface FaultLabel {
  type: FaultType
  feed: string
  /** The message's name, the event's id, or the silent store's GLN. */
  subject: string
  /** Simulated time. */
  at: string
  /** When the held or corrected records arrive. */
  until?: string
  /** Records touched. */
  records: number
  expect: string
}

export const FAULT_EXPECTATIONS: Record<FaultType, string> = {
  late: 'accepted once; positions and counts end as if it had come in time',
  outOfOrder: 'accepted once; arrival after younger records changes nothing',
  duplicate: 'every record of the second copy is reported as a duplicate and has no effect',
  malformed: 'the damaged record is quarantined with the field at fault; the whole one is accepted later',
  silence: 'the store shows as stale while it is silent; its records are accepted once when they come',
  illegalStep: 'the step is refused by name, with the reason; the order and the stock stay as they are',
  correction: 'the sale named by the error declaration loses its effect; the corrective sale counts',
}

/**
 * Reads a fault plan from JSON: `{"late": 0.01, "duplicate": 0}`; faults that it leaves out are not injected. `alerts` is
 * how often a day each labelled fault of the alert rules strikes: a number, or numbers by kind.
 * @throws TypeError for anything but known faults with numbers from 0 to 1, and rates from 0 to 100.
 */
export function readFaultPlan(text: string): FaultPlan {
  const given: unknown = JSON.parse(text)
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError('a fault plan is a JSON object of shares by fault')
  const plan: FaultPlan = { ...NO_FAULTS }
  for (const [name, share] of Object.entries(given)) {
    if (name === 'alerts') {
      plan.alerts = readRates(share)
      continue
    }
    if (name === 'calm') {
      if (typeof share !== 'boolean') throw new TypeError('calm must be true or false')
      plan.calm = share
      continue
    }
    const type = FAULT_TYPES.find((known) => known === name)
    if (!type) throw new TypeError(`unknown fault ${name}; known are ${FAULT_TYPES.join(', ')}`)
    if (typeof share !== 'number' || !(share >= 0 && share <= 1))
      throw new TypeError(`the share of ${name} must be a number from 0 to 1`)
    plan[type] = share
  }
  return plan
}

const isRate = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 100

function readRates(given: unknown): AlertFaultRates {
  if (isRate(given)) return given
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError('alerts must be strikes a day, or strikes a day by kind')
  for (const [kind, rate] of Object.entries(given))
    if (!isRate(rate)) throw new TypeError(`strikes a day of ${kind} must be a number from 0 to 100`)
  return given as Record<string, number>
}
