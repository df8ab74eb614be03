/** Owns barcodes as inline SVG: GS1-128 of a GTIN, Code 128 of any other number that it can carry. */
import { toSVG } from 'bwip-js/generic'
import { articleOf } from './articleNumbers.ts'

/** Of the bars before the page scales them: narrow modules want low bars, so that the symbol fills its column. */
const HEIGHT_MM = 7
/** Modules that stay white at both sides. */
const QUIET_MODULES = 10
/** Beyond this a module would be finer than the 0.19 mm that hand scanners read. */
const LONGEST_CODE = 20

/** Symbols kept: a millisecond each to draw, a kilobyte each to keep. */
const KEPT_MAX = 4_000
const DRAWN_AT_ONCE = 10
const kept = new Map<string, string>()

function drawn(bcid: 'code128' | 'gs1-128', text: string): string {
  const key = `${bcid} ${text}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const svg = toSVG({ bcid, text, height: HEIGHT_MM, scale: 1, paddingwidth: QUIET_MODULES })
    .trim()
    .replace('<svg ', '<svg class="code" role="img" ')
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(key, svg)
  return svg
}

/** Draws what a page will need, a few symbols at a time: others have the thread in between. */
export async function drawAhead(skus: readonly string[]): Promise<void> {
  for (let at = 0; at < skus.length; at += 1) {
    skuCode(skus[at] ?? '')
    if (at % DRAWN_AT_ONCE === DRAWN_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Code 128 of a number; null where the symbol has no such characters, or would be too wide. */
export const numberCode = (text: string): string | null =>
  /^[!-~]+$/.test(text) && text.length <= LONGEST_CODE ? drawn('code128', text) : null

/** What a scanner at the shelf is to read of a SKU: its GTIN with the application identifier 01, else its number. */
export function skuCode(sku: string): { svg: string | null; text: string } {
  const { gtin, bare } = articleOf(sku)
  if (gtin !== null) return { svg: drawn('gs1-128', `(01)${gtin}`), text: `(01)${gtin}` }
  // A partner's number stands on the shelf without the words that tell whose it is.
  const text = /^x12:(?:sku|vendor|buyer):(.+)$/.exec(bare)?.[1] ?? bare
  return { svg: numberCode(text), text }
}
