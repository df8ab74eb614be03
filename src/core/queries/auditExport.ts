/** Owns the chain of human acts as auditors are given it: who, as what, what they saw, why, and the hashes that hold it. */
import type { InputOf } from '../../shared/contract.ts'
import type { AuditEntry, AuditExport } from '../../shared/readModels/audit.ts'
import { auditHead } from './audit.ts'
import type { QueryContext } from './context.ts'

interface LinkRow {
  number: number
  setting: string | null
  hash: string
  previousHash: string | null
  identity: string | null
  occurredAt: number | null
  recordedAt: number | null
  body: string | null
}

const LINKS_SQL = `
SELECT audit.number, setting, lower(hex(audit.hash)) AS hash,
  (SELECT lower(hex(before.hash)) FROM audit AS before WHERE before.number = audit.number - 1) AS previousHash,
  identity, coalesce(occurred_at, setting ->> '$.at') AS occurredAt, recorded_at AS recordedAt, body
FROM audit LEFT JOIN events USING (event_number) LEFT JOIN messages USING (message_number)
WHERE audit.number > ? AND (? IS NULL OR coalesce(recorded_at, setting ->> '$.at') >= ?)
  AND (? IS NULL OR coalesce(recorded_at, setting ->> '$.at') < ?)
ORDER BY audit.number LIMIT ?`

/** What an act is about, by the member that names it. */
const ABOUT = [
  'transfer',
  'holder',
  'delegation',
  'alert',
  'silence',
  'rule',
  'claim',
  'opening',
  'scenario',
] as const

type Told = Record<string, unknown>
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function toEntry({ setting, body, ...link }: LinkRow): AuditEntry {
  const told = JSON.parse(setting ?? body ?? '[]') as Told | Told[]
  const acts = (Array.isArray(told) ? told : [told]).filter((one) => 'actor' in one)
  const [first = {}] = acts
  const about = ABOUT.find((name) => text(first[name]) !== null)
  return {
    ...link,
    act: text(first['type']) ?? text(first['act']) ?? 'unknown',
    of: about ? text(first[about]) : text(first['of']),
    actor: text(first['actor']),
    role: text(first['role']),
    onBehalfOf: text(first['onBehalfOf']),
    seen: text(first['seen']),
    why: text(first['why']),
    body: setting ?? body ?? '',
  }
}

export function auditExport(context: QueryContext, input: InputOf<'audit.export'>): AuditExport {
  const { after = 0, from = null, until = null, limit = 1000 } = input
  return context.reader.snapshot(() => {
    const rows = context.reader.all<LinkRow>(LINKS_SQL, [after, from, from, until, until, limit + 1])
    const entries = rows.slice(0, limit).map(toEntry)
    return {
      entries,
      next: rows.length > limit ? (entries.at(-1)?.number ?? null) : null,
      head: auditHead(context),
    }
  })
}
