/** Owns the window onto positions: pages by offset as they come into sight, and live figures for what is seen. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useQueries } from '@tanstack/react-query'
import type { InputOf } from '../../shared/contract.ts'
import type { PositionPage, PositionRow } from '../../shared/readModels/inventory.ts'
import { useLatest } from './useLatest.ts'
import { client, queryKey, useTowerStream } from './engine.ts'

export const PAGE_ROWS = 100
export type PositionFilter = Omit<InputOf<'inventory.positions'>, 'offset' | 'limit'>

/** The pages (by number) that hold rows `first` to `last`. */
export function pagesFor(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS)
  const to = Math.floor(Math.max(0, last) / PAGE_ROWS)
  return Array.from({ length: to - from + 1 }, (_each, index) => from + index)
}

/** How many rows the list has; where the total is only a lower bound it grows as its end comes into sight. */
export function rowCount(page: Pick<PositionPage, 'total' | 'totalIsLowerBound'>, lastSeen: number): number {
  return page.totalIsLowerBound ? Math.max(page.total, lastSeen + 1 + PAGE_ROWS) : page.total
}

export interface PositionWindow {
  count: number | undefined
  total: PositionPage | undefined
  rowAt(index: number): PositionRow | undefined
  error: Error | undefined
  retry(): void
}

interface Seen {
  key: string
  pages: Map<number, PositionPage>
  latest: PositionPage | undefined
}

/**
 * Loads the pages in sight. Rows of pages that were seen stay until the filter changes.
 * @param round another number forgets what was seen, to show the present order
 */
export function usePositionWindow(
  filter: PositionFilter,
  first: number,
  last: number,
  round = 0,
): PositionWindow {
  const pages = pagesFor(first, last)
  const results = useQueries({
    queries: pages.map((page) => {
      const input = { ...filter, offset: page * PAGE_ROWS, limit: PAGE_ROWS }
      return {
        queryKey: queryKey('inventory.positions', input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call('inventory.positions', input, signal),
        staleTime: 60_000,
      }
    }),
  })
  const key = `${round} ${JSON.stringify(filter)}`
  const [seen, setSeen] = useState<Seen>({ key, pages: new Map(), latest: undefined })
  let current = seen.key === key ? seen : { key, pages: new Map<number, PositionPage>(), latest: undefined }
  results.forEach((result, index) => {
    const page = pages[index]
    if (page === undefined || !result.data || current.pages.get(page) === result.data) return
    current = { key, pages: new Map(current.pages).set(page, result.data), latest: result.data }
  })
  if (current !== seen) setSeen(current)
  const { latest, pages: known } = current
  return {
    count: latest ? rowCount(latest, last) : undefined,
    total: latest,
    rowAt: (index) => known.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS],
    error: results.find((result) => result.error)?.error ?? undefined,
    retry: () => results.forEach((result) => void result.refetch()),
  }
}

type Rows = { rows: PositionRow[] }
export const positionKey = (row: { location: string; sku: string }) => `${row.location} ${row.sku}`

export function mergePositions(last: Rows, delta: Rows): Rows {
  const merged = new Map(last.rows.map((row) => [positionKey(row), row]))
  for (const row of delta.rows) merged.set(positionKey(row), row)
  return { rows: [...merged.values()] }
}

const LARGEST_LIVE = 200
const SETTLE_MS = 250

/** Latest figures of the rows in sight, by `positionKey`; settles before it follows another set. */
export function useLivePositions(rows: readonly PositionRow[], enabled: boolean): Map<string, PositionRow> {
  const wanted = JSON.stringify(rows.slice(0, LARGEST_LIVE).map(({ location, sku }) => ({ location, sku })))
  const [followed, setFollowed] = useState<string>('[]')
  useEffect(() => {
    const timer = setTimeout(() => setFollowed(wanted), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [wanted])
  const input = useMemo(
    () =>
      enabled && followed !== '[]'
        ? { positions: JSON.parse(followed) as { location: string; sku: string }[] }
        : undefined,
    [enabled, followed],
  )
  const { value } = useTowerStream('inventory.live', input, mergePositions)
  return useMemo(() => new Map(value?.rows.map((row) => [positionKey(row), row])), [value])
}

/** Calls `changed` when the followed position changes after its first figure. */
export function useWhenPositionChanges(
  location: string,
  sku: string,
  enabled: boolean,
  changed: () => void,
): void {
  const rows = useMemo(() => ({ positions: [{ location, sku }] }), [location, sku])
  const { value } = useTowerStream('inventory.live', enabled ? rows : undefined, mergePositions)
  const first = useRef<Rows | undefined>(undefined)
  const latest = useLatest(changed)
  useEffect(() => {
    if (!value) return
    if (first.current) latest.current()
    first.current = value
  }, [value, latest])
}
