/** Owns the check that a ledger page's entries lead from its opening to its closing. */
import type { LedgerPage } from '../../../shared/readModels/inventory.ts'
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'

const whole = (units: number) => Math.round(units * MICROUNITS_PER_UNIT)

export interface LedgerSums {
  /** Moves that count; one that was recorded after a later count is part of that count's variance. */
  movesUnits: number
  varianceUnits: number
  addsUp: boolean
  /** Closing minus what the entries lead to. */
  offBy: number
}

/** Adds up in whole millionths, as the ledger does, so that no rounding shows. */
export function ledgerSums(page: Pick<LedgerPage, 'openingUnits' | 'entries' | 'closingUnits'>): LedgerSums {
  let moves = 0
  let variance = 0
  for (const entry of page.entries) {
    if (entry.kind === 'move') moves += whole(entry.units)
    else variance += whole(entry.varianceUnits)
  }
  const off = whole(page.closingUnits) - whole(page.openingUnits) - moves - variance
  return {
    movesUnits: moves / MICROUNITS_PER_UNIT,
    varianceUnits: variance / MICROUNITS_PER_UNIT,
    addsUp: off === 0,
    offBy: off / MICROUNITS_PER_UNIT,
  }
}
