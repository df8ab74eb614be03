/** Owns barcodes as inline SVG: GS1-128 of a GTIN, Code 128 of any other number that it can carry. */
import { toSVG } from 'bwip-js/generic'
import { articleOf } from './articleNumbers.ts'

/** Millimetres; a hand scanner reads it from an arm's length. */
const HEIGHT_MM = 10
/** Modules that stay white at both sides. */
const QUIET_MODULES = 10
/** Beyond this a symbol is wider than a page's column. */
const LONGEST_CODE = 32

const drawn = (bcid: 'code128' | 'gs1-128', text: string) =>
  toSVG({ bcid, text, height: HEIGHT_MM, scale: 1, paddingwidth: QUIET_MODULES })
    .trim()
    .replace('<svg ', '<svg class="code" role="img" ')

/** Code 128 of a number; null where the symbol has no such characters, or would be too wide. */
export const numberCode = (text: string): string | null =>
  /^[!-~]+$/.test(text) && text.length <= LONGEST_CODE ? drawn('code128', text) : null

/** What a scanner at the shelf is to read of a SKU: its GTIN with the application identifier 01, else its number. */
export function skuCode(sku: string): { svg: string | null; text: string } {
  const { gtin } = articleOf(sku)
  if (gtin !== null) return { svg: drawn('gs1-128', `(01)${gtin}`), text: `(01)${gtin}` }
  return { svg: numberCode(sku), text: sku }
}
