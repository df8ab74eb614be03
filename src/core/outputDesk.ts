/** Owns the outputs of an open engine: the dispatcher over its store, and the turns that it takes. */
import type { AlertArea } from '../shared/vocabulary.ts'
import { matchesAll } from '../shared/silences.ts'
import { alertStanding } from './alertStanding.ts'
import type { Ledger } from './ledger/types.ts'
import type { Clock, Logger, Random } from './platform.ts'
import { createDispatcher, type Dispatcher } from './outputs/dispatcher.ts'
import type { OpenSealed } from './outputs/outputRows.ts'

const TURN_MS = 500

export interface OutputDesk extends Dispatcher {
  close(): void
}

export function openOutputDesk(options: {
  ledger: Pick<Ledger, 'reader' | 'noteOutbox'>
  open: OpenSealed
  areaOf(rule: string): AlertArea
  clock: Clock
  random: Random
  logger: Logger
  screens(): string | null
}): OutputDesk {
  const { ledger, clock, logger, areaOf } = options
  const dispatcher = createDispatcher({
    reader: ledger.reader,
    note: ledger.noteOutbox,
    open: options.open,
    concerns: (matchers, { rule, severity, labels }) =>
      matchesAll(matchers, { rule, severity, labels, area: areaOf(rule) }),
    standing: (alerts) => alertStanding(ledger.reader, areaOf, alerts, clock.now()),
    clock,
    random: options.random,
    logger,
    screens: options.screens,
  })
  const timer = setInterval(() => {
    dispatcher
      .turn()
      .catch((thrown: unknown) => logger.warn('outputs could not be served', { reason: String(thrown) }))
  }, TURN_MS)
  timer.unref()
  return { ...dispatcher, close: () => clearInterval(timer) }
}
