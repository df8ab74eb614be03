/** Owns `tower verify`: the promises checked on a data folder; it ends with 1 where one is broken. */
import { verifyFolder } from '../core/maintenance.ts'
import { ensureLedger, folderOf, type Folder } from './openFolder.ts'
import { printJson, printLine, stderrLogger } from './output.ts'

export async function verify(options: Folder & { json: boolean }): Promise<void> {
  await ensureLedger(options, stderrLogger())
  const result = verifyFolder(folderOf(options))
  if (!result.ok) process.exitCode = 1
  if (options.json) return printJson(result)
  for (const check of result.checks) {
    const broken = check.violations.length
    printLine(`${broken === 0 ? 'ok    ' : 'BROKEN'}  ${check.name} (${check.checked} checked)`)
    for (const violation of check.violations) printLine(`        ${violation}`)
  }
}
