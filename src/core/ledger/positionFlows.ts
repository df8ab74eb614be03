/** Owns what left and came per position and 28 days: sums and day marks that do not depend on the order of arrival. */
import type { Writer } from './types.ts'
import { SELLABLE, type Balance } from './balanceStore.ts'
import { openBulkInsert } from './bulkInsert.ts'
import type { PeriodFlow } from './periodFlow.ts'
import { COUNT } from './stockEffects.ts'

const DAY_MS = 86_400_000
/** Days of a period: a day's mark is a bit. */
export const PERIOD_DAYS = 28

interface FlowEntry {
  kind: number
  microunits: number
  counterpart: string | null
}

export interface PositionFlows {
  /** Puts what the balance's entries say in the place of what was summed before. */
  replace(balance: Balance, entries: readonly (FlowEntry & { occurredAt: number })[]): void
  /** Writes what was noted on these balances. */
  write(balances: readonly Balance[]): void
  discard(): void
}

function flowOf(balance: Balance, period: number): PeriodFlow {
  const flows = (balance.flows ??= [])
  const known = flows.find((one) => one.period === period)
  if (known) return known
  const flow = { period, sold: 0, sent: 0, leftDays: 0, cameDays: 0 }
  flows.push(flow)
  return flow
}

/** Notes on a balance what a move took from sellable stock or brought to it; whatever else an entry is, it is no flow. */
export function noteFlow(balance: Balance, entry: FlowEntry, occurredAt: number): void {
  if (balance.disposition !== SELLABLE || entry.kind === COUNT) return
  const { counterpart, microunits } = entry
  const isSale = counterpart === 'customer'
  const isTransit = counterpart === 'inTransit'
  if (!isSale && !isTransit && !(counterpart === 'supplier' && microunits > 0)) return
  const day = Math.floor(occurredAt / DAY_MS)
  const period = Math.floor(day / PERIOD_DAYS)
  const flow = flowOf(balance, period)
  const mark = 1 << (day - period * PERIOD_DAYS)
  if (isSale) flow.sold -= microunits
  else if (isTransit && microunits < 0) flow.sent -= microunits
  if (microunits < 0) flow.leftDays |= mark
  else if (!isSale && microunits > 0) flow.cameDays |= mark
}

export function openPositionFlows(writer: Writer): PositionFlows {
  const rows = openBulkInsert(
    writer,
    'INSERT INTO position_periods (location_id, sku_id, period, sold, sent, left_days, came_days)',
    7,
    `ON CONFLICT (location_id, sku_id, period) DO UPDATE SET sold = sold + excluded.sold, sent = sent + excluded.sent,
       left_days = left_days | excluded.left_days, came_days = came_days | excluded.came_days`,
  )
  return {
    replace(balance, entries) {
      if (balance.disposition !== SELLABLE) return
      writer.run('DELETE FROM position_periods WHERE location_id = ? AND sku_id = ?', [
        balance.locationId,
        balance.skuId,
      ])
      delete balance.flows
      for (const entry of entries) noteFlow(balance, entry, entry.occurredAt)
    },
    write(balances) {
      for (const balance of balances) {
        if (!balance.flows) continue
        const { locationId, skuId } = balance
        for (const { period, sold, sent, leftDays, cameDays } of balance.flows) {
          rows.add([locationId, skuId, period, sold, sent, leftDays, cameDays])
        }
        delete balance.flows
      }
      rows.flush()
    },
    discard: rows.discard,
  }
}
