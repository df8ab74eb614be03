/** Owns the list of rules that the engine evaluates; each area lists its own. */
import type { AlertArea } from '../../shared/vocabulary.ts'
import type { Rule } from './rule.ts'
import { CHANNEL_RULES } from './rules/channels/channelRules.ts'
import { FEED_RULES } from './rules/feeds/feedRules.ts'
import { SPEED_RULES } from './rules/speed/speedRules.ts'
import { STOCK_RULES } from './rules/stock/stockRules.ts'

export const RULES: readonly Rule[] = [...FEED_RULES, ...CHANNEL_RULES, ...STOCK_RULES, ...SPEED_RULES]

const AREAS = new Map(RULES.map(({ rule, area }) => [rule, area]))

/** What a rule looks after; a user's own rules are about stock unless their subject says otherwise. */
export const areaOfRule = (rule: string): AlertArea => AREAS.get(rule) ?? 'stock'
