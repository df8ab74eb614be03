/** Owns the answers about plans that are there: pages, the matrix, one line or why it is not there. */
import type { InputOf, OutputOf } from '../../../shared/contract.ts'
import { TowerError } from '../../../shared/errors.ts'
import type { PlannedTransfer, RunSummary } from '../../../shared/readModels/whatif.ts'
import { readPlanIndex, readPlanLines } from './planFiles.ts'
import { endsOf, isOffered, keyOf, linesOf, linesOfKeys, matrixOf } from './planPages.ts'
import { plannedTransfer } from './planRows.ts'
import { summaryOf } from './runAnswers.ts'
import { isOver, type RunRecord, type RunStore } from './runStore.ts'
import type { PlanIndex } from './runTypes.ts'

/** Indexes that are kept: some megabytes each, and read again in milliseconds. */
const INDEXES_KEPT = 4

export interface PlanAnswers {
  transfers(input: InputOf<'whatif.transfers'>): OutputOf<'whatif.transfers'>
  matrix(input: InputOf<'whatif.matrix'>): OutputOf<'whatif.matrix'>
  explain(input: InputOf<'whatif.explain'>): OutputOf<'whatif.explain'>
  linesOf(run: string, keys: readonly string[]): { lines: PlannedTransfer[]; summary: RunSummary }
}

/** @param recordOf throws `notFound` where a run is not kept */
export function openPlanAnswers(
  { folderOf }: Pick<RunStore, 'folderOf'>,
  recordOf: (run: string) => RunRecord,
  movedShareOf: (record: RunRecord) => number | null,
): PlanAnswers {
  const indexes = new Map<string, PlanIndex>()

  /** @throws TowerError `notFound`, and `unavailable` where there is no plan (yet) */
  function planOf(run: string): { record: RunRecord; index: PlanIndex } {
    const record = recordOf(run)
    if (!record.plan) {
      throw new TowerError(
        'unavailable',
        isOver(record) ? 'This run has no plan.' : 'There is no plan yet: the run goes on.',
      )
    }
    let index = indexes.get(run)
    if (!index) {
      indexes.set(run, (index = readPlanIndex(folderOf(run))))
      const [oldest] = indexes.keys()
      if (indexes.size > INDEXES_KEPT && oldest !== undefined) indexes.delete(oldest)
    }
    return { record, index }
  }

  const read = (run: string, index: PlanIndex, lines: Iterable<number>): PlannedTransfer[] =>
    readPlanLines(folderOf(run), index, lines).map((line) => plannedTransfer(line, index))

  return {
    transfers({ run, offset = 0, limit = 100, ...question }) {
      const { index } = planOf(run)
      const lines = linesOf(index, question)
      const page = lines.subarray(offset, offset + limit)
      return { total: lines.length, rows: read(run, index, page) }
    },
    matrix: ({ run, ...question }) => matrixOf(planOf(run).index, question),
    explain({ run, key }) {
      const { record, index } = planOf(run)
      const [line = -1] = linesOfKeys(index, [key])
      const [transfer] = line < 0 ? [] : read(run, index, [line])
      if (transfer) return { key, transfer, cause: null, text: transfer.explanation }
      for (const { cause, examples } of record.plan?.notProposed ?? []) {
        const told = examples.find(({ sku, from, to }) => key === keyOf(sku, from ?? '', to))
        if (told) return { key, transfer: null, cause, text: told.text }
      }
      const ends = endsOf(index, key)
      if (!ends) {
        throw new TowerError('notFound', 'This run knows no such SKU and places.', { field: 'key' })
      }
      return isOffered(index, ends.from, ends.to)
        ? {
            key,
            transfer: null,
            cause: 'negativeNet',
            text: 'It is not in the plan: by itself, or beside what is, it does not pay.',
          }
        : {
            key,
            transfer: null,
            cause: 'noLane',
            text: 'No lane between these places was offered to the plan.',
          }
    },
    linesOf(run, keys) {
      const { record, index } = planOf(run)
      const lines = linesOfKeys(index, keys)
      const missing = keys.find((_, at) => (lines[at] ?? -1) < 0)
      if (missing !== undefined) {
        throw new TowerError('notFound', `The plan has no transfer ${missing}.`, { field: 'lines' })
      }
      return {
        lines: read(run, index, lines),
        summary: summaryOf(record, movedShareOf(record)),
      }
    },
  }
}
