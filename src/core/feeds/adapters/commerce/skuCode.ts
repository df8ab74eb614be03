/** Owns which SKU a shop's article code names. */
import { hasCheckDigit } from '../../gs1/checkDigit.ts'
import { textOf } from './fields.ts'

/**
 * A code that is a GTIN of 12 to 14 digits is that GTIN; any other is the retailer's own code, one over all its shops.
 * @param otherwise the SKU of an article without a code
 */
export function skuOf(code: unknown, otherwise: string): string {
  const text = textOf(code, 200)
  if (text === undefined) return otherwise
  return /^\d{12,14}$/.test(text) && hasCheckDigit(text) ? `gtin:${text.padStart(14, '0')}` : `sku:${text}`
}
