/** Owns the list of rules that the engine evaluates; each area lists its own. */
import type { Rule } from './rule.ts'
import { CHANNEL_RULES } from './rules/channels/channelRules.ts'
import { FEED_RULES } from './rules/feeds/feedRules.ts'
import { SPEED_RULES } from './rules/speed/speedRules.ts'
import { STOCK_RULES } from './rules/stock/stockRules.ts'

export const RULES: readonly Rule[] = [...FEED_RULES, ...CHANNEL_RULES, ...STOCK_RULES, ...SPEED_RULES]
