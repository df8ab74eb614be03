/** Owns the list of rules that look after stock. */
import type { Rule } from '../../rule.ts'
import { ageingStock } from './ageingStock.ts'
import { bufferBreached } from './bufferBreached.ts'
import { countVariance } from './countVariance.ts'
import { negativeLedger } from './negativeLedger.ts'
import { overstock } from './overstock.ts'
import { phantomStock } from './phantomStock.ts'
import { projectedStockout } from './projectedStockout.ts'
import { receivedShort } from './receivedShort.ts'
import { stockout } from './stockout.ts'
import { transitOverdue } from './transitOverdue.ts'

export const STOCK_RULES: readonly Rule[] = [
  stockout,
  projectedStockout,
  overstock,
  ageingStock,
  negativeLedger,
  countVariance,
  phantomStock,
  transitOverdue,
  receivedShort,
  bufferBreached,
]
