/** Owns the reading of demand from the ledger: from every sale where that can be had in seconds, else from sums of 28 days. */
import type { Reader } from '../../ledger/types.ts'
import { DAY_MS, daysOf, promotedShares, readPlaceDays, readPromotions, type Window } from './calendar.ts'
import { openColumns } from './columns.ts'
import type { Demand, DemandAsk } from './demand.ts'
import { readChains, scanEntries } from './entryRows.ts'
import { estimateSku } from './estimate.ts'
import type { SkuHistory } from './history.ts'
import { HOUR_COUNT, hoursOf } from './hours.ts'
import { periodDays, periodWindow } from './periodDays.ts'
import { readPeriods } from './periodRows.ts'
import { learnPools } from './pools.ts'
import { readPositions, type Positions } from './positions.ts'
import { learnRhythm, type PlaceRhythm } from './rhythm.ts'
import { stockDays, type StockDays } from './stockDays.ts'

const HISTORY_DAYS = 84
/** So far ahead planned promotions are read, at least. */
const AHEAD_DAYS = 120
/** Positions that all SKUs' common figures are learned from. */
const SAMPLE_POSITIONS = 4_000

/** What one reading may cost. */
export interface ReadLimits {
  /** A ledger of more entries is not gone through whole. */
  scannedEntries: number
  /** Of so many positions or fewer, each is read by its chain, whatever the ledger's size. */
  chainedPositions: number
  /** Of so few, chains are quicker than going through all entries. */
  fewPositions: number
}

const LIMITS: ReadLimits = { scannedEntries: 4_000_000, chainedPositions: 20_000, fewPositions: 1_000 }

/** Reads and estimates, in one snapshot of the store. For a worker: seconds for a million positions. */
export function readDemand(reader: Reader, ask: DemandAsk, limits: ReadLimits = LIMITS): Demand {
  return reader.snapshot(() => {
    const positions = readPositions(reader, ask.scope ?? {})
    const entries = reader.get<{ n: number | null }>('SELECT max(entry_number) AS n FROM entries')?.n ?? 0
    const isScan = entries <= limits.scannedEntries && positions.length > limits.fewPositions
    const isWhole = isScan || positions.length <= limits.chainedPositions
    const source = isWhole
      ? wholeSource(reader, positions, ask, isScan)
      : glanceSource(reader, positions, ask, entries <= limits.scannedEntries)
    const columns = openColumns({
      ask,
      positions,
      rhythms: source.rhythms,
      promotions: source.promotions,
      source: isWhole ? 'days' : 'periods',
    })
    for (let sku = 0; sku < positions.skus.length; sku += 1) {
      if (positions.firstOfSku[sku] === positions.firstOfSku[sku + 1]) continue
      columns.add(sku, estimateSku(source.historyOf(sku), source.pools))
    }
    return columns.demand()
  })
}

interface Calendar {
  window: Window
  rhythms: PlaceRhythm[]
  promotions: ReturnType<typeof readPromotions>
}

interface Source extends Calendar {
  pools: ReturnType<typeof learnPools>
  historyOf(sku: number): SkuHistory
}

function calendarOf(reader: Reader, positions: Positions, ask: DemandAsk, window: Window): Calendar {
  const farthest = Math.max(AHEAD_DAYS, ask.horizonDays, ask.transitDays ?? 0)
  return {
    window,
    // The day that runs is told in part: it would look like a poor one.
    rhythms: learnRhythm(readPlaceDays(reader, positions.places, window), window.firstDay),
    promotions: readPromotions(reader, window.firstDay * DAY_MS, ask.now + farthest * DAY_MS),
  }
}

const wholeDays = (now: number, historyDays: number): Window => {
  const today = Math.floor(now / DAY_MS)
  return { firstDay: today - Math.max(1, Math.floor(historyDays)), lastDay: today - 1 }
}

/** A SKU's history from the days of each of its positions. */
function historyMaker(
  positions: Positions,
  { window, rhythms, promotions }: Calendar,
  daysOfPosition: (position: number) => StockDays,
  isSpread: boolean,
): (sku: number) => SkuHistory {
  const factors = rhythms.map(({ weekday }) => {
    const first = (((window.firstDay + 4) % 7) + 7) % 7
    return Float64Array.from({ length: daysOf(window) }, (_, at) => weekday[(first + at) % 7]!)
  })
  return (sku) => ({
    isSpread,
    promoted: promotedShares(promotions.get(positions.skus[sku]!) ?? [], window),
    positions: Array.from(
      { length: positions.firstOfSku[sku + 1]! - positions.firstOfSku[sku]! },
      (_, offset) => {
        const position = positions.firstOfSku[sku]! + offset
        const place = positions.place[position]!
        const { told, kind, size } = rhythms[place]!
        const { units, exposure, censoredDays } = daysOfPosition(position)
        for (let at = 0; at < exposure.length; at += 1) {
          // What sold although the place is held to have been silent was told.
          if (told[at] === 0 && !(units[at]! > 0)) exposure[at] = 0
        }
        return { units, exposure, rhythm: factors[place]!, size, kind, censoredDays }
      },
    ),
  })
}

function wholeSource(reader: Reader, positions: Positions, ask: DemandAsk, isScan: boolean): Source {
  const window = wholeDays(ask.now, ask.historyDays ?? HISTORY_DAYS)
  const calendar = calendarOf(reader, positions, ask, window)
  const entries = (isScan ? scanEntries : readChains)(reader, positions, window, ask.now)
  const hours = positions.places.map((_, place) =>
    hoursOf(entries.salesByHour.subarray(place * HOUR_COUNT, (place + 1) * HOUR_COUNT)),
  )
  const historyOf = historyMaker(
    positions,
    calendar,
    (position) => {
      const found = entries.of(position)
      const own = hours[positions.place[position]!]!
      return stockDays(found.entries, positions.stock[position]!, found.began, window, own)
    },
    false,
  )
  return { ...calendar, historyOf, pools: learnPools(sampleOf(positions).map(historyOf)) }
}

/** SKUs at even distances, until enough positions are together. */
function sampleOf({ skus, firstOfSku, length }: Positions): number[] {
  const step = Math.max(1, Math.floor(length / SAMPLE_POSITIONS))
  return Array.from(skus.keys()).filter((sku) => sku % step === 0 && firstOfSku[sku + 1]! > firstOfSku[sku]!)
}

function glanceSource(reader: Reader, positions: Positions, ask: DemandAsk, isSmall: boolean): Source {
  const window = periodWindow(ask.now, ask.historyDays ?? HISTORY_DAYS)
  const calendar = calendarOf(reader, positions, ask, window)
  const periods = readPeriods(reader, positions, window)
  const { now } = ask
  const { stock, latestAt } = positions
  const historyOf = historyMaker(
    positions,
    calendar,
    (position) =>
      periodDays(
        periods.of(position),
        { stock: stock[position]!, latestAt: latestAt[position]!, now },
        window,
      ),
    true,
  )
  // What sums of 28 days cannot tell is learned from a sample of positions, sale by sale.
  const skus = sampleOf(positions).map((sku) => positions.skus[sku]!)
  const places = sampleOfPlaces(positions, skus.length)
  const sampled = readPositions(reader, { skus, locations: places })
  const pools = wholeSource(reader, sampled, ask, isSmall && sampled.length > SAMPLE_POSITIONS).pools
  return { ...calendar, historyOf, pools }
}

/** Places at even distances: so many that with these SKUs they come to the size of a sample. */
function sampleOfPlaces({ places }: Positions, skus: number): string[] {
  const step = Math.max(1, Math.ceil((places.length * skus) / SAMPLE_POSITIONS))
  return places.filter((_, place) => place % step === 0).map(({ location }) => location)
}
