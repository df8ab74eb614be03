/** Owns the question for the end of the chain of human acts. */
import type { AuditHead } from '../../shared/readModels/alerts.ts'
import type { QueryContext } from './context.ts'

export function auditHead({ reader }: QueryContext): AuditHead {
  const head = reader.get<{ acts: number; hash: string }>(
    'SELECT number AS acts, lower(hex(hash)) AS hash FROM audit ORDER BY number DESC LIMIT 1',
  )
  return head ?? { acts: 0, hash: null }
}
