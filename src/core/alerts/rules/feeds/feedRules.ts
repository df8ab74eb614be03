/** Owns the list of rules that look after feeds and the engine itself. */
import type { Rule } from '../../rule.ts'

export const FEED_RULES: readonly Rule[] = []
