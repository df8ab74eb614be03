/** Owns what is chosen in the list of alerts: where the keyboard stands, what is marked, and whom an act would meet. */
import { useState } from 'react'
import type { AlertGroup, AlertRow } from '../../../shared/readModels/alerts.ts'
import { notifyFailure } from '../../components/notify.tsx'
import { MOST_IN_GROUP, type TriageList, type TriageRow } from '../../stores/alertGroups.ts'
import type { AlertFilter } from '../../stores/alerts.ts'
import { client } from '../../stores/engine.ts'
import { NO_TARGETS, type ActMenu, type Targets } from './ActBar.tsx'

export interface Triage {
  active: number
  stand(index: number): void
  marked: ReadonlyMap<string, AlertRow>
  isMarked(row: TriageRow): boolean
  /** Marks or unmarks a row; of a group all its alerts. */
  mark(index: number): void
  /** Marks from the row that was marked last. */
  markUpTo(index: number): void
  unmark(): void
  targets: Targets
  menu: ActMenu | null
  setMenu(menu: ActMenu | null): void
}

/** The alerts of a group that fit the filter, as many as one act may meet. */
const alertsOf = async (filter: AlertFilter, group: string): Promise<AlertRow[]> =>
  (await client.call('alerts.list', { ...filter, group, offset: 0, limit: MOST_IN_GROUP })).rows

/** @param opened the alert in the drawer, which acts meet while nothing is marked */
export function useTriage(list: TriageList, filter: AlertFilter, opened: AlertRow | undefined): Triage {
  const key = JSON.stringify(filter)
  const [state, setState] = useState({ key, active: 0, last: 0, marked: new Map<string, AlertRow>() })
  const [menu, setMenu] = useState<ActMenu | null>(null)
  // Another filter lists others: what was marked in the old list would be acted on unseen.
  const current = state.key === key ? state : { key, active: 0, last: 0, marked: new Map() }
  const { active, last, marked } = current
  const set = (change: Partial<typeof state>) => setState({ ...current, ...change })

  const isMarked = (row: TriageRow): boolean => {
    if (row.kind === 'alert') return marked.has(row.row.alert)
    return (
      row.kind === 'group' &&
      row.group.first.length > 0 &&
      row.group.first.every((each) => marked.has(each.alert))
    )
  }
  const add = (rows: readonly AlertRow[], change: Partial<typeof state>) => {
    setState((before) => {
      const from = before.key === key ? before : current
      const next = new Map(from.marked)
      for (const row of rows) next.set(row.alert, row)
      return { ...from, ...change, marked: next }
    })
  }
  const markGroup = (group: AlertGroup, index: number) => {
    alertsOf(filter, group.group).then(
      (rows) => add(rows, { last: index }),
      (error: unknown) => notifyFailure('The alerts of the group could not be read', error),
    )
  }
  const unmark = () => setState((before) => ({ ...before, marked: new Map() }))
  return {
    active,
    stand: (index) => {
      if (index !== active) set({ active: index })
    },
    marked,
    isMarked,
    mark(index) {
      const row = list.rowAt(index)
      if (row === undefined || row.kind === 'rest') return
      const ids = row.kind === 'alert' ? [row.row.alert] : row.group.first.map(({ alert }) => alert)
      if (isMarked(row)) {
        const next = new Map(marked)
        // Of a group, all that were marked with it.
        const group = row.kind === 'group' ? row.group.group : null
        for (const [id, each] of next) if (ids.includes(id) || each.group === group) next.delete(id)
        set({ marked: next, last: index })
      } else if (row.kind === 'alert') add([row.row], { last: index })
      else markGroup(row.group, index)
    },
    markUpTo(index) {
      const [from, to] = [Math.min(last, index), Math.max(last, index)]
      const rows: AlertRow[] = []
      for (let each = from; each <= to; each += 1) {
        const row = list.rowAt(each)
        if (row?.kind === 'alert') rows.push(row.row)
        else if (row?.kind === 'group' && !row.open) markGroup(row.group, index)
      }
      add(rows, { last: index })
    },
    unmark,
    targets: targetsOf({ marked, opened, row: list.rowAt(active), filter, unmark }),
    menu,
    setMenu,
  }
}

interface Chosen {
  marked: ReadonlyMap<string, AlertRow>
  opened: AlertRow | undefined
  row: TriageRow | undefined
  filter: AlertFilter
  unmark(): void
}

function targetsOf({ marked, opened, row, filter, unmark }: Chosen): Targets {
  if (marked.size > 0) {
    const rows = [...marked.values()]
    return {
      count: rows.length,
      only: rows.length === 1 ? (rows[0] ?? null) : null,
      async rows() {
        // What was marked was marked for this act.
        unmark()
        return rows
      },
    }
  }
  const only = opened ?? (row?.kind === 'alert' ? row.row : undefined)
  if (only) return { count: 1, only, rows: async () => [only] }
  if (row?.kind !== 'group') return NO_TARGETS
  const { group, alerts } = row.group
  return { count: Math.min(alerts, MOST_IN_GROUP), only: null, rows: () => alertsOf(filter, group) }
}
