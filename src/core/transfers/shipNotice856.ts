/** Owns the X12 856 that tells a destination what left for it. */
import { createHash } from 'node:crypto'
import type { DocumentContent } from '../ledger/transferActs.ts'
import { DocumentFault } from './documentFault.ts'
import { interchangeText, partySegments, plainText, productOf, quantityText, universal } from './x12Text.ts'

/** Element 353: original, replaced, cancelled. */
const PURPOSE = { order: '00', change: '05', cancel: '01' } as const
/** Element 396 has 2 to 30 characters. */
const NUMBER = /^[!-~]{2,30}$/

/**
 * The shipment's number as its sender gave it: what stands last in the id. Where that cannot be written, one that is
 * made of the id.
 */
export function shipmentNumber(shipment: string, transfer: string): string {
  const own = shipment.slice(shipment.lastIndexOf(':') + 1)
  if (NUMBER.test(own) && !/[*~>^]/.test(own)) return own
  return `${transfer}-${createHash('sha256').update(shipment).digest('hex').slice(0, 8)}`
}

/** @throws DocumentFault where something cannot be said in X12 */
export function shipNotice856(content: DocumentContent): string {
  const { transfer, interchange, shipment, lines } = content
  if (!interchange || shipment === undefined)
    throw new DocumentFault('The notice has no shipment or no control number.')
  const written = universal(content.createdAt)
  const left = universal(content.shippedAt ?? content.createdAt)
  const items = lines.flatMap(({ line, sku, name, units }, place) => {
    const { unit, pair } = productOf(sku)
    const described = plainText(name ?? '', 80)
    return [
      ['HL', String(place + 3), '2', 'I'],
      ['LIN', line, ...pair],
      ['SN1', '', quantityText(units), unit],
      ...(described === '' ? [] : [['PID', 'F', '', '', '', described]]),
    ]
  })
  const number = shipmentNumber(shipment, transfer)
  const segments = [
    ['BSN', PURPOSE[content.purpose], number, written.date, written.time, '0004'],
    ['HL', '1', '', 'S'],
    ['DTM', '011', left.date, left.time, 'UT'],
    ...partySegments('SF', content.from),
    ...partySegments('ST', content.to),
    ['HL', '2', '1', 'O'],
    ['PRF', transfer],
    ...items,
    ['CTT', String(lines.length + 2)],
  ]
  const { control, ...parties } = interchange
  return interchangeText({ set: '856', group: 'SH', parties, control, at: content.createdAt }, segments)
}
