/** Owns which SKU another name of an article stands for, the one that was said last, and who is to hear that it changed. */
import type { Projection, SubjectContext } from '../ledger/subjects.ts'
import { moveListings } from './listings.ts'
import { mergeStatements } from './masterData.ts'
import { touchPromotionsOf } from './promotions.ts'
import { moveSafetyStocks } from './safetyStocks.ts'

export const skuAliasProjection: Projection = {
  kind: 'skuAlias',
  types: ['SkuAliased'],
  subjectsOf: (event) => (event.type === 'SkuAliased' ? [event.alias] : []),
  save(context, alias, facts) {
    const { sku } = mergeStatements(facts, 'SkuAliased')
    const before = context.skuTied(alias, sku === alias ? undefined : sku)
    if (before === null) return
    moveSafetyStocks(context, before, sku ?? alias)
    moveListings(context, before, sku ?? alias)
    touchPromotionsOf(context, alias)
    touchHolders(context, alias, before)
    return 'changed'
  },
}

/** Has orders folded anew that hold stock for a line of that name; those with claims depend on the tie themselves. */
function touchHolders({ writer, touch }: SubjectContext, alias: string, sku: string): void {
  const orders = writer.all<{ order: string }>(
    `SELECT DISTINCT order_id AS "order" FROM order_holds AS held WHERE sku = ? AND EXISTS (
       SELECT 1 FROM order_lines JOIN skus USING (sku_id) WHERE order_lines.order_id = held.order_id AND skus.sku = ?)`,
    [sku, alias],
  )
  for (const { order } of orders) touch('order', order)
}
