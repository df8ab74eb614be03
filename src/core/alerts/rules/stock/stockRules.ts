/** Owns the list of rules that look after stock. */
import type { Rule } from '../../rule.ts'

export const STOCK_RULES: readonly Rule[] = []
