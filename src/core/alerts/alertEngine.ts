/** Owns the evaluation: what the log touched and what time brought is measured in bounded steps, each on one snapshot of the store. */
import type { FeedRecord } from '../../shared/events.ts'
import type { OddsOf } from '../../shared/riskScore.ts'
import type { AlertRuleRun, Reader } from '../ledger/types.ts'
import { openSkuNames, readStretch, type LogPlace } from './follow.ts'
import { openSettled } from './settled.ts'
import { openInhibition } from './inhibition.ts'
import { openJudging, type Judging } from './judging.ts'
import { openLookAgain } from './lookAgain.ts'
import { measureAll } from './measuring.ts'
import { openPlaces } from './places.ts'
import { openRest } from './rest.ts'
import type { Rule, RuleContext } from './rule.ts'
import { openRulebook, type BookedRule, type Rulebook, type UserRule } from './rulebook.ts'
import { openRuleRuns, type RuleRuns } from './ruleRuns.ts'
import { loadSpells, type Spells } from './spells.ts'
import { openWork, type Work } from './work.ts'

/** Events that one step reads at most. */
const EVENTS_PER_STEP = 10_000
/** Subjects that a rule measures at once. */
const SUBJECTS_PER_CALL = 500
/** Failing subjects of one call that are tried again after a while. */
const FAILING_RETRIED = 50
/** Findings after which a step ends. */
const FACTS_PER_STEP = 250
/** How often it is written down how far the log was judged where nothing was found. */
const NOTE_EVERY_MS = 5_000
const IDLE_NOTE_EVERY_MS = 60_000

export interface AlertEngineOptions {
  reader: Reader
  rules: readonly Rule[]
  makeUserRule(definition: UserRule): Rule
  /** Whether a location's id tells of a person. */
  isPerson(location: string): boolean
  /** Milliseconds of a clock that only goes on, to take the time of evaluations. */
  elapsedMs(): number
  /** Rules that are left out. */
  skipped?: ReadonlySet<string>
  /** The odds that promises are missed, as of a time. */
  odds?(now: number): OddsOf
  /** Told before a rule is asked; null: none is. */
  onRule?(rule: string | null): void
}

/** What one step came to. */
export interface Step {
  facts: FeedRecord[]
  /** How far the log is judged, where that is to be written down. */
  place: LogPlace | null
  runs: AlertRuleRun[]
  /** Whether there is more to do at once. */
  more: boolean
  /** Whether all that was touched by now is judged; living subjects may still be swept besides. */
  caughtUp: boolean
  /** When time alone brings something; null: never. */
  nextAt: number | null
  /** Events in the log that are not read yet. */
  behind: number
}

export interface StepLimits {
  /** Milliseconds after which the step ends at the next opportunity. */
  milliseconds: number
  /** Whether everything is to be written down now. */
  flush: boolean
  /** Rules of which something is to be said that this engine cannot know: whether they fail is measured anew. */
  suspects?: readonly string[]
}

export interface AlertEngine {
  step(now: number, limits: StepLimits): Step
}

export function openAlertEngine(options: AlertEngineOptions): AlertEngine {
  const { reader, elapsedMs } = options
  const asked = (rule: string | null) => options.onRule?.(rule)
  const places = openPlaces(reader, options.isPerson)
  const lookAgain = openLookAgain()
  const names = openSkuNames(reader)
  let work: Work = openWork()
  let book: Rulebook
  let runs: RuleRuns
  let spells: Spells
  let judging: Judging
  let place: LogPlace = { event: 0, message: 0 }
  const settled = openSettled()
  const rest = openRest(lookAgain)
  let isStarted = false
  let notedAt = -Infinity
  /** Whether something was read or measured since it was written down. */
  let isDirty = true

  const longestRestMs = () => Math.max(0, ...book.rules.map(({ rule }) => rule.restMs ?? 0))
  const openBook = () =>
    openRulebook(reader, options.rules, {
      makeUserRule: options.makeUserRule,
      placed: places.placed,
      skipped: options.skipped ?? new Set(),
    })
  let odds: { of: OddsOf; now: number } | null = null
  /** Made anew for each time, and only where a rule asks. */
  const oddsAt = (reckon: (now: number) => OddsOf, now: number): OddsOf => {
    return (order) => {
      if (odds?.now !== now) odds = { of: reckon(now), now }
      return odds.of(order)
    }
  }
  const contextOf = ({ rule, settings }: BookedRule, now: number): RuleContext => {
    return {
      reader,
      now,
      base: settings.filter,
      settings: settings.of,
      sweep: (subjects) => work.sweep(rule.rule, subjects),
      ...(options.odds ? { odds: oddsAt(options.odds, now) } : {}),
    }
  }

  function start(now: number): void {
    isStarted = true
    book = openBook()
    spells = loadSpells(reader)
    runs = openRuleRuns(
      new Set(
        reader
          .all<{ rule: string }>('SELECT rule FROM alert_rule_runs WHERE swept = 1')
          .map(({ rule }) => rule),
      ),
    )
    const inhibition = openInhibition(book.rules.map(({ rule }) => rule))
    judging = openJudging({ reader, spells, lookAgain, inhibition, places, runs })
    place =
      reader.get<LogPlace & Record<string, never>>(
        'SELECT event_number AS event, message_number AS message FROM alert_cursor',
      ) ?? place
    for (const rule of spells.rules()) {
      if (book.find(rule)) work.add(rule, spells.ofRule(rule).keys())
      else if (options.skipped?.has(rule)) judging.suspend(rule, now)
      else judging.drop(rule, now)
    }
    noteUnmade(now)
    for (const one of book.rules) sweep(one, now, !runs.isSwept(one.rule.rule))
  }

  function noteUnmade(now: number): void {
    for (const [rule, thrown] of book.faults) runs.failed(rule, '', thrown, now)
  }

  /** Has the subjects of a rule measured besides what comes in: all of them, or those that time may bring to fire. */
  function sweep(booked: BookedRule, now: number, all: boolean): void {
    const { rule } = booked
    guarded(booked, now, () => {
      const context = contextOf(booked, now)
      work.sweep(rule.rule, (all && rule.everything?.(context)) || (rule.timed?.(context) ?? []))
    })
  }

  /** Does something that the rule may fail at as a whole. */
  function guarded({ rule }: BookedRule, now: number, act: () => void): void {
    asked(rule.rule)
    try {
      act()
      runs.worked(rule.rule, '')
    } catch (thrown) {
      runs.failed(rule.rule, '', thrown, now)
    }
  }

  function follow(now: number): boolean {
    const stretch = readStretch(reader, place, EVENTS_PER_STEP, names)
    const { touched } = stretch
    if (stretch.place.event > place.event || stretch.place.message > place.message) isDirty = true
    place = stretch.place
    places.forget(touched.described.locations, touched.described.skus)
    if (touched.rules.size > 0) setAnew(touched.rules, now)
    // Also where nothing was touched: a rule may have subjects that silence makes due.
    for (const booked of book.rules) {
      if (booked.settings.isOff) continue
      guarded(booked, now, () => {
        const { rule } = booked
        work.add(rule.rule, rest.after(rule, rule.touchedBy(touched, contextOf(booked, now)), now))
      })
    }
    return stretch.more
  }

  function setAnew(rules: ReadonlySet<string>, now: number): void {
    const before = book
    book = openBook()
    noteUnmade(now)
    for (const name of rules) {
      const booked = book.find(name)
      if (!booked) {
        if (before.find(name)) judging.drop(name, now)
        continue
      }
      runs.setSwept(name, false)
      work.add(name, spells.ofRule(name).keys())
      sweep(booked, now, true)
    }
  }

  function measure(booked: BookedRule, subjects: readonly string[], now: number): void {
    const { rule } = booked.rule
    const context = contextOf(booked, now)
    asked(rule)
    const beganAt = elapsedMs()
    const { measurements, failed } = booked.settings.isOff
      ? { measurements: [], failed: [] }
      : measureAll(booked.rule, context, subjects)
    const failing = new Set<string>()
    for (const { subject, thrown } of failed) {
      const isSample = failing.size < FAILING_RETRIED
      failing.add(subject)
      if (isSample) runs.failed(rule, subject, thrown, now)
      judging.failed(booked, context, subject, isSample)
    }
    const tried = failing.size === 0 ? subjects : subjects.filter((subject) => !failing.has(subject))
    judging.measured(booked, context, tried, measurements)
    rest.note(booked.rule, subjects, now)
    runs.note(rule, subjects.length, (elapsedMs() - beganAt) * 1_000)
    isDirty = true
  }

  /** Rules whose subjects are rules are asked about those that began to fail or fail no more. */
  function reportFaults(suspects: readonly string[]): void {
    for (const name of [...suspects, ...runs.takeTurned()]) {
      isDirty = true
      notedAt = -Infinity
      for (const { rule } of book.rules) if (rule.subjectKind === 'rule') work.add(rule.rule, [name])
    }
  }

  function step(now: number, { milliseconds, flush, suspects }: StepLimits): Step {
    const endsAt = elapsedMs() + milliseconds
    if (!isStarted) start(now)
    // A stretch is measured before the next is read: how far the log was judged is then written down now and again.
    const logGoesOn = work.touched() === 0 ? follow(now) : true
    for (const { rule, subject } of lookAgain.take(now, SUBJECTS_PER_CALL)) work.add(rule, [subject])
    while (judging.waiting() < FACTS_PER_STEP && elapsedMs() < endsAt) {
      const next = work.next(book, SUBJECTS_PER_CALL)
      if (!next) break
      measure(next.booked, next.subjects, now)
    }
    asked(null)
    if (work.touched() === 0) settled.note(place, now)
    judging.settle(now)
    for (const { rule } of book.rules) {
      if (runs.isSwept(rule.rule) || work.isSweeping(rule.rule) || runs.isFailing(rule.rule)) continue
      runs.setSwept(rule.rule, true)
      isDirty = true
    }
    reportFaults(suspects ?? [])
    const facts = judging.take()
    const nextAt = lookAgain.nextAt()
    const more = logGoesOn || work.waits() || (nextAt !== null && nextAt <= now)
    const noteEveryMs = isDirty ? NOTE_EVERY_MS : IDLE_NOTE_EVERY_MS
    const isNoted = facts.length > 0 || now - notedAt >= noteEveryMs || (flush && isDirty)
    if (isNoted) {
      notedAt = now
      isDirty = false
    }
    return {
      facts,
      // What is still to be measured would be lost with the place that it was read up to.
      place: isNoted ? settled.before(now - longestRestMs()) : null,
      runs: isNoted
        ? runs.take([...book.rules.map(({ rule }) => rule.rule), ...book.faults.keys()], now)
        : [],
      more,
      caughtUp: !logGoesOn && work.touched() === 0,
      nextAt,
      behind: logGoesOn ? behind(place.event) : 0,
    }
  }

  const behind = (event: number) =>
    Math.max(
      0,
      (reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events')?.n ?? 0) - event,
    )

  return { step: (now, limits) => reader.snapshot(() => step(now, limits)) }
}
