/** Owns the list of rules that look after feeds and the engine itself. */
import type { Rule } from '../../rule.ts'
import { clockSkew } from './clockSkew.ts'
import { duplicateStorm } from './duplicateStorm.ts'
import { feedLagging } from './feedLagging.ts'
import { feedSilent } from './feedSilent.ts'
import { quarantineRate } from './quarantineRate.ts'
import { reconciliationDifference } from './reconciliationDifference.ts'
import { ruleNotEvaluated } from './ruleNotEvaluated.ts'
import { schemaDrift } from './schemaDrift.ts'
import { sequenceGap } from './sequenceGap.ts'

export const FEED_RULES: readonly Rule[] = [
  feedSilent,
  feedLagging,
  sequenceGap,
  quarantineRate,
  duplicateStorm,
  clockSkew,
  schemaDrift,
  reconciliationDifference,
  ruleNotEvaluated,
]
