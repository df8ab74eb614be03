/** Owns the reading of demand from the ledger: which positions, from which tables, and the estimate of all of them. */
import type { Reader } from '../../ledger/types.ts'
import { DAY_MS, daysOf, promotedShares, readPlaceDays, readPromotions, type Promotion } from './calendar.ts'
import { openDays } from './daySource.ts'
import type { Demand, DemandAsk } from './demand.ts'
import { openColumns } from './demandColumns.ts'
import { estimateSku } from './estimate.ts'
import type { DayHistory, SkuHistory } from './history.ts'
import { learnPools } from './pools.ts'
import { readPositions } from './positions.ts'
import { learnRhythm, weekdayOf } from './rhythm.ts'

const HISTORY_DAYS = 84
/** SKUs from which lift, overdispersion and smoothing constants of all are learned. */
const SAMPLE_SKUS = 400

const none: readonly Promotion[] = []

/** Reads and estimates; in one snapshot of the store. For a worker: seconds for a million positions. */
export function readDemand(reader: Reader, ask: DemandAsk): Demand {
  return reader.snapshot(() => readNow(reader, ask))
}

function readNow(reader: Reader, ask: DemandAsk): Demand {
  const { scope = {}, now, horizonDays, transitDays = 0, historyDays = HISTORY_DAYS, correction = null } = ask
  const positions = readPositions(reader, scope)
  const { skus, places, firstOfSku } = positions
  const source = openDays(reader, positions, now, historyDays)
  const { window } = source
  const rhythms = learnRhythm(readPlaceDays(reader, places, window), window.firstDay)
  const untilDays = Math.max(horizonDays, transitDays)
  const promotions = readPromotions(reader, window.firstDay * DAY_MS, now + untilDays * DAY_MS)
  const weekdays = Array.from({ length: daysOf(window) }, (_, at) => weekdayOf(window.firstDay + at))
  const rhythmOf = rhythms.map(({ weekday }) => Float64Array.from(weekdays, (day) => weekday[day]!))
  const noPromotion = promotedShares(none, window)

  /** @param censored takes the days without stock of each position, where they are wanted */
  const historyOf = (sku: number, censored?: number[]): SkuHistory => {
    const own = promotions.get(skus[sku]!)
    const history: DayHistory[] = []
    for (let position = firstOfSku[sku]!; position < firstOfSku[sku + 1]!; position += 1) {
      const place = positions.place[position]!
      const { told, kind, size } = rhythms[place]!
      const days = source.daysOf(position)
      censored?.push(days.censoredDays)
      const exposure = days.exposure.map((share, at) => share * told[at]!)
      history.push({ units: days.units, exposure, rhythm: rhythmOf[place]!, size, kind })
    }
    return { positions: history, promoted: own ? promotedShares(own, window) : noPromotion }
  }

  const step = Math.max(1, Math.ceil(skus.length / SAMPLE_SKUS))
  const pools = learnPools(skus.flatMap((_, sku) => (sku % step === 0 ? [historyOf(sku)] : [])))
  const columns = openColumns({
    positions,
    rhythms,
    promotions,
    source: source.kind,
    now,
    horizonDays,
    transitDays,
    correction,
  })
  for (let sku = 0; sku < skus.length; sku += 1) {
    const censored: number[] = []
    const estimate = estimateSku(historyOf(sku, censored), pools)
    for (const [index, position] of estimate.positions.entries()) position.censoredDays = censored[index]!
    columns.put(sku, estimate)
  }
  return columns.demand()
}
