/** Owns the places and goods of a benchmark: a grid of locations and trade items under GS1's demonstration prefix. */
import { checkDigit } from '../../core/feeds/gs1/checkDigit.ts'

/** GS1's company prefix for examples (GS1 General Specifications, section 1.4.2). */
const PREFIX = '9506000'
const REFERENCE_DIGITS = 5

export interface Grid {
  locations: number
  skus: number
}

const LOCATIONS = 1_000
/** Above so many positions a network has twice the locations. */
const LARGE = 5_000_000

/** The grid that holds so many positions, rounded up to whole rows; at least one SKU. */
export function gridOf(positions: number, locations = positions > LARGE ? LOCATIONS * 2 : LOCATIONS): Grid {
  const rows = Math.min(locations, Math.max(1, positions))
  return { locations: rows, skus: Math.max(1, Math.ceil(positions / rows)) }
}

const reference = (number: number) => String(number).padStart(REFERENCE_DIGITS, '0')

/** The location's id as the ledger has it. */
export function locationId(location: number): string {
  const digits = `${PREFIX}${reference(location)}`
  return `gln:${digits}${checkDigit(digits)}`
}

/** The trade item's id as the ledger has it. */
export function skuId(sku: number): string {
  const digits = `0${PREFIX}${reference(sku)}`
  return `gtin:${digits}${checkDigit(digits)}`
}

export const locationUrn = (location: number): string => `urn:epc:id:sgln:${PREFIX}.${reference(location)}.0`
export const skuUrn = (sku: number): string => `urn:epc:idpat:sgtin:${PREFIX}.0${reference(sku)}.*`
