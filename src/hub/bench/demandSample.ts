/** Owns the forecast of the sample network's sales, taken in by a ledger and read from it at each origin. */
import { openEngine } from '../../core/engine.ts'
import { silentLogger } from '../../core/platform.ts'
import { readDemand } from '../../core/whatif/demand/readDemand.ts'
import { NO_FAULTS } from '../../simulation/faultPlan.ts'
import type { Message } from '../../simulation/message.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { DAY_MS, FILE_PACE } from '../../simulation/world.ts'
import { RESOURCES } from '../dataFolder.ts'
import { naiveScale, openErrors, type Forecast } from './demandErrors.ts'
import type { Figures } from './result.ts'

const STORES = 4
const DCS = 1
const WEEK_DAYS = 7
const TOGETHER = 100
/** Less without stock than this in a week is none. */
const SHORT_DAYS = 0.05
const ORIGINS = [42, 49]
const LAST_DAY = 56
/** A Thursday. */
const START_AT = Date.UTC(2026, 3, 2)

const SOLD_SQL = `
SELECT l.location || '|' || s.sku AS series, e.occurred_at AS at, -e.microunits / 1e6 AS units
FROM entries AS e JOIN locations AS l USING (location_id) JOIN skus AS s USING (sku_id)
WHERE e.disposition = 0 AND e.void = 0 AND e.counterpart = 'customer'`

type Waiting = Omit<Forecast, 'actual' | 'naive' | 'seasonalNaive' | 'scale'> & {
  sku: string
  location: string
  origin: number
  hadStock: boolean
}

/** Totals of the week after each origin, of every position that the ledger has. */
export async function forecastSample(seed: number, dataDirectory: string): Promise<Figures> {
  const endAt = START_AT + LAST_DAY * DAY_MS
  const simulation = createSimulation({
    seed,
    startAt: START_AT,
    endAt,
    stores: STORES,
    dcs: DCS,
    pace: FILE_PACE,
    faults: NO_FAULTS,
  })
  let now = START_AT
  const engine = await openEngine({
    dataDirectory,
    network: 'own',
    resourcesDirectory: RESOURCES,
    clock: { now: () => now },
    logger: silentLogger,
    version: 'bench',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
    alerts: 'manual',
  })
  const waiting: Waiting[] = []
  let seconds = 0
  let censored = 0
  try {
    const submit = async (messages: Iterable<Message>) => {
      const all = [...messages]
      // Together: messages that wait share a commit, and their order does not matter.
      for (let first = 0; first < all.length; first += TOGETHER) {
        await Promise.all(
          all.slice(first, first + TOGETHER).map(({ name, feed, mapping, body }) =>
            engine.intake.submit({
              feed,
              transport: 'http',
              name,
              body: Buffer.from(body),
              receivedAt: now,
              ...(mapping === undefined ? {} : { mapping }),
            }),
          ),
        )
      }
    }
    await submit(simulation.opening())
    for (let day = 1; day <= LAST_DAY; day += 1) {
      now = START_AT + day * DAY_MS
      await submit(simulation.advanceTo(now, 0))
      if (ORIGINS.includes(day - WEEK_DAYS)) {
        const week = readDemand(engine.ledger.reader, { now, horizonDays: WEEK_DAYS, historyDays: WEEK_DAYS })
        for (const one of waiting) {
          if (one.origin !== day - WEEK_DAYS) continue
          const place = week.find(one.sku, one.location)
          one.hadStock = place >= 0 && week.basisOf(place).censoredDays < SHORT_DAYS
        }
      }
      if (!ORIGINS.includes(day)) continue
      const begin = performance.now()
      const demand = readDemand(engine.ledger.reader, { now, horizonDays: WEEK_DAYS })
      seconds += (performance.now() - begin) / 1000
      for (let place = 0; place < demand.length; place += 1) {
        const { sku, location, meanPerHorizonUnits: mean, dispersion, basis } = demand.at(place)
        censored += basis.censoredDays
        waiting.push({
          series: `${location}|${sku}`,
          sku,
          location,
          class: basis.class,
          isThin: basis.isThin,
          mean,
          dispersion,
          origin: day,
          hadStock: false,
        })
      }
    }
    const sold = new Map<string, Float64Array>()
    for (const { series, at, units } of engine.ledger.reader.iterate<{
      series: string
      at: number
      units: number
    }>(SOLD_SQL)) {
      const days = sold.get(series) ?? new Float64Array(LAST_DAY)
      sold.set(series, days)
      const day = Math.floor((at - START_AT) / DAY_MS)
      if (day >= 0 && day < LAST_DAY) days[day]! += units
    }
    return {
      days: LAST_DAY,
      horizonDays: WEEK_DAYS,
      readSeconds: seconds,
      censoredDays: censored,
      ...scored(waiting, sold),
    }
  } finally {
    await engine.close()
  }
}

function scored(waiting: readonly Waiting[], sold: ReadonlyMap<string, Float64Array>): Figures {
  const errors = openErrors()
  /** Of weeks with stock throughout: what sells while there is none is less than what is asked for. */
  const inStock = openErrors()
  const none = new Float64Array(LAST_DAY)
  const total = (days: Float64Array, from: number, until: number) =>
    days.subarray(from, until).reduce((sum, units) => sum + units, 0)
  for (const { origin, hadStock, ...one } of waiting) {
    const days = sold.get(one.series) ?? none
    const weeks = Array.from({ length: origin / WEEK_DAYS }, (_, week) =>
      total(days, week * WEEK_DAYS, (week + 1) * WEEK_DAYS),
    )
    const forecast = {
      ...one,
      actual: total(days, origin, origin + WEEK_DAYS),
      naive: days[origin - 1]! * WEEK_DAYS,
      seasonalNaive: weeks.at(-1) ?? 0,
      // Seasonal naive by weekday, summed over the week: last week's total.
      scale: naiveScale(weeks, 1),
    }
    errors.add(forecast)
    if (hadStock) inStock.add(forecast)
  }
  return { ...errors.figures(), weeksInStock: inStock.figures() }
}
