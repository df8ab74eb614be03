/** Owns the words for the settings that a plan is reckoned by. */
import type { ScenarioSettings } from '../../../shared/whatifDefinition.ts'

export type NumberSetting = Exclude<keyof ScenarioSettings, 'useStale'>

interface SettingWord {
  label: string
  about: string
  step: number
}

export const SETTING_WORDS: Record<NumberSetting, SettingWord> = {
  marginShare: { label: 'Margin', about: 'Share of the price that a sale earns', step: 0.05 },
  lostSalePenaltyShare: {
    label: 'Lost sale, beyond the margin',
    about: 'Share of the price',
    step: 0.05,
  },
  holdingShareOfYear: {
    label: 'Unit left over',
    about: 'Share of the price for a year',
    step: 0.05,
  },
  unknownPrice: { label: 'Price where none is told', about: 'Money', step: 1 },
  handlingPerUnit: { label: 'Handling a unit', about: 'Money: picking, packing, putting away', step: 0.1 },
  transportPerUnit100Km: { label: 'Transport of a unit', about: 'Money for 100 km', step: 0.05 },
  transportPerKg100Km: { label: 'Transport of a kilogramme', about: 'Money for 100 km', step: 0.05 },
  unknownWeightGrams: { label: 'Weight where none is told', about: 'Grammes', step: 100 },
  laneCharge: { label: 'Charge for a lane', about: 'Money, once for each lane that is used', step: 1 },
  nearestStores: { label: 'Nearest stores', about: 'That each store may send to', step: 1 },
  nearestCentres: { label: 'Nearest centres', about: 'That may send to each store; 0: all', step: 1 },
  transitDays: { label: 'Days on the way', about: 'Where no lane says it', step: 1 },
  kmPerDay: { label: 'Kilometres a day', about: 'One more day for each so many', step: 50 },
  floorUnits: { label: 'Floor', about: 'Units that a store keeps without a safety stock', step: 1 },
  latePenalty: { label: 'Late unit', about: 'Money for a unit that comes after its promise', step: 1 },
}
