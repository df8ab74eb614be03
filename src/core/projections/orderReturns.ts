/** Owns the returns that were received: where, when, how many units, and when they were graded. */
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { Writer } from '../ledger/types.ts'
import type { LineFold } from './orders/lineFold.ts'

/** Writes an order's received returns anew. */
export function saveReturns(writer: Writer, order: string, lines: readonly LineFold[]): void {
  writer.run('DELETE FROM order_returns WHERE order_id = ?', [order])
  for (const { statement, returns } of lines) {
    for (const one of returns) {
      const { received, graded } = one.stepAt
      if (received === undefined || one.step === 'withdrawn') continue
      writer.run(
        `INSERT INTO order_returns (order_id, return, line, location, received_at, graded_at, microunits)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [
          order,
          one.return,
          statement.line,
          one.location,
          received,
          graded ?? null,
          Math.round(one.units * MICROUNITS_PER_UNIT),
        ],
      )
    }
  }
}
