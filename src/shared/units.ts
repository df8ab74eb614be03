/** Owns quantities: stock is counted in whole millionths of a unit, so that sums never depend on their order. */

/** Millionths of a unit in one unit. Integers add up the same in any order; floating-point numbers do not. */
export const MICROUNITS_PER_UNIT = 1_000_000

/** The largest quantity one record may state, in units: sums of a million such records stay exact in 64 bits. */
export const LARGEST_RECORD_UNITS = 1_000_000_000

/**
 * Converts a quantity in units to whole microunits.
 * @returns undefined where the quantity is not finite, is finer than a millionth, or is beyond LARGEST_RECORD_UNITS.
 */
export function toMicrounits(units: number): number | undefined {
  if (!Number.isFinite(units) || Math.abs(units) > LARGEST_RECORD_UNITS) return undefined
  const microunits = Math.round(units * MICROUNITS_PER_UNIT)
  const roundTrip = microunits / MICROUNITS_PER_UNIT
  return Math.abs(roundTrip - units) <= Math.abs(units) * Number.EPSILON * 2 ? microunits : undefined
}

/** Converts whole microunits back to units. */
export function toUnits(microunits: number): number {
  return microunits / MICROUNITS_PER_UNIT
}
