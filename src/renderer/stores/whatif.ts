/** Owns the scenario that is being written in this window, the run that is looked at, and what is asked about both. */
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import type { RunProgress, RunSummary } from '../../shared/readModels/whatif.ts'
import type { ScenarioOperator } from '../../shared/scenarioOperators.ts'
import { HORIZON_DAYS_DEFAULT, type ScenarioDefinition } from '../../shared/whatifDefinition.ts'
import { client, refresh, useTowerQuery, useTowerStream } from './engine.ts'
import { useScope } from './scope.ts'

export interface WhatifDraft {
  definition: ScenarioDefinition
  /** The saved scenario that it was opened from, and its version. */
  scenario: string | null
  version: number | null
  name: string
  isChanged: boolean
}

const EMPTY: WhatifDraft = {
  definition: { scope: {}, horizonDays: HORIZON_DAYS_DEFAULT, operators: [] },
  scenario: null,
  version: null,
  name: '',
  isChanged: false,
}
const STORAGE_KEY = 'omnitower.whatif'

function stored(): WhatifDraft {
  try {
    const draft = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null') as WhatifDraft | null
    return draft && Array.isArray(draft.definition?.operators) ? { ...EMPTY, ...draft } : EMPTY
  } catch {
    return EMPTY
  }
}

let draft: WhatifDraft | undefined
const listeners = new Set<() => void>()
const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
const current = (): WhatifDraft => (draft ??= stored())

/** The scenario that is being written; it outlives a reload of the page, not the window. */
export const useWhatifDraft = (): WhatifDraft => useSyncExternalStore(listen, current)

export function setWhatifDraft(change: Partial<WhatifDraft>): void {
  draft = { ...current(), ...change }
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(draft))
  for (const listener of listeners) listener()
}

export function changeDefinition(change: Partial<ScenarioDefinition>): void {
  setWhatifDraft({ definition: { ...current().definition, ...change }, isChanged: true })
}

export const addOperator = (operator: ScenarioOperator): void =>
  changeDefinition({ operators: [...current().definition.operators, operator] })

/** Supposes an outage of a location, or no longer supposes it where it was the only one of its operator. */
export function toggleOutage(location: string): void {
  const { operators } = current().definition
  const index = operators.findIndex((each) => each.kind === 'nodeOutage' && each.locations.includes(location))
  const found = operators[index]
  if (found?.kind !== 'nodeOutage') {
    addOperator({ kind: 'nodeOutage', locations: [location], stock: 'locked' })
    return
  }
  const locations = found.locations.filter((each) => each !== location)
  changeDefinition({
    operators: operators.flatMap((each, at) =>
      at !== index ? [each] : locations.length > 0 ? [{ ...found, locations }] : [],
    ),
  })
}

export const startAnew = (): void => setWhatifDraft(EMPTY)

/** The definition with what holds for every screen where the scenario itself says nothing. */
export function useEffectiveDefinition(): ScenarioDefinition {
  const { definition } = useWhatifDraft()
  const { region, category } = useScope()
  return useMemo(() => {
    const held = { ...(region ? { region } : {}), ...(category ? { category } : {}) }
    const isLimited = Object.keys(held).some((member) => !(member in definition.scope))
    return isLimited ? { ...definition, scope: { ...held, ...definition.scope } } : definition
  }, [definition, region, category])
}

const nothing = {}
export const useWhatifScope = () => useTowerQuery('whatif.scope', nothing)

const RESTING_ON_SCENARIOS: readonly PathOf<'query'>[] = [
  'whatif.scenarios',
  'whatif.scenario',
  'whatif.runs',
]

/** Sends a command about what-if and asks again for lists that rest on it. */
export async function tellWhatif<P extends PathOf<'command'>>(
  path: P,
  input: InputOf<P>,
): Promise<OutputOf<P>> {
  try {
    return await client.call(path, input)
  } finally {
    for (const resting of RESTING_ON_SCENARIOS) refresh(resting)
  }
}

const RESTING_ON_RUNS: readonly PathOf<'query'>[] = ['whatif.run', 'whatif.transfers', 'whatif.matrix']

const GOING: ReadonlySet<string> = new Set(['waiting', 'snapshot', 'planning', 'replaying'])
export const isGoing = (progress: RunProgress | undefined): boolean =>
  progress !== undefined && GOING.has(progress.state)

const latest = (_last: RunProgress, next: RunProgress) => next

export interface WhatifRun {
  progress: RunProgress | undefined
  /** As far as it is known; its figures come as the run goes on. */
  summary: RunSummary | undefined
  error: Error | undefined
}

/** Follows a run; its summary is asked for anew whenever its state changes. */
export function useWhatifRun(run: string | undefined): WhatifRun {
  const live = useTowerStream('whatif.live', run === undefined ? undefined : { run }, latest)
  const progress = run === undefined ? undefined : live.value
  const going = isGoing(progress)
  const summary = useTowerQuery(
    'whatif.run',
    { run: run ?? '' },
    { enabled: run !== undefined, keepPrevious: true, refetchEveryMs: going ? 1_000 : 20_000 },
  )
  const state = progress?.state
  useEffect(() => {
    // What was read before is of an earlier state of the run.
    if (state !== undefined) for (const path of RESTING_ON_RUNS) refresh(path)
  }, [state])
  return {
    progress,
    summary: run !== undefined && summary.data?.run === run ? summary.data : undefined,
    error: live.error ?? summary.error ?? undefined,
  }
}
