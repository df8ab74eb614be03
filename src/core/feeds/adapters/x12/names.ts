/** Owns the names under which X12 sets meet: of an order, its lines, and a shipment. */
import type { Segment } from './envelope.ts'
import { transferAmong } from '../transferAnswers.ts'
import { nameOf, partyOf, text, type Party } from './segments.ts'

const LONGEST_ID = 512

/**
 * The order that a purchase order's number names: with the buyer's GLN in front where the set names the buyer by GLN
 * (N1*BY, N103 = UL). Other numbers of a buyer are left out: they are often the store's, and differ from set to set, and
 * may be a person's. A GLN is a company's; the id is shown to everybody, beside the customer's pseudonym.
 */
export function orderId(number: string, parties: readonly Party[]): string {
  const buyer = partyOf(parties, ['BY'])?.gln
  return `x12:order:${buyer === undefined ? '' : `${buyer}:`}${number}`.slice(0, LONGEST_ID)
}

/** A line's number; `001` and `1` are one. */
export const lineId = (number: string) => (/^0+\d/.test(number) ? number.replace(/^0+(?=\d)/, '') : number)

/** Of one shipment, the same in 214, 856 and 945: by the shipper's GLN, else the carrier's code, else the sender. */
export function shipmentId(
  number: string,
  { parties, scac, sender }: { parties: readonly Party[]; scac: string; sender: string },
): string {
  const gln = partyOf(parties, ['SH', 'SF', 'WH'])?.gln
  const id = gln === undefined ? `x12:${scac || sender}:${number}` : `urn:epcglobal:cbv:bt:${gln}:${number}`
  return id.slice(0, LONGEST_ID)
}

/** The transfer of this tower that a set is about: by one of its opener's numbers, or by an N9 of its heading. */
export const transferOf = (
  opener: Segment,
  elements: readonly number[],
  heading: readonly Segment[],
): string | undefined =>
  transferAmong([
    ...elements.map((element) => text(opener, element)),
    ...heading.filter((segment) => nameOf(segment) === 'N9').map((segment) => text(segment, 2)),
  ])
