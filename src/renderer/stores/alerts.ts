/** Owns the alerts of this window, live: their summary, what changed, and asking again for what rests on it. */
import { createContext, useContext, useEffect, useState } from 'react'
import type { InputOf, PathOf } from '../../shared/contract.ts'
import type { AlertRow, AlertSummary } from '../../shared/readModels/alerts.ts'
import { client, refresh } from './engine.ts'
import { useLatest } from './useLatest.ts'

export type AlertFilter = Omit<InputOf<'alerts.list'>, 'offset' | 'limit'>

export interface AlertNews {
  changed: readonly AlertRow[]
  /** More changed than is told. */
  everything: boolean
  summary: AlertSummary
  /** True for the first word of a connection: nothing of it is new. */
  isStart: boolean
}

const listeners = new Set<(news: AlertNews) => void>()
const nothing = {}

/** Follows the alerts; to be used once, by the frame. Undefined until the engine has said how things stand. */
export function useAlertStream(): AlertSummary | undefined {
  const [summary, setSummary] = useState<AlertSummary>()
  useEffect(() => {
    const tell = (news: AlertNews) => {
      setSummary(news.summary)
      for (const listener of listeners) listener(news)
    }
    return client.subscribe('alerts.live', nothing, {
      snapshot: (value) => tell({ summary: value, changed: [], everything: true, isStart: true }),
      delta: (value) => tell({ ...value, isStart: false }),
    })
  }, [])
  return summary
}

export const AlertSummaryContext = createContext<AlertSummary | undefined>(undefined)

export function useAlertSummary(): AlertSummary | undefined {
  return useContext(AlertSummaryContext)
}

/** Calls the listener with each piece of news. */
export function useAlertNews(listener: (news: AlertNews) => void): void {
  const latest = useLatest(listener)
  useEffect(() => {
    const hear = (news: AlertNews) => latest.current(news)
    listeners.add(hear)
    return () => void listeners.delete(hear)
  }, [latest])
}

const MOST_KEPT = 2_000

/** The newest state of alerts that changed while the screen was open, by their id. */
export function useNewestAlerts(): ReadonlyMap<string, AlertRow> {
  const [newest, setNewest] = useState<ReadonlyMap<string, AlertRow>>(new Map())
  useAlertNews(({ changed, everything }) => {
    if (changed.length === 0 && !everything) return
    setNewest((last) => {
      const kept = new Map(everything || last.size > MOST_KEPT ? [] : last)
      for (const row of changed) kept.set(row.alert, row)
      return kept
    })
  })
  return newest
}

const RESTING_ON_ALERTS: readonly PathOf<'query'>[] = [
  'channels.board',
  'alerts.groups',
  'alerts.list',
  'alerts.detail',
  'alerts.silences',
  'alerts.rules',
  'alerts.rule',
]
const REST_MS = 500

let nextAt = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Asks again for everything on the screen that rests on alerts. */
export function refreshAlerts(): void {
  nextAt = Date.now() + REST_MS
  for (const path of RESTING_ON_ALERTS) refresh(path)
}

/** The same, but not while it has just been done: at the end of the rest then. */
function refreshSoon(): void {
  if (timer !== undefined) return
  const waitMs = nextAt - Date.now()
  if (waitMs <= 0) {
    refreshAlerts()
    return
  }
  timer = setTimeout(() => {
    timer = undefined
    refreshAlerts()
  }, waitMs)
}

/** Asks again for what is shown of alerts when they change, at most twice a second. */
export function useAlertRefresh(): void {
  useAlertNews(({ isStart }) => {
    if (!isStart) refreshSoon()
  })
}
