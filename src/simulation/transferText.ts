/** Owns how a warehouse writes what it did about a transfer: X12 945 when it sent, 944 when it received. */
import { compactLocal, zoneClock } from './localTime.ts'
import type { Location } from './network.ts'

export interface SentLine {
  line: string
  gtin: string
  ordered: number
  sent: number
}

export interface ReceivedLine {
  line: string
  gtin: string
  units: number
  damaged: number
}

const CLOCK = zoneClock('UTC')

function interchange(
  writer: Location,
  set: '944' | '945',
  control: number,
  at: number,
  segments: readonly string[],
): string {
  const { date, time } = compactLocal(CLOCK, at)
  const [group, number] = [set === '945' ? 'SW' : 'RE', String(control)]
  const isaNumber = number.padStart(9, '0')
  const blank = ' '.repeat(10)
  const ids = `ZZ*${writer.gln.padEnd(15)}*ZZ*${'OMNITOWER'.padEnd(15)}`
  return [
    `ISA*00*${blank}*00*${blank}*${ids}*${date.slice(2)}*${time}*U*00401*${isaNumber}*0*P*>`,
    `GS*${group}*${writer.gln}*OMNITOWER*${date}*${time}*${number}*X*004010`,
    `ST*${set}*0001`,
    ...segments,
    `SE*${segments.length + 2}*0001`,
    `GE*1*${number}`,
    `IEA*1*${isaNumber}`,
  ]
    .map((segment) => `${segment}~\n`)
    .join('')
}

const party = (role: string, { name, gln, city, state, postalCode }: Location) => [
  `N1*${role}*${name.toUpperCase()}*UL*${gln}`,
  `N4*${city.toUpperCase()}*${state}*${postalCode}*US`,
]

interface Journey {
  transfer: string
  /** Blank where the receiver does not know it. */
  shipment: string
  origin: Location
  destination: Location
  control: number
  at: number
}

/** W12-01 CC: complete; CP: in part, and no more will come. */
export function shippingAdviceText(journey: Journey, lines: readonly SentLine[]): string {
  const { transfer, shipment, origin, destination, control, at } = journey
  const { date, time } = compactLocal(CLOCK, at)
  const items = lines.flatMap(({ line, gtin, ordered, sent }, place) => [
    `LX*${place + 1}`,
    `W12*${sent < ordered ? 'CP' : 'CC'}*${ordered}*${sent}*${ordered - sent}*EA**UK*${gtin}`,
    `N9*LI*${line}`,
  ])
  const total = lines.reduce((sum, { sent }) => sum + sent, 0)
  return interchange(origin, '945', control, at, [
    `W06*F*${transfer}*${date}*${shipment}`,
    ...party('SF', origin),
    ...party('ST', destination),
    `G62*11*${date}*8*${time}*UT`,
    ...items,
    `W03*${total}`,
  ])
}

/** @param receipt the receiver's own number, of at most twelve characters */
export function receiptAdviceText(journey: Journey, receipt: string, lines: readonly ReceivedLine[]): string {
  const { transfer, shipment, origin, destination, control, at } = journey
  const { date } = compactLocal(CLOCK, at)
  const items = lines.flatMap(({ line, gtin, units, damaged }) => [
    `W07*${units}*EA**UK*${gtin}`,
    `N9*LI*${line}`,
    ...(damaged > 0 ? [`W13*${damaged}*EA*01`] : []),
  ])
  const total = lines.reduce((sum, { units }) => sum + units, 0)
  return interchange(destination, '944', control, at, [
    `W17*F*${date}*${receipt}*${transfer}*${shipment}`,
    ...party('WH', destination),
    ...party('SF', origin),
    ...items,
    `W14*${total}`,
  ])
}
