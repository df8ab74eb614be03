/** Owns lists that are read by pages: the pages in sight, kept where they are while new rows come in. */
import { useState } from 'react'
import { useQueries } from '@tanstack/react-query'
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import { client, queryKey } from './engine.ts'
import { PAGE_ROWS, pagesFor } from './positions.ts'

const LOOK_AGAIN_MS = 10_000

interface Page {
  rows: unknown[]
  total: number
}
/** Queries that answer with a page of rows and how many there are. */
export type PagedPath = {
  [P in PathOf<'query'>]: OutputOf<P> extends Page
    ? InputOf<P> extends { offset?: number; limit?: number }
      ? P
      : never
    : never
}[PathOf<'query'>]
export type RowOf<P extends PagedPath> = OutputOf<P> extends { rows: (infer Row)[] } ? Row : never

export interface RowWindow<Row> {
  count: number | undefined
  rowAt(index: number): Row | undefined
  /** Rows that came since, and whether the order of those in sight is another one by now. */
  news: { added: number; moved: boolean } | null
  /** Shows the present order. */
  showNews(): void
  error: Error | undefined
  retry(): void
  onRange(first: number, last: number): void
}

interface ShownPage {
  /** The answer that the rows were last brought up to. */
  source: unknown
  rows: readonly unknown[]
  moved: boolean
}
interface Shown {
  key: string
  /** As it was when the list was first shown; undefined before. */
  total: number | undefined
  latestTotal: number | undefined
  pages: ReadonlyMap<number, ShownPage>
}

/**
 * Puts the newest figures of the same rows into a page; rows do not move under the pointer.
 * `moved` tells that the page would read otherwise now.
 */
export function settlePage<Row>(
  shown: readonly Row[] | undefined,
  latest: readonly Row[],
  idOf: (row: Row) => string,
): { rows: readonly Row[]; moved: boolean } {
  if (!shown) return { rows: latest, moved: false }
  const newest = new Map(latest.map((row) => [idOf(row), row]))
  const moved =
    shown.length !== latest.length || shown.some((row, index) => idOf(row) !== idOf(latest[index] as Row))
  return { rows: shown.map((row) => newest.get(idOf(row)) ?? row), moved }
}

const nothingShown = (key: string): Shown => ({
  key,
  total: undefined,
  latestTotal: undefined,
  pages: new Map(),
})

/**
 * Reads the pages in sight of a list, and looks again. Another filter begins at its top.
 * @param everyMs time between two looks; longer where an answer is dear
 */
export function useRowPages<P extends PagedPath>(
  path: P,
  filter: Omit<InputOf<P>, 'offset' | 'limit'>,
  idOf: (row: RowOf<P>) => string,
  everyMs = LOOK_AGAIN_MS,
): RowWindow<RowOf<P>> {
  type Row = RowOf<P>
  const [round, setRound] = useState(0)
  const key = `${round} ${path} ${JSON.stringify(filter)}`
  const [range, setRange] = useState<{ key: string; first: number; last: number }>()
  const { first, last } = range?.key === key ? range : { first: 0, last: 40 }
  const inSight = pagesFor(first, last)
  const results = useQueries({
    queries: inSight.map((page) => {
      const input = { ...filter, offset: page * PAGE_ROWS, limit: PAGE_ROWS } as InputOf<P>
      return {
        queryKey: queryKey(path, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call(path, input, signal),
        refetchInterval: everyMs,
      }
    }),
  })
  const [shown, setShown] = useState<Shown>(nothingShown(key))
  let current = shown.key === key ? shown : nothingShown(key)
  for (const [index, { data }] of results.entries()) {
    const page = inSight[index]
    if (page === undefined || !data || current.pages.get(page)?.source === data) continue
    const { rows, total } = data as unknown as { rows: Row[]; total: number }
    const settled = settlePage(current.pages.get(page)?.rows as readonly Row[] | undefined, rows, idOf)
    current = {
      key,
      total: current.total ?? total,
      latestTotal: total,
      pages: new Map(current.pages).set(page, { source: data, ...settled }),
    }
  }
  if (current !== shown) setShown(current)
  const { total, latestTotal, pages } = current
  const moved = inSight.some((page) => pages.get(page)?.moved)
  const added = (latestTotal ?? 0) - (total ?? 0)
  return {
    count: total,
    rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS] as Row | undefined,
    news: added !== 0 || moved ? { added, moved } : null,
    showNews: () => setRound(round + 1),
    error: results.find(({ error }) => error)?.error ?? undefined,
    retry: () => results.forEach((result) => void result.refetch()),
    onRange: (from, to) => setRange({ key, first: from, last: Math.max(to, from + 40) }),
  }
}
