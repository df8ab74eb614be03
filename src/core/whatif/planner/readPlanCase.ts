/** Owns how a rebalancing case is read: what is no case is refused with the first wrong field named. */
import { TowerError } from '../../../shared/errors.ts'
import type { PlanCase } from '../../../shared/planCase.ts'
import { faultOfPlanCase, isPlanCase } from '../../../shared/planCaseShape.ts'

/** @throws TowerError `invalid`, with `details.field` */
export function parsePlanCase(text: string): PlanCase {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    throw refusal('', `is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  return checkPlanCase(value)
}

/**
 * What the schema cannot say: ids are known and come once, gains fall, losses rise and leave the floor.
 * @throws TowerError `invalid`, with `details.field`
 */
export function checkPlanCase(value: unknown): PlanCase {
  if (!isPlanCase(value)) {
    const { path, message } = faultOfPlanCase(value)
    throw refusal(fieldOf(path), message.toLowerCase())
  }
  const locations = indexOf(value.locations, 'locations', ({ id }) => id)
  const skus = indexOf(value.skus, 'skus', ({ id }) => id)
  const known = (index: ReadonlyMap<string, number>, id: string, field: string, what: string): number => {
    const at = index.get(id)
    if (at === undefined) throw refusal(field, `names the ${what} ${shown(id)}, which the case does not have`)
    return at
  }
  const width = value.locations.length
  const lanes = new Set<number>()
  value.lanes.forEach(({ from, to }, i) => {
    const source = known(locations, from, `lanes[${i}].from`, 'location')
    const target = known(locations, to, `lanes[${i}].to`, 'location')
    if (source === target) throw refusal(`lanes[${i}].to`, 'leads back to where it comes from')
    if (!addTo(lanes, source * width + target)) throw refusal(`lanes[${i}]`, 'is there twice')
  })
  const pairs = new Set<number>()
  value.stock.forEach((row, i) => {
    const sku = known(skus, row.sku, `stock[${i}].sku`, 'SKU')
    const location = known(locations, row.loc, `stock[${i}].loc`, 'location')
    if (!addTo(pairs, sku * width + location)) throw refusal(`stock[${i}]`, 'is there twice')
    if (row.gains) checkOrder(row.gains, -1, `stock[${i}].gains`)
    if (row.losses) checkOrder(row.losses, 1, `stock[${i}].losses`)
    if ((row.losses?.length ?? 0) > Math.max(0, row.on_hand - row.floor)) {
      throw refusal(`stock[${i}].losses`, 'give more than the stock above the floor')
    }
  })
  const offered = (ban: { from: string; to: string; sku?: string | undefined }, field: string): void => {
    const from = known(locations, ban.from, `${field}.from`, 'location')
    const to = known(locations, ban.to, `${field}.to`, 'location')
    if (!lanes.has(from * width + to)) throw refusal(field, 'names a lane that the case does not have')
    if (ban.sku !== undefined) known(skus, ban.sku, `${field}.sku`, 'SKU')
  }
  value.forbidden?.forEach((ban, i) => offered(ban, `forbidden[${i}]`))
  const pins = new Set<string>()
  value.pinned?.forEach((pin, i) => {
    offered(pin, `pinned[${i}]`)
    if (pins.size === pins.add(JSON.stringify([pin.sku, pin.from, pin.to])).size) {
      throw refusal(`pinned[${i}]`, 'is there twice')
    }
  })
  return value
}

function indexOf<T>(list: readonly T[], name: string, id: (item: T) => string): Map<string, number> {
  const index = new Map<string, number>()
  list.forEach((item, i) => {
    if (index.has(id(item))) throw refusal(`${name}[${i}].id`, `${shown(id(item))} is there twice`)
    index.set(id(item), i)
  })
  return index
}

function addTo(set: Set<number>, key: number): boolean {
  const size = set.size
  return set.add(key).size > size
}

/** The order is what makes prefixes of units the best ones. */
function checkOrder(values: readonly number[], direction: 1 | -1, field: string): void {
  for (let t = 1; t < values.length; t++) {
    if (((values[t] ?? 0) - (values[t - 1] ?? 0)) * direction < -1e-9) {
      throw refusal(
        `${field}[${t}]`,
        direction > 0 ? 'is below the loss before it' : 'is above the gain before it',
      )
    }
  }
}

const shown = (id: string) => JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id)

/** `/stock/12/gains/3` as `stock[12].gains[3]`. */
const fieldOf = (path: string) =>
  path
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replace(/\//g, '.')
    .replace(/^\./, '')

function refusal(field: string, what: string): TowerError {
  return new TowerError('invalid', `This rebalancing case cannot be read: ${field || 'it'} ${what}.`, {
    field,
  })
}
