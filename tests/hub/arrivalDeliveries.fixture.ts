/** Owns how records come to the tower in an arrival test: shuffled, some twice, in messages of any size, over any transport. */
import type { Random } from '../../src/core/platform.ts'
import type { Company, LoneRecord } from './arrivalRecords.fixture.ts'

export const TRANSPORTS = ['folder', 'capture', 'http', 'websocket', 'command'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** One message on its way. */
export interface Delivery {
  feed: string
  transport: Transport
  name: string
  body: string
  records: number
}

const DUPLICATE_SHARE = 0.1
const EXTENSIONS: Record<string, string> = { epcis: 'json', easypost: 'json', x12: 'edi', csv: 'csv' }

const below = (random: Random, bound: number) => Math.floor(random.next() * bound)

/** From one record to the most there may be; small messages are as common as large ones. */
const sizeOf = ({ recordsMax }: Company, random: Random) => Math.floor((recordsMax + 1) ** random.next())

/** Fisher and Yates; a tenth of the records comes twice. */
export function shuffled(records: readonly LoneRecord[], random: Random): LoneRecord[] {
  const all = [...records]
  for (let left = Math.round(records.length * DUPLICATE_SHARE); left > 0; left -= 1) {
    const again = records[below(random, records.length)]
    if (again) all.push(again)
  }
  for (let place = all.length - 1; place > 0; place -= 1) {
    const other = below(random, place + 1)
    const held = all[place]!
    all[place] = all[other]!
    all[other] = held
  }
  return all
}

/** Puts records of one company together in messages of random size, each for a random feed and transport. */
export function* deliveries(
  records: Iterable<LoneRecord>,
  feeds: readonly string[],
  random: Random,
): Generator<Delivery> {
  const open = new Map<Company, { texts: string[]; wanted: number }>()
  let made = 0
  const close = (company: Company, texts: string[]): Delivery => {
    open.delete(company)
    made += 1
    const possible = company.format === 'epcis' ? TRANSPORTS : TRANSPORTS.filter((one) => one !== 'capture')
    return {
      feed: feeds[below(random, feeds.length)] ?? '',
      transport: possible[below(random, possible.length)] ?? 'http',
      name: `${String(made).padStart(6, '0')}.${EXTENSIONS[company.format] ?? 'txt'}`,
      body: company.wrap(texts),
      records: texts.length,
    }
  }
  for (const { company, text } of records) {
    const message = open.get(company) ?? { texts: [], wanted: sizeOf(company, random) }
    open.set(company, message)
    message.texts.push(text)
    if (message.texts.length >= message.wanted) yield close(company, message.texts)
  }
  for (const [company, { texts }] of open) yield close(company, texts)
}
