/** Owns what rules about channels know of planned promotions. */
import { ofStep } from '../../step.ts'
import { LIVING_MS, type Listing, type Store } from './listings.ts'

export interface Plan {
  promotion: string
  name: string
  channels: readonly string[]
  startsAt: number
  /** When it should run no more: its end, or when it was called off. */
  endsAt: number
  cancelled: boolean
  toldAt: number
  toldBy: string
}

const PLANS_SQL = `
SELECT sku, promotions.promotion, coalesce(promotions.name, promotions.promotion) AS name, channels, starts_at AS startsAt,
  CASE cancelled WHEN 1 THEN min(ends_at, told_at) ELSE ends_at END AS endsAt, cancelled, told_at AS toldAt,
  told_by AS toldBy
FROM promotion_skus INDEXED BY promotion_skus_by_sku JOIN promotions USING (promotion)
WHERE sku IN (SELECT value FROM json_each(?))
  AND (ends_at > ? OR EXISTS (SELECT 1 FROM listings WHERE listings.sku = promotion_skus.sku
    AND listings.promotion = promotions.promotion))
ORDER BY sku, starts_at, promotions.promotion`

/** Plans that name these SKUs: those that are not long over, and those that a channel still shows. */
export function plansOf(context: Store, skus: Iterable<string>): Map<string, Plan[]> {
  const known = ofStep(context, 'plans', () => new Map<string, Plan[]>())
  const wanted = [...new Set(skus)]
  const missing = wanted.filter((sku) => !known.has(sku))
  for (const sku of missing) known.set(sku, [])
  if (missing.length > 0) {
    const rows = context.reader.all<
      Omit<Plan, 'channels' | 'cancelled'> & { sku: string; channels: string; cancelled: number }
    >(PLANS_SQL, [JSON.stringify(missing), context.now - LIVING_MS])
    for (const { sku, ...row } of rows) {
      const plan = { ...row, channels: JSON.parse(row.channels) as string[], cancelled: row.cancelled === 1 }
      const plans = known.get(sku)
      // One promotion may name a SKU by two of its names.
      if (plans && plans.at(-1)?.promotion !== plan.promotion) plans.push(plan)
    }
  }
  return new Map(wanted.map((sku) => [sku, known.get(sku) ?? []]))
}

export const isPlannedFor = (plan: Plan, { channel }: Listing): boolean =>
  !plan.cancelled && plan.channels.includes(channel.channel)

export const isRunning = ({ startsAt, endsAt, cancelled }: Plan, now: number): boolean =>
  !cancelled && startsAt <= now && now < endsAt

/**
 * The planned promotion that a listing's price is to be seen under: the one that it shows, where that is planned for the
 * channel; of a channel that tells of no promotions, the one that should run. Null: none explains its price.
 */
export function explainingPlan(listing: Listing, plans: readonly Plan[], now: number): Plan | null {
  const own = plans.filter((plan) => isPlannedFor(plan, listing))
  const found = listing.promotionTold
    ? own.find(({ promotion }) => promotion === listing.promotion)
    : own.find((plan) => isRunning(plan, now))
  return found ?? null
}
