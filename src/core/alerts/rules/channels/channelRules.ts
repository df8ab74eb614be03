/** Owns the list of rules that look after what channels show and promise. */
import type { Rule } from '../../rule.ts'
import { activeWithoutStock } from './activeWithoutStock.ts'
import { channelStockOld } from './channelStockOld.ts'
import { hiddenStock } from './hiddenStock.ts'
import { inactiveWithStock } from './inactiveWithStock.ts'
import { orderStateDifference } from './orderStateDifference.ts'
import { oversellRisk } from './oversellRisk.ts'
import { priceDifference } from './priceDifference.ts'
import { promiseDifference } from './promiseDifference.ts'
import { promotionDifference } from './promotionDifference.ts'
import { promotionOverrun } from './promotionOverrun.ts'

export const CHANNEL_RULES: readonly Rule[] = [
  oversellRisk,
  hiddenStock,
  priceDifference,
  promotionDifference,
  promotionOverrun,
  activeWithoutStock,
  inactiveWithStock,
  promiseDifference,
  channelStockOld,
  orderStateDifference,
]
