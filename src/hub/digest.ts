/** Owns `tower digest`: the hash of the state. */
import { digestFolder } from '../core/maintenance.ts'
import { LEDGER_THREAD } from './dataFolder.ts'
import { ensureLedger, folderOf, type Folder } from './openFolder.ts'
import { printJson, printLine, stderrLogger } from './output.ts'

export async function digest(options: Folder & { asOf: number | undefined; json: boolean }): Promise<void> {
  await ensureLedger(options, stderrLogger())
  const result = await digestFolder(folderOf(options), options.asOf, LEDGER_THREAD)
  if (options.json) return printJson(result)
  printLine(`${result.digest}  (${result.events} events)`)
}
