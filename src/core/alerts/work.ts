/** Owns the subjects that wait to be measured, by rule: what the log touched goes before what is swept besides. */
import type { BookedRule, Rulebook } from './rulebook.ts'

export interface Work {
  /** Adds subjects that were touched, or whose time has come. */
  add(rule: string, subjects: Iterable<string>): void
  /** Adds subjects that are measured once nothing that was touched waits. */
  sweep(rule: string, subjects: Iterable<string>): void
  /** Takes out subjects of the first rule that has any. */
  next(book: Rulebook, limit: number): { booked: BookedRule; subjects: string[] } | null
  /** Touched subjects that wait. */
  touched(): number
  isSweeping(rule: string): boolean
  waits(): boolean
}

export function openWork(): Work {
  const touched = new Map<string, Set<string>>()
  const sweeping = new Map<string, string[]>()
  let waiting = 0

  function takeTouched(rule: string, limit: number): string[] {
    const subjects = touched.get(rule)
    if (!subjects || subjects.size === 0) return []
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
      const set = touched.get(rule) ?? new Set<string>()
      const before = set.size
      for (const subject of subjects) set.add(subject)
      waiting += set.size - before
      touched.set(rule, set)
    },
    sweep(rule, subjects) {
      const all = [...subjects]
      if (all.length > 0) sweeping.set(rule, all)
      else sweeping.delete(rule)
    },
    next(book, limit) {
      for (const take of [takeTouched, takeSwept]) {
        for (const booked of book.rules) {
          const subjects = take(booked.rule.rule, limit)
          if (subjects.length > 0) return { booked, subjects }
        }
        // What is left is of rules that are there no more.
        if (take === takeTouched && waiting > 0) {
          touched.clear()
          waiting = 0
        }
      }
      sweeping.clear()
      return null
    },
    touched: () => waiting,
    isSweeping: (rule) => sweeping.has(rule),
    waits: () => waiting > 0 || sweeping.size > 0,
  }
}
