/** Owns how X12 segments are written: separators, lengths, quantities, and what becomes of characters that X12 cannot take. */
import { toMicrounits } from '../../shared/units.ts'
import type { DocumentPlace, InterchangeParties } from '../ledger/transferActs.ts'
import { articleOf, glnOf } from './articleNumbers.ts'
import { DocumentFault } from './documentFault.ts'

const ELEMENT = '*'
const TERMINATOR = '~'
const COMPONENT = '>'
/** R 1/15: digits that a quantity may have. */
const QUANTITY_DIGITS = 15
/** Element 234 in release 004010, and element 67. */
const LONGEST_PRODUCT_ID = 48
const LONGEST_PARTY_ID = 80
/** Begins an id of this tower that is no partner's number; the answers are read by it. */
const OWN_ID = 'id:'

/** Letters that fall apart into no plain letter and a mark. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  '’': "'",
  '–': '-',
  '—': '-',
}

/**
 * Text for people, as X12's extended character set has it: letters lose their marks, everything else that it lacks and the
 * separators become blanks. Cut to `most` characters.
 */
export function plainText(text: string, most: number): string {
  const letters = text.replaceAll(/[^ -~]/gu, (one) => PLAIN_LETTERS[one] ?? one).normalize('NFKD')
  return letters
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]|[*~>^]/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, most)
    .trim()
}

/** A number that is compared by machines: it is written as it is, or not at all. @throws DocumentFault */
export function exactText(text: string, most: number, what: string): string {
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(text) || /[*~>^]/.test(text))
    throw new DocumentFault(`${what} "${text.slice(0, 80)}" has characters that X12 cannot carry.`)
  if (text.length > most)
    throw new DocumentFault(`${what} "${text.slice(0, 80)}" is longer than the ${most} characters of X12.`)
  return text
}

/** A quantity in plain digits. @throws DocumentFault where X12 has fewer digits */
export function quantityText(units: number): string {
  const microunits = toMicrounits(units)
  if (microunits === undefined) throw new DocumentFault(`${units} is no quantity that can be written.`)
  const whole = Math.floor(microunits / 1_000_000)
  const fraction = String(microunits % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  if (String(whole).length + fraction.length > QUANTITY_DIGITS)
    throw new DocumentFault(`${units} has more than the ${QUANTITY_DIGITS} digits of X12.`)
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}

/** UN/ECE Recommendation 20 to element 355, for what is measured. */
const UNITS: Readonly<Record<string, string>> = {
  KGM: 'KG',
  GRM: 'GR',
  LBR: 'LB',
  ONZ: 'OZ',
  MTR: 'MR',
  CMT: 'CM',
  YRD: 'YD',
  FOT: 'FT',
  INH: 'IN',
  FTK: 'SF',
  YDK: 'SY',
  MTK: 'SM',
  INK: 'SI',
  FTQ: 'CF',
  MTQ: 'CR',
  LTR: 'LT',
  MLT: 'ML',
  GLL: 'GA',
  DZN: 'DZ',
}

/** Element 355 and the pair of elements 235 and 234 of a SKU. @throws DocumentFault where it has no X12 form */
export function productOf(sku: string): { unit: string; pair: readonly [qualifier: string, id: string] } {
  const { gtin, unit: measure, bare } = articleOf(sku)
  const unit = measure === null ? 'EA' : (UNITS[measure] ?? (measure.length === 2 ? measure : undefined))
  if (unit === undefined) throw new DocumentFault(`The SKU ${sku} is counted in ${measure}, which X12 lacks.`)
  if (gtin !== null) return { unit, pair: gtinPair(gtin) }
  const own = /^x12:(sku|vendor|buyer):(.+)$/.exec(bare)
  const qualifier = own && { sku: 'SK', vendor: 'VN', buyer: 'BP' }[own[1] as 'sku' | 'vendor' | 'buyer']
  if (own?.[2] !== undefined && qualifier && !own[2].startsWith(OWN_ID))
    return { unit, pair: [qualifier, exactText(own[2], LONGEST_PRODUCT_ID, 'The SKU')] }
  return { unit, pair: ['SK', exactText(OWN_ID + sku, LONGEST_PRODUCT_ID, 'The SKU')] }
}

/** UP has twelve digits, EN thirteen, UK fourteen: the shortest that keeps the number. */
function gtinPair(gtin: string): readonly [string, string] {
  if (gtin.startsWith('00')) return ['UP', gtin.slice(2)]
  return gtin.startsWith('0') ? ['EN', gtin.slice(1)] : ['UK', gtin]
}

/** N1 with N3 and N4; a place without a GLN goes by the number that the tower knows it by. */
export function partySegments(role: 'SF' | 'ST', place: DocumentPlace): string[][] {
  const gln = glnOf(place.location)
  const own = /^x12:([A-Z0-9]{1,2}):(.+)$/.exec(place.location)
  const [qualifier, id] =
    gln !== null
      ? ['UL', gln]
      : own?.[1] !== undefined && own[2] !== undefined
        ? [own[1], exactText(own[2], LONGEST_PARTY_ID, 'The location')]
        : ['ZZ', exactText(OWN_ID + place.location, LONGEST_PARTY_ID, 'The location')]
  const name = plainText(place.name ?? '', 60) || plainText(place.location, 60)
  const address = plainText(place.address ?? '', 110)
  const region = plainText(place.region ?? '', 20).replace(/^[A-Z]{2}-/, '')
  const postalCode = plainText(place.postalCode ?? '', 15)
  const where = [
    plainText(place.city ?? '', 30),
    /^[A-Z]{2}$/.test(region) ? region : '',
    postalCode.length >= 3 ? postalCode : '',
    /^[A-Z]{2,3}$/.test(place.country ?? '') ? (place.country ?? '') : '',
  ]
  if ((where[0]?.length ?? 0) < 2) where[0] = ''
  return [
    ['N1', role, name, qualifier ?? '', id ?? ''],
    ...(address === '' ? [] : [['N3', address.slice(0, 55).trim(), address.slice(55).trim()]]),
    ...(where.some((part) => part !== '') ? [['N4', ...where]] : []),
  ]
}

/** Date (CCYYMMDD) and time (HHMM) in universal time. */
export function universal(at: number): { date: string; time: string } {
  const iso = new Date(at).toISOString()
  return { date: iso.slice(0, 10).replaceAll('-', ''), time: iso.slice(11, 16).replace(':', '') }
}

interface Envelope {
  set: '856' | '940'
  group: 'SH' | 'OW'
  parties: InterchangeParties
  control: number
  /** Milliseconds since 1970. */
  at: number
}

/** One interchange with one set: trailers count what stands between, and repeat the numbers of the headers. */
export function interchangeText(envelope: Envelope, segments: readonly (readonly string[])[]): string {
  const { parties, control } = envelope
  const { date, time } = universal(envelope.at)
  const isaControl = String(control).padStart(9, '0')
  const blank = ' '.repeat(10)
  const [from, to] = [parties.sender.padEnd(15), parties.receiver.padEnd(15)]
  const ids = `${parties.senderQualifier}*${from}*${parties.receiverQualifier}*${to}`
  const isa = `ISA*00*${blank}*00*${blank}*${ids}*${date.slice(2)}*${time}*U*00401*${isaControl}*0*P*${COMPONENT}`
  const groupNumber = String(control)
  const [sender, receiver] = [parties.sender.trim(), parties.receiver.trim()]
  const whole = [
    [isa],
    ['GS', envelope.group, sender, receiver, date, time, groupNumber, 'X', '004010'],
    ['ST', envelope.set, '0001'],
    ...segments,
    ['SE', String(segments.length + 2), '0001'],
    ['GE', '1', groupNumber],
    ['IEA', '1', isaControl],
  ]
  return whole.map((elements) => `${withoutBlankEnd(elements).join(ELEMENT)}${TERMINATOR}\n`).join('')
}

function withoutBlankEnd(elements: readonly string[]): readonly string[] {
  const last = elements.findLastIndex((element) => element !== '')
  return elements.slice(0, last + 1)
}
