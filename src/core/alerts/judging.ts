/** Owns what becomes of measurements: open alerts begin, change and end, and each change becomes a fact. */
import type { FeedRecord } from '../../shared/events.ts'
import type { Reader } from '../ledger/types.ts'
import { factOf, nameSpell, publicLabels, wordsOf, wordsToldOf, type Words } from './findings.ts'
import type { Inhibition } from './inhibition.ts'
import type { LookAgain } from './lookAgain.ts'
import type { Places } from './places.ts'
import type { AlertLabels, Measurement, RuleContext } from './rule.ts'
import type { BookedRule } from './rulebook.ts'
import type { RuleRuns } from './ruleRuns.ts'
import type { Spells } from './spells.ts'
import { foundOf, judge, type Found, type Spell, type Verdict } from './stateMachine.ts'

/** Open alerts are measured anew at least so often, whatever was touched. */
const OPEN_AGAIN_MS = 300_000
/** When that is measured again whose time has come already. */
const SOONEST_MS = 1_000

export interface Judging {
  /** What a rule measured of subjects; a subject that is not among the measurements is well. */
  measured(
    booked: BookedRule,
    context: RuleContext,
    subjects: readonly string[],
    measurements: readonly Measurement[],
  ): void
  /** @param isSample whether the subject is one of those that show when the rule works again */
  failed(booked: BookedRule, context: RuleContext, subject: string, isSample: boolean): void
  /** Tells that what a rule has open is not judged, for the rule is left out. */
  suspend(rule: string, now: number): void
  /** Ends what a rule that is there no more has open. */
  drop(rule: string, now: number): void
  /** Tells of alerts that another one explains, or no longer, since others began or ended. */
  settle(now: number): void
  /** What was found since this was taken last. */
  take(): FeedRecord[]
  waiting(): number
}

export function openJudging(ports: {
  reader: Reader
  spells: Spells
  lookAgain: LookAgain
  inhibition: Inhibition
  places: Places
  runs: RuleRuns
}): Judging {
  const { reader, spells, lookAgain, inhibition, places, runs } = ports
  /** The last fact of each alert, so that one step tells each alert once where only its explainer differs. */
  let facts = new Map<string, { fact: FeedRecord; words: Words; state: Spell['state'] | 'resolved' }>()
  const explainedAnew = new Set<string>()

  const noteExplainer = (spell: Spell, fires: boolean): void => {
    for (const rule of inhibition.note(spell, fires)) explainedAnew.add(rule)
  }
  for (const rule of spells.rules()) {
    for (const spell of spells.ofRule(rule).values()) noteExplainer(spell, spell.firedAt !== null)
    // What explains an alert may have been recorded last, and not yet that it does.
    explainedAnew.add(rule)
  }

  function tell(spell: Spell, state: Spell['state'] | 'resolved', words: Words, now: number): void {
    spell.changes += 1
    spell.toldAt = now
    const fact = factOf(spell, state, words, now)
    facts.set(fact.identity, { fact, words, state })
  }

  /** Words for a state that was measured; for others those that were said last. */
  function wordsFor(spell: Spell, booked: BookedRule, context: RuleContext, found: Found): Words {
    if (found.kind !== 'beyond') return wordsToldOf(reader, spell.alert)
    const explained = booked.rule.explain(context, { ...found.measured, labels: spell.labels })
    spell.severity = explained.severity ?? context.settings(spell.labels).severity
    return wordsOf(explained)
  }

  function begin(
    booked: BookedRule,
    subject: string,
    measured: Measurement,
    verdict: Verdict,
    now: number,
  ): Spell {
    return {
      alert: nameSpell(reader, booked.rule.rule, subject, Math.round(verdict.since)),
      rule: booked.rule.rule,
      subject,
      state: 'pending',
      stateAt: now,
      severity: booked.settings.base.severity,
      setSeverity: null,
      since: verdict.since,
      firedAt: null,
      dataAsOf: measured.dataAsOf,
      figure: null,
      threshold: 0,
      labels: publicLabels(places.told(measured.labels)),
      inhibitedBy: null,
      changes: 0,
      toldAt: now,
    }
  }

  function scheduleNext(
    spell: Spell | null,
    verdict: Verdict,
    measured: Measurement | null,
    now: number,
  ): number | null {
    const times = [verdict.lookAgainAt, measured?.lookAgainAt ?? null, spell && now + OPEN_AGAIN_MS]
    const next = Math.min(...times.map((at) => at ?? Infinity))
    return Number.isFinite(next) ? (next > now ? next : now + SOONEST_MS) : null
  }

  /** Whether what the alert is about has changed; the feed that spoke last is no part of that. */
  const differs = (told: AlertLabels, now: AlertLabels) =>
    Object.entries(publicLabels(now)).some(([label, value]) => label !== 'feed' && told[label] !== value) &&
    mayBeTold(now)

  const mayBeTold = ({ location }: AlertLabels) => location === undefined || !places.isPerson(location)

  function consider(
    booked: BookedRule,
    context: RuleContext,
    subject: string,
    found: Found,
    set = booked.settings.base,
  ): void {
    // A rule that is switched off has nothing to recover from.
    const settings = set.enabled ? set : { ...set, recoverMs: 0 }
    const { rule } = booked.rule
    const { now } = context
    const known = spells.of(rule, subject)
    const measured = 'measured' in found ? found.measured : null
    const judged = judge(known, found, settings, now)
    const isRelabelled =
      known !== null && found.kind === 'beyond' && differs(known.labels, found.measured.labels)
    const verdict = isRelabelled ? { ...judged, isNews: true } : judged
    if (verdict.state === null || (verdict.isNews && known === null && !mayBeTold(measured?.labels ?? {}))) {
      return lookAgain.set(rule, subject, scheduleNext(null, verdict, measured, now))
    }
    const spell = known ? { ...known } : measured && begin(booked, subject, measured, verdict, now)
    if (!spell) return
    if (verdict.isNews) {
      if (measured) {
        spell.figure = Number.isFinite(measured.figure) ? measured.figure : null
        spell.dataAsOf = Math.max(spell.dataAsOf, measured.dataAsOf)
      }
      if (isRelabelled) spell.labels = publicLabels(places.told(found.measured.labels))
      spell.threshold = settings.threshold
      // Throws where the rule cannot explain: nothing has changed then.
      const words = wordsFor(spell, booked, context, found)
      if (verdict.state !== spell.state || known === null) spell.stateAt = now
      if (verdict.state === 'firing') spell.firedAt ??= now
      spell.since = verdict.since
      if (verdict.state !== 'resolved') spell.state = verdict.state
      spell.setSeverity = settings.severity
      spell.inhibitedBy = inhibition.explainerOf(spell)
      tell(spell, verdict.state, words, now)
    } else {
      spell.since = verdict.since
    }
    if (verdict.state === 'resolved') spells.delete(spell)
    else spells.set(spell)
    if (known && isRelabelled) noteExplainer(known, false)
    noteExplainer(spell, verdict.state !== 'resolved' && spell.firedAt !== null)
    const isOpen = verdict.state !== 'resolved'
    lookAgain.set(rule, subject, scheduleNext(isOpen ? spell : null, verdict, measured, now))
  }

  function judging(booked: BookedRule, context: RuleContext, subject: string, act: () => void): void {
    try {
      act()
      runs.worked(booked.rule.rule, subject)
    } catch (thrown) {
      runs.failed(booked.rule.rule, subject, thrown, context.now)
      consider(booked, context, subject, { kind: 'error' })
    }
  }

  return {
    measured(booked, context, subjects, measurements) {
      const { rule, settings } = booked
      const there = new Set<string>()
      for (const measured of measurements) {
        const { subject } = measured
        there.add(subject)
        judging(booked, context, subject, () => {
          const own = settings.of(measured.labels)
          consider(booked, context, subject, foundOf(rule, measured, own), own)
        })
      }
      const open = spells.ofRule(rule.rule)
      // Nearly all subjects are well and were well before: there is nothing to be done for them.
      const isQuiet = open.size === 0 && !lookAgain.hasAny(rule.rule) && !runs.isFailing(rule.rule)
      for (const subject of isQuiet ? [] : subjects) {
        if (there.has(subject)) continue
        if (!open.has(subject) && !runs.isFailing(rule.rule)) lookAgain.set(rule.rule, subject, null)
        else
          judging(booked, context, subject, () =>
            consider(booked, context, subject, { kind: 'well', measured: null }),
          )
      }
    },
    failed(booked, context, subject, isSample) {
      consider(booked, context, subject, { kind: 'error' })
      // Where a rule fails on everything, a few subjects tell when it works again; the rest are measured when touched.
      if (isSample || spells.of(booked.rule.rule, subject))
        lookAgain.set(booked.rule.rule, subject, context.now + RETRY_MS)
    },
    suspend(rule, now) {
      for (const known of spells.ofRule(rule).values()) {
        if (known.firedAt === null || known.state === 'error') continue
        const spell: Spell = { ...known, state: 'error', stateAt: now }
        spells.set(spell)
        tell(spell, 'error', wordsToldOf(reader, spell.alert), now)
      }
    },
    drop(rule, now) {
      for (const spell of spells.ofRule(rule).values()) {
        tell(spell, 'resolved', wordsToldOf(reader, spell.alert), now)
        spells.delete(spell)
        noteExplainer(spell, false)
      }
    },
    settle(now) {
      for (const rule of explainedAnew) {
        for (const known of spells.ofRule(rule).values()) {
          const inhibitedBy = inhibition.explainerOf(known)
          if (inhibitedBy === known.inhibitedBy) continue
          const spell = { ...known, inhibitedBy }
          spells.set(spell)
          const told = facts.get(`tower:alert:${spell.alert}:${spell.changes}`)
          if (!told) tell(spell, spell.state, wordsToldOf(reader, spell.alert), now)
          else {
            const fact = factOf(spell, told.state, told.words, now)
            facts.set(fact.identity, { ...told, fact })
          }
        }
      }
      explainedAnew.clear()
    },
    take() {
      const taken = [...facts.values()].map(({ fact }) => fact)
      facts = new Map()
      return taken
    },
    waiting: () => facts.size,
  }
}

/** When a rule that failed is tried again. */
const RETRY_MS = 60_000
