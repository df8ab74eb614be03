/** Owns the list of rules that look after promises, lanes and locations at work. */
import type { Rule } from '../../rule.ts'

export const SPEED_RULES: readonly Rule[] = []
