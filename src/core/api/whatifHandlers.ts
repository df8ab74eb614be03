/** Owns the entries about what-if: who may do what, and which of scenarios, runs and transfers answers it. */
import { TowerError } from '../../shared/errors.ts'
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import type { PlannedTransfer, RunProgress, RunSummary } from '../../shared/readModels/whatif.ts'
import type { ScenarioDefinition } from '../../shared/whatifDefinition.ts'
import { HORIZON_DAYS_DEFAULT, HORIZON_DAYS_MAX } from '../../shared/whatifDefinition.ts'
import type { Ledger } from '../ledger/types.ts'
import type { QueryContext } from '../queries/context.ts'
import {
  savedScenario,
  scenarioDetail,
  scenarioPage,
  seenScenarios,
  type ScenarioWords,
} from '../queries/scenarios.ts'
import { draftDecision } from '../queries/transferDrafting.ts'
import { whatifScope } from '../queries/whatifScope.ts'
import { definitionInWords } from '../whatif/runs/words.ts'
import { SETTINGS } from '../whatif/snapshot/settings.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'
import { checkTexts } from './texts.ts'
import { draftsOf } from './whatifPromotion.ts'

export type WhatifPath = Extract<PathOf<'query' | 'command'>, `whatif.${string}`>

/** A run to be started: of a definition, or of a scenario as it is saved. */
export type StartedRun = Omit<InputOf<'whatif.start'>, 'definition' | 'scenario'> & {
  definition: ScenarioDefinition
  scenario?: string
  scenarioVersion?: number
  by: string
  /** The run that it repeats on newer stock. */
  repeats?: string
}

/** What answers about runs; the engine gives it, so that this room knows no threads. */
export interface WhatifRuns {
  runsAtOnce: number
  base(input: InputOf<'whatif.base'>, cancelled?: AbortSignal): Promise<OutputOf<'whatif.base'>>
  /** @throws TowerError `busy` where too many wait */
  start(asked: StartedRun): { run: string }
  rebase(run: string, by: string): { run: string }
  stop(run: string): Promise<RunProgress>
  /** @throws TowerError `notFound` */
  progress(run: string): RunProgress
  list(input: InputOf<'whatif.runs'>): OutputOf<'whatif.runs'>['runs']
  summary(run: string): OutputOf<'whatif.run'>
  transfers(input: InputOf<'whatif.transfers'>): OutputOf<'whatif.transfers'>
  matrix(input: InputOf<'whatif.matrix'>): OutputOf<'whatif.matrix'>
  explain(input: InputOf<'whatif.explain'>): OutputOf<'whatif.explain'>
  /** Chosen lines of a plan. @throws TowerError `notFound` */
  linesOf(run: string, keys: readonly string[]): { lines: PlannedTransfer[]; summary: RunSummary }
}

export interface WhatifSurroundings {
  runs: WhatifRuns
  freshId(): string
}

/** What changes nothing in the network, and takes a processor. */
function mayRun({ role }: Caller): void {
  if (role === 'viewer') {
    throw new TowerError('forbidden', 'Scenarios are run by analysts, operators and administrators.')
  }
}

/** One text for one definition, in whatever order its members come: JSON with sorted members. */
function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`
  if (typeof value === 'string') checkTexts({ definition: value })
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(',')}}`
}

const DEFINITION_CHARACTERS_MAX = 500_000

/** @throws TowerError `invalid` for texts that cannot be kept, and for too many of them */
function definitionText(definition: ScenarioDefinition): string {
  const text = written(definition)
  if (text.length > DEFINITION_CHARACTERS_MAX) {
    throw new TowerError(
      'invalid',
      `definition: is ${text.length} characters long; ${DEFINITION_CHARACTERS_MAX} are kept. Name fewer places, SKUs or transfers.`,
      { field: 'definition' },
    )
  }
  return text
}

const who = ({ actor, role }: Caller) => ({ actor, role })

export function whatifHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  { runs, freshId }: WhatifSurroundings,
): Pick<Handlers, WhatifPath> {
  const words: ScenarioWords = {
    summaryOf: definitionInWords,
    lastRunOf: (scenario) => runs.list({ scenario })[0]?.run ?? null,
  }
  const found = async (scenario: string, caller: Caller) => savedScenario(await now(), scenario, caller)

  return {
    'whatif.scope': async (_input, { role }) => {
      const may = role !== 'viewer'
      return {
        ...whatifScope(await now()),
        horizonDays: { min: 1, max: HORIZON_DAYS_MAX, default: HORIZON_DAYS_DEFAULT },
        settings: SETTINGS,
        may: { run: may, save: may, promote: may },
        runsAtOnce: runs.runsAtOnce,
      }
    },
    'whatif.base': async (input, caller, cancelled) => {
      mayRun(caller)
      return runs.base(input, cancelled)
    },
    'whatif.scenarios': async (input, caller) => scenarioPage(await now(), input, caller, words),
    'whatif.scenario': async (input, caller) => ({
      ...scenarioDetail(await now(), input, caller, words),
      runs: runs.list({ scenario: input.scenario }),
    }),
    'whatif.runs': async (input, caller) => {
      const isSeen = seenScenarios(await now(), caller)
      const isOwn = (startedBy: string) => startedBy === caller.actor || caller.role === 'administrator'
      return {
        runs: runs
          .list(input)
          .filter(({ startedBy, scenario }) => isOwn(startedBy) || (scenario !== null && isSeen(scenario))),
      }
    },
    'whatif.run': ({ run }) => runs.summary(run),
    'whatif.transfers': (input) => runs.transfers(input),
    'whatif.matrix': (input) => runs.matrix(input),
    'whatif.explain': (input) => runs.explain(input),
    'whatif.start': async ({ definition, scenario, ...rest }, caller) => {
      if ((definition === undefined) === (scenario === undefined)) {
        throw new TowerError('invalid', 'definition: give a definition, or name a scenario.', {
          field: 'definition',
        })
      }
      if (definition) {
        checkTexts({ name: rest.name })
        definitionText(definition)
        return runs.start({ ...rest, definition, by: caller.actor })
      }
      const saved = await found(scenario ?? '', caller)
      return runs.start({
        ...rest,
        name: rest.name ?? saved.name,
        definition: saved.definition,
        scenario: saved.scenario,
        scenarioVersion: saved.version,
        by: caller.actor,
      })
    },
    'whatif.stop': ({ run }) => runs.stop(run),
    'whatif.rebase': ({ run }, caller) => runs.rebase(run, caller.actor),
    'whatif.save': async ({ scenario, version, name, definition, shared, why }, caller) => {
      checkTexts({ name, why })
      const known = scenario === undefined ? null : await found(scenario, caller)
      return decide({
        kind: 'saveScenario',
        scenario: known?.scenario ?? freshId(),
        basedOn: known ? (version ?? known.version) : null,
        name,
        definition: definitionText(definition),
        shared: shared ?? known?.shared ?? false,
        ...(known?.clonedFrom ? { clonedFrom: known.clonedFrom } : {}),
        ...(why === undefined ? {} : { why }),
        ...who(caller),
      })
    },
    'whatif.clone': async ({ scenario, name }, caller) => {
      checkTexts({ name })
      const known = await found(scenario, caller)
      return decide({
        kind: 'saveScenario',
        scenario: freshId(),
        basedOn: null,
        name: name ?? `Copy of ${known.name}`.slice(0, 200),
        definition: definitionText(known.definition),
        shared: false,
        clonedFrom: known.scenario,
        ...who(caller),
      })
    },
    'whatif.share': async ({ scenario, shared }, caller) => {
      const known = await found(scenario, caller)
      return decide({
        kind: 'saveScenario',
        scenario,
        basedOn: known.version,
        name: known.name,
        definition: definitionText(known.definition),
        shared,
        ...(known.clonedFrom ? { clonedFrom: known.clonedFrom } : {}),
        ...who(caller),
      })
    },
    'whatif.remove': async ({ scenario, why }, caller) => {
      checkTexts({ why })
      await found(scenario, caller)
      return decide({
        kind: 'removeScenario',
        scenario,
        ...(why === undefined ? {} : { why }),
        ...who(caller),
      })
    },
    'whatif.promote': async ({ run, lines, title, why }, caller) => {
      checkTexts({ title, why })
      const chosen = runs.linesOf(
        run,
        lines.map(({ key }) => key),
      )
      const drafts = draftsOf(chosen, lines, { title, why })
      return decide(draftDecision((await now()).reader, freshId(), drafts, caller))
    },
  }
}
