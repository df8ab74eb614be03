/** Owns `tower audit export`: the chain of human acts as lines of JSON, for auditors. */
import type { AuditExport } from '../shared/readModels/audit.ts'
import { WrongUsage } from './failure.ts'
import { callFolder, expectLedger, type Folder } from './openFolder.ts'
import { stderrLogger } from './output.ts'

/** An instant as ISO 8601 or as milliseconds since 1970. */
function instantOf(text: string | undefined, option: string): { [name: string]: number } {
  if (text === undefined) return {}
  const instant = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isSafeInteger(instant) || instant < 0)
    throw new WrongUsage(`--${option} is to be a time such as 2026-03-01T00:00:00Z.`)
  return { [option]: instant }
}

/** Writes a line for each act, then one for the head of the chain. With `json`, one document instead. */
export async function exportAudit(
  options: Folder & { from?: string | undefined; until?: string | undefined; json: boolean },
): Promise<void> {
  const period = { ...instantOf(options.from, 'from'), ...instantOf(options.until, 'until') }
  expectLedger(options)
  const logger = stderrLogger()
  const entries: AuditExport['entries'] = []
  let after: number | null = 0
  let head: AuditExport['head'] = { acts: 0, hash: null }
  while (after !== null) {
    const page = (await callFolder(options, logger, 'query', 'audit.export', {
      ...period,
      after,
      limit: 5000,
    })) as AuditExport
    if (options.json) entries.push(...page.entries)
    else for (const entry of page.entries) process.stdout.write(`${JSON.stringify(entry)}\n`)
    after = page.next
    head = page.head
  }
  process.stdout.write(`${JSON.stringify(options.json ? { entries, head } : { head })}\n`)
}
