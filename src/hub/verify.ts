/** Owns `tower verify`: the promises checked on a data folder; it ends with 1 where one is broken. */
import { verifyFolder } from '../core/maintenance.ts'
import { ensureLedger, folderOf, type Folder } from './openFolder.ts'
import { printJson, printLine, stderrLogger } from './output.ts'

interface VerifyOptions extends Folder {
  json: boolean
  /** The head of the chain of human acts as it was noted elsewhere. */
  head: { acts: number; hash: string } | undefined
}

export async function verify(options: VerifyOptions): Promise<void> {
  await ensureLedger(options, stderrLogger())
  const result = verifyFolder(folderOf(options), options.head)
  if (!result.ok) process.exitCode = 1
  if (options.json) return printJson(result)
  for (const check of result.checks) {
    const broken = check.violations.length
    printLine(`${broken === 0 ? 'ok    ' : 'BROKEN'}  ${check.name} (${check.checked} checked)`)
    for (const violation of check.violations) printLine(`        ${violation}`)
  }
}
