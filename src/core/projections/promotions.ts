/** Owns planned promotions: what was said last of each, and the SKUs that the names in it stand for. */
import type { Projection, SubjectContext } from '../ledger/subjects.ts'

export const promotionProjection: Projection = {
  kind: 'promotion',
  types: ['PromotionPlanned'],
  subjectsOf: (event) => (event.type === 'PromotionPlanned' ? [event.promotion] : []),
  save({ writer, skuOf }, promotion, facts) {
    writer.run('DELETE FROM promotion_skus WHERE promotion = ?', [promotion])
    const latest = facts.at(-1)
    if (latest?.event.type !== 'PromotionPlanned') {
      writer.run('DELETE FROM promotions WHERE promotion = ?', [promotion])
      return
    }
    const { name = null, channels, skus, startsAt, endsAt, cancelled = false } = latest.event
    writer.run(
      `INSERT OR REPLACE INTO promotions (promotion, name, channels, starts_at, ends_at, cancelled, told_at, told_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        promotion,
        name,
        JSON.stringify([...new Set(channels)].sort()),
        startsAt,
        endsAt,
        Number(cancelled),
        latest.occurredAt,
        latest.identity,
      ],
    )
    for (const sku of new Set(skus)) {
      writer.run('INSERT INTO promotion_skus (promotion, name, sku) VALUES (?, ?, ?)', [
        promotion,
        sku,
        skuOf(sku),
      ])
    }
  },
}

/** Has the promotions made anew that name a SKU by a name that now stands for another. */
export function touchPromotionsOf({ writer, touch }: SubjectContext, name: string): void {
  for (const { promotion } of writer.all<{ promotion: string }>(
    'SELECT promotion FROM promotion_skus WHERE name = ?',
    [name],
  )) {
    touch('promotion', promotion)
  }
}
