/** Owns hand-made interchanges of orders for tests: one order as its 850, 940, 945 and 856 tell it. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { Reading } from '../../adapter.ts'
import { x12Adapter } from './adapter.ts'

export interface Envelope {
  sender?: string
  control?: number
  /** CCYYMMDD and HHMM of the group. */
  date?: string
  time?: string
}

const GROUPS: Readonly<Record<string, string>> = {
  '850': 'PO',
  '856': 'SH',
  '940': 'OW',
  '944': 'RE',
  '945': 'SW',
  '947': 'AW',
  '214': 'QM',
}

/** One set in its own interchange; counts are right. */
export function interchangeOf(type: string, segments: readonly string[], envelope: Envelope = {}): string {
  const { sender = 'SHOP', control = 42, date = '20240305', time = '1200' } = envelope
  const number = String(control).padStart(9, '0')
  return [
    `ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*TOWER          *${date.slice(2)}*${time}*U*00401*${number}*0*P*>`,
    `GS*${GROUPS[type] ?? 'XX'}*${sender}*TOWER*${date}*${time}*${control}*X*004010`,
    `ST*${type}*0001`,
    ...segments,
    `SE*${segments.length + 2}*0001`,
    `GE*1*${control}`,
    `IEA*1*${number}`,
  ]
    .map((segment) => `${segment}~`)
    .join('\n')
}

export const read = (text: string): Reading[] => [...x12Adapter.read({ text })]

/** What a record says, without the control numbers under which it was sent. */
export const withoutNumbers = (record: FeedRecord): FeedRecord => ({
  ...record,
  events: record.events.filter(({ type }) => type !== 'FeedSequenceTold'),
})

/** The only record of a text, without the numbers under which it was sent. @throws Error with the reason where it was refused */
export function recordOf(text: string): FeedRecord {
  const [reading, ...more] = read(text)
  if (!reading || more.length > 0) throw new Error(`${more.length + 1} readings`)
  if (reading.outcome === 'refused') throw new Error(`${reading.field}: ${reading.reason}`)
  return withoutNumbers(reading.record)
}

export function refusalOf(text: string): { field: string; reason: string } {
  const [reading] = read(text)
  if (reading?.outcome !== 'refused') throw new Error('was taken')
  return { field: reading.field, reason: reading.reason }
}

export const eventsOf = <K extends CanonicalEvent['type']>(record: FeedRecord, type: K) =>
  record.events.filter((event): event is Extract<CanonicalEvent, { type: K }> => event.type === type)

export const DC = '9506000134369'
export const SHOP = '9506000134352'
const SHIP_TO = ['N1*ST*Jo Customer', 'N3*1 Hill Road', 'N4*Denver*CO*80202*US']
const SHIP_FROM = [`N1*SF*North DC*UL*${DC}`, 'N4*Columbus*OH*43215*US']

export const PO = [
  'BEG*00*SA*PO-500**20240305',
  'CUR*BY*USD',
  'DTM*002*20240312',
  'DTM*010*20240307',
  ...SHIP_TO,
  'PO1*1*10*EA*9.25*TE*UP*614141073467*VN*AB35',
  'PID*F****Small widget',
  'PO1*002*2.5*KG*100*HP*VN*BULK-7',
  'DTM*002*20240315*0930*MT',
  'CTT*2',
]
export const SHIPPING_ORDER = [
  'W05*N*DO-77*PO-500',
  ...SHIP_TO,
  ...SHIP_FROM,
  'G62*02*20240312',
  'W66*PP*M****UPS Ground****UPSN',
  'LX*1',
  'W01*10*EA*614141073467*VN*AB35',
  'N9*LI*1',
  'LX*2',
  'W01*2.5*KG**VN*BULK-7',
  'W76*12.5*1*LB',
]
export const SHIPPING_ADVICE = [
  'W06*F*DO-77*20240306*SHIP-9**PO-500',
  ...SHIP_TO,
  ...SHIP_FROM,
  'N9*CN*1Z999',
  'G62*11*20240306*8*1500',
  'W27*M*UPSN*UPS Ground',
  'LX*1',
  'W12*CP*10*8*2*EA*614141073467*VN*AB35',
  'LX*2',
  'W12*BP*2.5*1*1.5*KG**VN*BULK-7',
  'W03*9*20*LB',
]
export const SHIP_NOTICE = [
  'BSN*00*SHIP-9*20240306*1505*0001',
  'HL*1**S',
  'TD5*B*2*UPSN*M*UPS Ground',
  'REF*CN*1Z999',
  'DTM*011*20240306*1500*ET',
  'DTM*017*20240308',
  ...SHIP_TO,
  ...SHIP_FROM,
  'HL*2*1*O',
  'PRF*PO-500',
  'HL*3*2*P',
  'MAN*GM*00106141412345678908',
  'HL*4*3*I',
  'LIN*1*UP*614141073467*VN*AB35',
  'SN1**8*EA',
  'HL*5*3*I',
  'LIN*2*VN*BULK-7',
  'SN1**1*KG',
  'CTT*5',
]
export const TRANSFER = 'TR7K3QZ0M9XA'
/** What the receiver of a transfer tells: two of eight came damaged, one was not taken in. */
export const RECEIPT_ADVICE = [
  `W17*F*20240308*R-17*${TRANSFER}*SHIP-9`,
  `N1*WH*Shop*UL*${SHOP}`,
  `N1*SF*North DC*UL*${DC}`,
  'W07*8*EA*614141073467',
  'N9*LI*1',
  'W13*2*EA*01**PA',
  'W13*1*EA*08',
  'W14*8',
]
export const INVENTORY_ADVICE = [
  'W15*20240309*ADJ-4',
  `N1*WH*North DC*UL*${DC}`,
  'W19*06*-13.000*EA**UP*614141073467',
  'W19*AU*-2*EA**UP*614141073467',
  'W19*55*4*EA**UP*614141073467',
  'W19*AA*5*EA**UP*614141073467',
]
