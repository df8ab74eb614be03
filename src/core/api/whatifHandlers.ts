/** Owns the entries about what-if: who may do what, and which of scenarios, runs and transfers answers it. */
import { TowerError } from '../../shared/errors.ts'
import type { InputOf, OutputOf, PathOf } from '../../shared/contract.ts'
import type { RunProgress } from '../../shared/readModels/whatif.ts'
import type { Ledger } from '../ledger/types.ts'
import type { QueryContext } from '../queries/context.ts'
import type { Caller } from './api.ts'
import type { Handlers } from './handler.ts'

export type WhatifPath = Extract<PathOf<'query' | 'command'>, `whatif.${string}`>

/** What answers about runs; the engine gives it, so that this room knows no threads. */
export interface WhatifRuns {
  runsAtOnce: number
  base(input: InputOf<'whatif.base'>, cancelled?: AbortSignal): Promise<OutputOf<'whatif.base'>>
  /** @throws TowerError `invalid`, `notFound`; `busy` where too many wait */
  start(input: InputOf<'whatif.start'>, by: Caller): Promise<{ run: string }>
  rebase(run: string, by: Caller): Promise<{ run: string }>
  stop(run: string): Promise<RunProgress>
  /** @throws TowerError `notFound` */
  progress(run: string): RunProgress
  list(input: InputOf<'whatif.runs'>): OutputOf<'whatif.runs'>['runs']
  summary(run: string): OutputOf<'whatif.run'>
  transfers(input: InputOf<'whatif.transfers'>): OutputOf<'whatif.transfers'>
  matrix(input: InputOf<'whatif.matrix'>): OutputOf<'whatif.matrix'>
  explain(input: InputOf<'whatif.explain'>): OutputOf<'whatif.explain'>
}

const notYet = (): never => {
  throw new TowerError('unavailable', 'This part of what-if is not there yet.')
}

/** What changes nothing in the network, and takes a processor. */
function mayRun({ role }: Caller): void {
  if (role === 'viewer') {
    throw new TowerError('forbidden', 'Scenarios are run by analysts, operators and administrators.')
  }
}

export function whatifHandlers(
  now: () => Promise<QueryContext>,
  decide: Ledger['decide'],
  runs: WhatifRuns,
): Pick<Handlers, WhatifPath> {
  void now
  void decide
  return {
    'whatif.scope': notYet,
    'whatif.base': async (input, caller, cancelled) => {
      mayRun(caller)
      return runs.base(input, cancelled)
    },
    'whatif.scenarios': notYet,
    'whatif.scenario': notYet,
    'whatif.runs': (input) => ({ runs: runs.list(input) }),
    'whatif.run': ({ run }) => runs.summary(run),
    'whatif.transfers': (input) => runs.transfers(input),
    'whatif.matrix': (input) => runs.matrix(input),
    'whatif.explain': (input) => runs.explain(input),
    'whatif.start': (input, caller) => runs.start(input, caller),
    'whatif.stop': ({ run }) => runs.stop(run),
    'whatif.rebase': ({ run }, caller) => runs.rebase(run, caller),
    'whatif.save': notYet,
    'whatif.clone': notYet,
    'whatif.share': notYet,
    'whatif.remove': notYet,
    'whatif.promote': notYet,
  }
}
