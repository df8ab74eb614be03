/** Owns which SKU another name of an article stands for: the one that was said last. */
import type { Projection } from '../ledger/subjects.ts'
import { mergeStatements } from './masterData.ts'

export const skuAliasProjection: Projection = {
  kind: 'skuAlias',
  types: ['SkuAliased'],
  subjectsOf: (event) => (event.type === 'SkuAliased' ? [event.alias] : []),
  save({ skuTied }, alias, facts) {
    const { sku } = mergeStatements(facts, 'SkuAliased')
    skuTied(alias, sku === alias ? undefined : sku)
  },
}
