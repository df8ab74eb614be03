/** Owns how a run is told: its row in lists, its summary, its progress. */
import type { RunProgress, RunRow, RunSummary } from '../../../shared/readModels/whatif.ts'
import { definitionInWords } from './words.ts'
import { isOver, type RunRecord } from './runStore.ts'

const DAY_MS = 86_400_000
/** A run is outdated when this share of the units in its places has come or gone since. */
export const OUTDATED_SHARE = 0.02

export function rowOf(record: RunRecord, movedShare: number | null): RunRow {
  const { run, scenario, scenarioVersion, name, state, startedBy, startedAt, seconds, plan, base } = record
  return {
    run,
    scenario,
    scenarioVersion,
    name,
    state,
    startedBy,
    startedAt,
    seconds,
    planValueMinor: plan?.planValueMinor ?? null,
    gap: plan?.gap ?? null,
    transfers: plan?.transfers ?? 0,
    units: plan?.units ?? 0,
    currency: base?.base.currency ?? null,
    isOutdated: movedShare !== null && movedShare > OUTDATED_SHARE,
  }
}

export function summaryOf(record: RunRecord, movedShare: number | null): RunSummary {
  const { base, plan, replay, definition } = record
  return {
    ...rowOf(record, movedShare),
    mode: plan?.mode ?? 'interactive',
    method: plan?.method ?? '',
    message: record.message,
    definition,
    base: base?.base ?? null,
    boundMinor: plan?.boundMinor ?? null,
    gapText: plan?.gapText ?? '',
    comparison: replay?.comparison ?? null,
    sensitivity: replay?.sensitivity ?? [],
    notProposed: plan?.notProposed ?? [],
    supposed: plan?.supposed ?? [],
    correction: base?.correction ?? null,
    rebased: base?.rebased ?? null,
    horizonEndsAt: (base?.base.takenAt ?? record.startedAt) + definition.horizonDays * DAY_MS,
    movedShare,
  }
}

/** How a run that is over ended. */
export function lastProgress(record: RunRecord): RunProgress {
  const { run, state, seconds, plan, message } = record
  return {
    run,
    state,
    doing: ENDED[state] ?? '',
    done: isOver(record) ? 1 : null,
    seconds,
    planValueMinor: plan?.planValueMinor ?? null,
    boundMinor: plan?.boundMinor ?? null,
    gap: plan?.gap ?? null,
    message,
  }
}

const ENDED: Partial<Record<RunRecord['state'], string>> = {
  waiting: 'Waits for its turn',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Failed',
}

/** What a run is called where nobody gave it a name. */
export const nameOf = definitionInWords
