/** Owns the states of an alert: what a measurement makes of one, as a plain function of what was known, what was found and when. */
import type { AlertSeverity, AlertState } from '../../shared/vocabulary.ts'
import { isBeyond, type AlertLabels, type Measurement, type Rule, type RuleSettings } from './rule.ts'

/** One spell of trouble of one rule with one subject, as long as it is open. */
export interface Spell {
  alert: string
  rule: string
  subject: string
  state: Exclude<AlertState, 'resolved'>
  /** When it came into that state. */
  stateAt: number
  severity: AlertSeverity
  /** What the rule was set to when it was told last; null: told by a run before this one. */
  setSeverity: AlertSeverity | null
  /** Time of the sources from which on it holds. */
  since: number
  /** Null: it has not fired yet. */
  firedAt: number | null
  dataAsOf: number
  /** As it was told last. */
  figure: number | null
  threshold: number
  labels: AlertLabels
  inhibitedBy: string | null
  /** How often it was told, and when last. */
  changes: number
  toldAt: number
}

/** What a rule's measuring of one subject came to. */
export type Found =
  | { kind: 'beyond'; measured: Measurement }
  /** There is nothing to judge by. */
  | { kind: 'noData'; measured: Measurement }
  /** `measured` where there is a figure all the same. */
  | { kind: 'well'; measured: Measurement | null }
  /** The rule failed on the subject. */
  | { kind: 'error' }

export interface Verdict {
  /** Null: there is no alert, and none begins. */
  state: AlertState | null
  since: number
  /** When to measure again though nothing happens; null: no need. */
  lookAgainAt: number | null
  /** Whether it is to be told: the state is another one, or the figure moved. */
  isNews: boolean
}

/** A figure that moved is told at most so often. */
export const TELL_AGAIN_MS = 60_000
/** The part of the told figure by which it must have moved. */
const MOVED_SHARE = 0.2
/** When a rule that failed is tried again. */
const RETRY_MS = 60_000

/** Figures without end are as good as this. */
const LARGEST_FIGURE = 1e15

/** What a source may be ahead of us: a record may come in while it is being looked what the time is. */
const AHEAD_MS = 5_000

/** What a measurement says under the settings that hold for it. */
export function foundOf(rule: Rule, told: Measurement, settings: RuleSettings): Found {
  const measured =
    told.figure === Infinity || told.figure === -Infinity
      ? { ...told, figure: Math.sign(told.figure) * LARGEST_FIGURE }
      : told
  if (!settings.enabled) return { kind: 'well', measured }
  // What cannot be compared is not known.
  if (measured.figure === null || Number.isNaN(measured.figure)) return { kind: 'noData', measured }
  return isBeyond(rule.direction, measured.figure, settings.threshold)
    ? { kind: 'beyond', measured }
    : { kind: 'well', measured }
}

function hasMoved(spell: Spell, { figure, severity }: Measurement, settings: RuleSettings): boolean {
  const { threshold } = settings
  if (severity !== undefined && severity !== spell.severity) return true
  if (spell.setSeverity !== null && spell.setSeverity !== settings.severity) return true
  if (spell.threshold !== threshold || spell.figure === null || figure === null) {
    return spell.threshold !== threshold || spell.figure !== figure
  }
  return Math.abs(figure - spell.figure) > MOVED_SHARE * Math.abs(spell.figure) + Number.EPSILON
}

/**
 * Judges one subject. Waiting is counted from when the sources say that it began, so that it goes on over a restart and is
 * not begun anew by a late record.
 * @param spell the open alert; null: there is none
 * @param settings those that hold for the subject's labels
 */
export function judge(spell: Spell | null, found: Found, settings: RuleSettings, now: number): Verdict {
  switch (found.kind) {
    case 'beyond':
      return judgeBeyond(spell, found.measured, settings, now)
    case 'well':
      return spell === null
        ? { state: null, since: now, lookAgainAt: null, isNews: false }
        : judgeWell(spell, settings, now)
    case 'noData':
    case 'error':
      if (spell === null) return { state: null, since: now, lookAgainAt: null, isNews: false }
      return judgeUnknown(spell, found.kind, now)
  }
}

function judgeBeyond(
  spell: Spell | null,
  measured: Measurement,
  settings: RuleSettings,
  now: number,
): Verdict {
  if (spell !== null && spell.firedAt !== null) {
    const isFiring = spell.state === 'firing'
    const moved = isFiring && hasMoved(spell, measured, settings)
    const mayTellAt = spell.toldAt + TELL_AGAIN_MS
    return {
      state: 'firing',
      since: spell.since,
      lookAgainAt: moved && mayTellAt > now ? mayTellAt : null,
      isNews: !isFiring || (moved && mayTellAt <= now),
    }
  }
  // A source whose clock is fast does not put off what is there already, nor does a rule that can only say that it holds.
  const said = measured.since <= now + AHEAD_MS ? measured.since : now
  const since = Math.min(said, spell?.since ?? said)
  const firesAt = since + settings.pendingMs
  return firesAt <= now || settings.pendingMs === 0
    ? { state: 'firing', since, lookAgainAt: null, isNews: true }
    : { state: 'pending', since, lookAgainAt: firesAt, isNews: spell === null }
}

function judgeWell(spell: Spell, { recoverMs }: RuleSettings, now: number): Verdict {
  const { since } = spell
  // What never fired has nothing to recover from.
  const overAt = spell.state === 'recovering' ? spell.stateAt + recoverMs : now + recoverMs
  if (spell.firedAt === null || overAt <= now) {
    return { state: 'resolved', since, lookAgainAt: null, isNews: true }
  }
  return { state: 'recovering', since, lookAgainAt: overAt, isNews: spell.state !== 'recovering' }
}

function judgeUnknown(spell: Spell, kind: 'noData' | 'error', now: number): Verdict {
  const { since } = spell
  const lookAgainAt = kind === 'error' ? now + RETRY_MS : null
  if (spell.firedAt === null) {
    return kind === 'noData'
      ? { state: 'resolved', since, lookAgainAt, isNews: true }
      : { state: spell.state, since, lookAgainAt, isNews: false }
  }
  return { state: kind, since, lookAgainAt, isNews: spell.state !== kind }
}
