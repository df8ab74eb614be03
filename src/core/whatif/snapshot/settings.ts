/** Owns the figures that are settings and not data: their values where nobody names others, and how they are told. */
import type { ScenarioSettings } from '../../../shared/whatifDefinition.ts'

export type BaseSettings = Required<ScenarioSettings>

/**
 * Cautious middle values of general retail. A year's holding of a quarter of the price is the usual textbook rate; the
 * costs of handling and carriage are those of cartons sent between own places.
 */
export const SETTINGS: BaseSettings = {
  marginShare: 0.4,
  lostSalePenaltyShare: 0.1,
  holdingShareOfYear: 0.25,
  // 0: the median of the prices that are known.
  unknownPrice: 0,
  handlingPerUnit: 0.5,
  transportPerUnit100Km: 0.05,
  transportPerKg100Km: 0.1,
  unknownWeightGrams: 500,
  laneCharge: 0,
  nearestStores: 5,
  nearestCentres: 0,
  transitDays: 1,
  kmPerDay: 500,
  floorUnits: 0,
  useStale: false,
  latePenalty: 5,
}

export const settingsOf = (given: ScenarioSettings | undefined): BaseSettings => ({ ...SETTINGS, ...given })

/** Price of a SKU without one, where no SKU has one. */
export const PRICE_OF_LAST_RESORT = 20

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`

/** What a reader has to know of the settings. */
export function settingsInWords(settings: BaseSettings, currency: string): string[] {
  const money = (amount: number) => `${amount} ${currency}`
  return [
    `A sale earns ${percent(settings.marginShare)} of the price, and a lost one costs ${percent(settings.lostSalePenaltyShare)} beyond that.`,
    `A unit that is left over costs ${percent(settings.holdingShareOfYear)} of its price a year.`,
    `Moving a unit costs ${money(settings.handlingPerUnit)}, and for each 100 km ${money(settings.transportPerUnit100Km)} and ${money(settings.transportPerKg100Km)} a kilogramme.`,
    settings.laneCharge > 0
      ? `Each lane that is used costs ${money(settings.laneCharge)}.`
      : 'Using a lane costs nothing by itself.',
    `Centres may send to ${settings.nearestCentres > 0 ? `stores that they are among the ${settings.nearestCentres} nearest of` : 'all stores'}; stores to stores that they are among the ${settings.nearestStores} nearest of.`,
    `Where no lane says how long it takes: ${settings.transitDays} day${settings.transitDays === 1 ? '' : 's'}, and one more for each ${settings.kmPerDay} km.`,
    ...(settings.floorUnits > 0
      ? [`A store without a safety stock keeps ${settings.floorUnits} of each SKU.`]
      : []),
    ...(settings.useStale ? ['Stock of places whose feeds are behind counts as it was told last.'] : []),
  ]
}

/** Minor units in a whole one: 100 cents, 1 yen. */
export function minorPerWhole(currency: string): number {
  try {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return 10 ** maximumFractionDigits
  } catch {
    // What is told may be no currency.
    return 100
  }
}
