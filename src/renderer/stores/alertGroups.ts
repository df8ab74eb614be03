/** Owns the list of alerts as it is read: groups by pages, the alerts of open ones among them, none moving by itself. */
import { useState } from 'react'
import { useQueries } from '@tanstack/react-query'
import type { AlertGroup, AlertRow } from '../../shared/readModels/alerts.ts'
import { useNewestAlerts, type AlertFilter } from './alerts.ts'
import { client, queryKey } from './engine.ts'
import { placeOf, type OpenPlace } from './openPlaces.ts'
import { settlePage, useRowPages } from './rowPages.ts'

/** One line of the list. */
export type TriageRow =
  | { kind: 'group'; group: AlertGroup; open: boolean }
  | { kind: 'alert'; row: AlertRow; inGroup: boolean }
  /** Alerts of an open group that are on their way, or that are too many to be shown in it. */
  | { kind: 'rest'; group: AlertGroup; more: number | null }

export interface TriageList {
  count: number | undefined
  /** Alerts behind the rows. */
  alerts: number | undefined
  rowAt(index: number): TriageRow | undefined
  news: { added: number; moved: boolean } | null
  showNews(): void
  error: Error | undefined
  retry(): void
  onRange(first: number, last: number): void
  /** Opens or folds a group. */
  toggle(group: AlertGroup): void
}

export const alertId = (row: { alert: string }) => row.alert
const groupId = (row: AlertGroup) => row.group
/** Alerts shown within an open group; the rest is a list of its own. */
export const MOST_IN_GROUP = 500

/** Every alert a row of its own. */
export function useFlatAlerts(filter: AlertFilter): TriageList {
  const list = useRowPages('alerts.list', filter, alertId)
  const newest = useNewestAlerts()
  return {
    ...list,
    alerts: list.count,
    rowAt(index) {
      const row = list.rowAt(index)
      return row && { kind: 'alert', row: newest.get(row.alert) ?? row, inGroup: false }
    },
    toggle: () => undefined,
  }
}

interface Inside {
  source: unknown
  rows: readonly AlertRow[]
  total: number
  moved: boolean
  added: number
}
interface Opened {
  key: string
  groups: readonly string[]
  inside: ReadonlyMap<string, Inside>
}

/** Groups, folded open on demand. */
export function useGroupedAlerts(filter: AlertFilter): TriageList {
  const list = useRowPages('alerts.groups', filter, groupId)
  const newest = useNewestAlerts()
  const key = JSON.stringify(filter)
  const nothingOpen: Opened = { key, groups: [], inside: new Map() }
  const [kept, setOpened] = useState<Opened>(nothingOpen)
  let opened = kept.key === key ? kept : nothingOpen
  const results = useQueries({
    queries: opened.groups.map((group) => {
      const input = { ...filter, group, offset: 0, limit: MOST_IN_GROUP }
      return {
        queryKey: queryKey('alerts.list', input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call('alerts.list', input, signal),
      }
    }),
  })
  for (const [index, { data }] of results.entries()) {
    const group = opened.groups[index]
    const before = group === undefined ? undefined : opened.inside.get(group)
    if (group === undefined || !data || before?.source === data) continue
    const settled = settlePage(before?.rows, data.rows, alertId)
    const total = before?.total ?? data.total
    opened = {
      ...opened,
      inside: new Map(opened.inside).set(group, {
        source: data,
        ...settled,
        total,
        added: data.total - total,
      }),
    }
  }
  if (opened !== kept) setOpened(opened)

  const places = openPlaces(opened, list)
  const extra = places.reduce((sum, { size }) => sum + size, 0)
  const insides = [...opened.inside.values()]
  const addedInside = insides.reduce((sum, { added }) => sum + added, 0)
  const movedInside = insides.some(({ moved }) => moved)
  const news = list.news ?? (addedInside !== 0 || movedInside ? { added: 0, moved: false } : null)
  return {
    count: list.count === undefined ? undefined : list.count + extra,
    alerts: undefined,
    rowAt(index) {
      const { at, within } = placeOf(index, places)
      const group = list.rowAt(at)
      if (!group) return undefined
      if (within === null) {
        const only = group.alerts === 1 ? group.first[0] : undefined
        if (only) return { kind: 'alert', row: newest.get(only.alert) ?? only, inGroup: false }
        return { kind: 'group', group, open: opened.groups.includes(group.group) }
      }
      const inside = opened.inside.get(group.group)
      const row = inside?.rows[within]
      if (row) return { kind: 'alert', row: newest.get(row.alert) ?? row, inGroup: true }
      return { kind: 'rest', group, more: inside ? inside.total - inside.rows.length : null }
    },
    news: news && { added: news.added + addedInside, moved: news.moved || movedInside },
    showNews() {
      setOpened({ ...opened, inside: new Map() })
      list.showNews()
    },
    error: list.error,
    retry: list.retry,
    onRange: (first, last) => list.onRange(placeOf(first, places).at, placeOf(last, places).at),
    toggle({ group }) {
      const inside = new Map(opened.inside)
      inside.delete(group)
      const groups = opened.groups.includes(group)
        ? opened.groups.filter((each) => each !== group)
        : [...opened.groups, group]
      setOpened({ ...opened, groups, inside })
    },
  }
}

const FURTHEST_OPEN = 2_000

function openPlaces(
  opened: Opened,
  list: { count: number | undefined; rowAt(index: number): AlertGroup | undefined },
): OpenPlace[] {
  const wanted = new Set(opened.groups)
  const places: OpenPlace[] = []
  for (let at = 0; wanted.size > 0 && at < Math.min(list.count ?? 0, FURTHEST_OPEN); at += 1) {
    const group = list.rowAt(at)
    if (!group || !wanted.delete(group.group) || group.alerts === 1) continue
    const inside = opened.inside.get(group.group)
    const shown = inside?.rows.length ?? 0
    places.push({ at, size: inside && inside.total <= shown ? shown : shown + 1 })
  }
  return places
}
