/** Owns what this window's person may do with alerts, by role; the engine checks it again. */
import { useCaller } from './engine.ts'

export interface AlertRights {
  /** Who that is, in the engine's word; null while it has not said. */
  actor: string | null
  /** May acknowledge, assign and snooze. */
  act: boolean
  /** May comment and vote. */
  speak: boolean
  /** May silence, and set rules. */
  set: boolean
  /** Why not act or set, for a hover; empty where it is allowed. */
  why: string
}

const SPEAKING: ReadonlySet<string> = new Set(['analyst', 'operator', 'administrator'])
const ACTING: ReadonlySet<string> = new Set(['operator', 'administrator'])

export function useAlertRights(): AlertRights {
  const caller = useCaller()
  const act = caller !== null && ACTING.has(caller.role)
  const speak = caller !== null && SPEAKING.has(caller.role)
  const why =
    caller === null || act
      ? ''
      : `Your role, ${caller.role}, may ${speak ? 'comment and vote, and not do this' : 'only look'}.`
  return { actor: caller?.actor ?? null, act, speak, set: act, why }
}

export interface OutputRights {
  /** May make, change, try and remove outputs. */
  change: boolean
  /** May have tried again what was given up. */
  retry: boolean
  /** Why not, for a hover; empty where everything is allowed. */
  why: string
}

export function useOutputRights(): OutputRights {
  const caller = useCaller()
  const change = caller?.role === 'administrator'
  return {
    change,
    retry: change || caller?.role === 'operator',
    why: caller === null || change ? '' : `Outputs are the administrator’s; your role is ${caller.role}.`,
  }
}
