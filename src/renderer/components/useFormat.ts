/** Owns formatting by this person's choices of locale and zone. */
import { useMemo } from 'react'
import { usePreferences } from '../stores/preferences.ts'
import {
  countOf,
  formatChange,
  formatCompact,
  formatDay,
  formatHours,
  formatInstant,
  formatMoney,
  formatNumber,
  formatRoundMoney,
  formatShare,
  formatShortInstant,
  formatUnits,
} from './format.ts'

export function useFormat() {
  const { locale, timeZone } = usePreferences()
  return useMemo(
    () => ({
      number: (value: number | null | undefined, digits = 0) => formatNumber(value, locale, digits),
      units: (value: number | null | undefined) => formatUnits(value, locale),
      /** `1 unit`, `2.5 units`. */
      unitsOf: (value: number) => `${formatUnits(value, locale)} ${value === 1 ? 'unit' : 'units'}`,
      change: (value: number) => formatChange(value, locale),
      compact: (value: number | null | undefined) => formatCompact(value, locale),
      share: (value: number | null | undefined, digits = 1) => formatShare(value, locale, digits),
      hours: (value: number | null | undefined) => formatHours(value, locale),
      /** An amount in a currency's smallest unit. */
      money: (minor: number | null | undefined, currency: string | null | undefined) =>
        formatMoney(minor, currency, locale),
      /** For sums of a plan: whole units from a hundred on. */
      roundMoney: (minor: number | null | undefined, currency: string | null | undefined) =>
        formatRoundMoney(minor, currency, locale),
      count: (count: number, one: string, many: string) => countOf(count, one, many, locale),
      shortInstant: (at: number | null | undefined, now: number) =>
        formatShortInstant(at, now, { locale, timeZone }),
      day: (at: number) => formatDay(at, { locale, timeZone }),
      /** `zone` overrides the chosen one: a location's own. */
      instant: (at: number | null | undefined, now: number, zone?: string | null) =>
        formatInstant(at, now, { locale, timeZone: zone || timeZone }),
    }),
    [locale, timeZone],
  )
}
