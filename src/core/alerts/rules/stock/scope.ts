/** Owns the threshold that holds for a position: that of the rule is the easiest of all scopes, and only a filter. */
import type { RuleContext } from '../../rule.ts'

export const thresholdAt = (
  context: RuleContext,
  { location, sku }: { location: string; sku: string },
): number => context.settings({ location, sku }).threshold
