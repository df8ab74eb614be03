/** Owns which transfers are chosen in the list, and whom an act would meet. */
import { useState } from 'react'
import type { TransferRow } from '../../../shared/readModels/transfers.ts'

export interface TransferMarks {
  active: number
  stand(index: number): void
  marked: ReadonlyMap<string, TransferRow>
  isMarked(row: TransferRow): boolean
  mark(row: TransferRow): void
  unmark(): void
  /** What is marked, else the row that the keyboard stands on. */
  targets: readonly TransferRow[]
}

/** @param key of the filter: another list holds others, and what was marked would be acted on unseen */
export function useTransferMarks(
  key: string,
  rowAt: (index: number) => TransferRow | undefined,
): TransferMarks {
  const [state, setState] = useState({ key, active: 0, marked: new Map<string, TransferRow>() })
  const current = state.key === key ? state : { key, active: 0, marked: new Map<string, TransferRow>() }
  const { active, marked } = current
  const under = rowAt(active)
  return {
    active,
    stand(index) {
      if (index !== active) setState({ ...current, active: index })
    },
    marked,
    isMarked: (row) => marked.has(row.transfer),
    mark(row) {
      const next = new Map(marked)
      if (!next.delete(row.transfer)) next.set(row.transfer, row)
      setState({ ...current, marked: next })
    },
    unmark: () => setState({ ...current, marked: new Map() }),
    targets: marked.size > 0 ? [...marked.values()] : under ? [under] : [],
  }
}
