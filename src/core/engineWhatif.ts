/** Owns how the engine opens what-if: where runs are kept, and how their lines become drafts of transfers. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { WhatifSurroundings } from './api/whatifHandlers.ts'
import type { Ledger } from './ledger/types.ts'
import type { Clock, Logger } from './platform.ts'
import { ledgerPosition } from './queries/context.ts'
import { openWhatifDesk } from './whatifDesk.ts'

/** Name of the folder of runs within the data folder. */
const FOLDER = 'whatif'

export function openWhatif(options: {
  dataDirectory: string
  path: string
  thread: URL
  ledger: Ledger
  clock: Clock
  logger: Logger
}): WhatifSurroundings & { close(): Promise<void> } {
  const { dataDirectory, path, thread, ledger, clock, logger } = options
  const { reader } = ledger
  const runs = openWhatifDesk({
    path,
    folder: join(dataDirectory, FOLDER),
    thread,
    reader,
    position: () => ledgerPosition(reader),
    clock,
    logger,
    freshId: randomUUID,
  })
  return {
    runs,
    freshId: randomUUID,
    close: runs.close,
  }
}
