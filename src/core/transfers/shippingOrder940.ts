/** Owns the X12 940 that tells a source what to send: an order, a change of it, or that it is called off. */
import type { DocumentContent } from '../ledger/transferActs.ts'
import { DocumentFault } from './documentFault.ts'
import { interchangeText, partySegments, plainText, productOf, quantityText } from './x12Text.ts'

/** Element 473. A change tells the whole order as it is from then on. */
const STATUS = { order: 'N', change: 'R', cancel: 'F' } as const
const MICROUNITS = 1_000_000

/** The sum of quantities, exact to the millionth. */
export const totalUnits = (lines: DocumentContent['lines']): number =>
  lines.reduce((sum, { units }) => sum + Math.round(units * MICROUNITS), 0) / MICROUNITS

/** @throws DocumentFault where something cannot be said in X12 */
export function shippingOrder940(content: DocumentContent): string {
  const { transfer, interchange, lines } = content
  if (!interchange) throw new DocumentFault('The order has no control number.')
  const title = plainText(content.title ?? '', 80)
  const segments = [
    ['W05', STATUS[content.purpose], transfer],
    ...partySegments('SF', content.from),
    ...partySegments('ST', content.to),
    ...(title === '' ? [] : [['NTE', 'GEN', title]]),
    ...lines.flatMap(({ line, sku, name, units }, place) => {
      const { unit, pair } = productOf(sku)
      const described = plainText(name ?? '', 45)
      return [
        ['LX', String(place + 1)],
        ['W01', quantityText(units), unit, '', ...pair],
        ...(described === '' ? [] : [['G69', described]]),
        ['N9', 'LI', line],
      ]
    }),
    ['W76', quantityText(totalUnits(lines))],
  ]
  const { control, ...parties } = interchange
  return interchangeText({ set: '940', group: 'OW', parties, control, at: content.createdAt }, segments)
}
