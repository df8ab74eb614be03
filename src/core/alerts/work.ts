/** Owns the subjects that wait to be measured, by rule: what the log touched goes before what is swept besides. */
import type { BookedRule, Rulebook } from './rulebook.ts'

export interface Work {
  /** Adds subjects that were touched, or whose time has come. */
  add(rule: string, subjects: Iterable<string>): void
  /** Adds subjects that are measured once nothing that was touched waits. */
  sweep(rule: string, subjects: Iterable<string>): void
  /** Takes out subjects of a rule that has any, one rule after another. */
  next(book: Rulebook, limit: number): { booked: BookedRule; subjects: readonly string[] } | null
  /** Touched subjects that wait. */
  touched(): number
  isSweeping(rule: string): boolean
  waits(): boolean
}

/** Sets that are at least so large are not copied for each rule that is given them. */
const SHARED_FROM = 64

interface Share {
  subjects: readonly string[]
  next: number
}

export function openWork(): Work {
  const touched = new Map<string, Set<string>>()
  /** What several rules were given alike: each goes through it by itself. */
  const shares = new Map<string, Share[]>()
  const shared = new WeakMap<ReadonlySet<string>, readonly string[]>()
  const sweeping = new Map<string, string[]>()
  let waiting = 0
  /** The rule whose turn it is: where much waits, each comes to some of it. */
  let turn = 0

  function share(rule: string, set: ReadonlySet<string>): void {
    let subjects = shared.get(set)
    if (!subjects) shared.set(set, (subjects = [...set]))
    const ofRule = shares.get(rule)
    if (ofRule) ofRule.push({ subjects, next: 0 })
    else shares.set(rule, [{ subjects, next: 0 }])
    waiting += subjects.length
  }

  function takeShared(rule: string, limit: number): readonly string[] {
    const ofRule = shares.get(rule)
    const first = ofRule?.[0]
    if (!ofRule || !first) return []
    const taken = first.subjects.slice(first.next, first.next + limit)
    first.next += taken.length
    waiting -= taken.length
    if (first.next >= first.subjects.length) ofRule.shift()
    return taken
  }

  function takeTouched(rule: string, limit: number): readonly string[] {
    const subjects = touched.get(rule)
    if (!subjects || subjects.size === 0) return takeShared(rule, limit)
    const taken: string[] = []
    for (const subject of subjects) {
      taken.push(subject)
      if (taken.length === limit) break
    }
    if (taken.length === subjects.size) subjects.clear()
    else for (const subject of taken) subjects.delete(subject)
    waiting -= taken.length
    return taken
  }

  function takeSwept(rule: string, limit: number): string[] {
    const subjects = sweeping.get(rule)
    if (!subjects) return []
    const taken = subjects.splice(Math.max(0, subjects.length - limit))
    if (subjects.length === 0) sweeping.delete(rule)
    return taken
  }

  return {
    add(rule, subjects) {
      if (subjects instanceof Set && subjects.size >= SHARED_FROM) return share(rule, subjects)
      const set = touched.get(rule) ?? new Set<string>()
      const before = set.size
      for (const subject of subjects) set.add(subject)
      waiting += set.size - before
      touched.set(rule, set)
    },
    sweep(rule, subjects) {
      const all = [...subjects, ...(sweeping.get(rule) ?? [])]
      if (all.length > 0) sweeping.set(rule, all)
    },
    next(book, limit) {
      for (const take of [takeTouched, takeSwept]) {
        const { rules } = book
        for (let place = 0; place < rules.length; place += 1) {
          const booked = rules[(turn + place) % rules.length] as BookedRule
          const subjects = take(booked.rule.rule, limit)
          if (subjects.length === 0) continue
          turn = (turn + place + 1) % rules.length
          return { booked, subjects }
        }
        // What is left is of rules that are there no more.
        if (take === takeTouched && waiting > 0) {
          touched.clear()
          shares.clear()
          waiting = 0
        }
      }
      sweeping.clear()
      // Those that explain others begin again.
      turn = 0
      return null
    },
    touched: () => waiting,
    isSweeping: (rule) => sweeping.has(rule),
    waits: () => waiting > 0 || sweeping.size > 0,
  }
}
