/** Owns the list of who asked to see which customer. */
import type { InputOf } from '../../shared/contract.ts'
import type { AccessLog } from '../../shared/readModels/experience.ts'
import type { QueryContext } from './context.ts'

export function accessLog({ reader }: QueryContext, input: InputOf<'experience.accessLog'>): AccessLog {
  const { pseudonym = null, limit = 100, offset = 0 } = input
  const where = 'WHERE ? IS NULL OR pseudonym = ?'
  type Row = Omit<AccessLog['rows'][number], 'granted'> & { granted: number }
  return {
    rows: reader
      .all<Row>(
        `SELECT opened_at AS at, pseudonym, actor, role, why, granted FROM customer_openings ${where}
         ORDER BY opened_at DESC, opening LIMIT ? OFFSET ?`,
        [pseudonym, pseudonym, limit, offset],
      )
      .map((row) => ({ ...row, granted: row.granted === 1 })),
    total:
      reader.get<{ n: number }>(`SELECT count(*) AS n FROM customer_openings ${where}`, [
        pseudonym,
        pseudonym,
      ])?.n ?? 0,
  }
}
