/** Owns the list of rules that look after what channels show and promise. */
import type { Rule } from '../../rule.ts'

export const CHANNEL_RULES: readonly Rule[] = []
