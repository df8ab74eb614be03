/** Owns contents of documents for tests: one that is easy to read, and random ones with whatever people write. */
import * as fc from 'fast-check'
import type { DocumentContent, DocumentLine, DocumentPlace } from '../ledger/transferActs.ts'

export const place = (location: string, members: Partial<DocumentPlace> = {}): DocumentPlace => ({
  location,
  name: null,
  address: null,
  city: null,
  region: null,
  postalCode: null,
  country: null,
  timeZone: null,
  ...members,
})

export const AT = Date.parse('2026-03-10T12:34:00Z')
const PARTIES = {
  senderQualifier: 'ZZ',
  sender: 'OMNITOWER',
  receiverQualifier: 'ZZ',
  receiver: '9506000134369',
}

export const content = (members: Partial<DocumentContent> = {}): DocumentContent => ({
  transfer: 'TR7K3QZ0M9XA',
  telling: 1,
  purpose: 'order',
  title: 'Before the weekend',
  createdAt: AT,
  from: place('gln:9506000134369', {
    name: 'North DC',
    address: '1 Dock Road',
    city: 'Columbus',
    region: 'OH',
    postalCode: '43215',
    country: 'US',
    timeZone: 'America/New_York',
  }),
  to: place('gln:9506000134352', {
    name: 'Café Ørsted & Søn',
    city: 'Denver',
    region: 'US-CO',
    country: 'US',
  }),
  lines: [
    { line: '1', sku: 'gtin:00614141073467', name: 'Small widget', units: 10 },
    { line: '2', sku: 'x12:vendor:BULK-7@KGM', name: null, units: 2.5 },
  ],
  interchange: { ...PARTIES, control: 7 },
  ...members,
})

function gtinOf(digits: string): string {
  const sum = [...digits].reduceRight(
    (total, digit, at) => total + Number(digit) * ((digits.length - at) % 2 === 1 ? 3 : 1),
    0,
  )
  return `gtin:${digits}${(10 - (sum % 10)) % 10}`
}

const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''))
const gtin = fc.oneof(
  digits(13).map(gtinOf),
  digits(12).map((text) => gtinOf(`0${text}`)),
  digits(11).map((text) => gtinOf(`00${text}`)),
)
/** Characters that stand in partners' numbers; no separators. */
const number = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:/#+-]{0,20}[A-Za-z0-9]$/)
const sku = fc.oneof(
  gtin,
  gtin.map((one) => `${one}@KGM`),
  number.map((one) => `x12:vendor:${one}`),
  number.map((one) => `x12:sku:${one}`),
  number.map((one) => `shop:variant:${one}`),
)
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    'A*B~C>D^E',
    '=HYPERLINK("x")',
    '<script>alert(1)</script>',
    'Groß Łódź Ærø',
    '\u0000\n\r\t',
    '日本',
  ),
)
const perhaps = fc.option(words)
const anyPlace = (location: string) =>
  fc
    .record({
      name: perhaps,
      address: perhaps,
      city: perhaps,
      region: fc.option(fc.oneof(words, fc.constantFrom('OH', 'US-CO'))),
      postalCode: perhaps,
      country: fc.option(fc.oneof(words, fc.constantFrom('US', 'DE'))),
      timeZone: fc.constantFrom(null, 'America/Denver', 'Nowhere/Land'),
    })
    .map((members) => place(location, members))

const line = fc.record({
  sku,
  name: perhaps,
  units: fc.oneof(
    fc.integer({ min: 1, max: 100_000 }),
    fc.integer({ min: 1, max: 5_000_000_000 }).map((millionths) => millionths / 1_000_000),
  ),
})

export const anyContent = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 200 }),
    from: fc.oneof(anyPlace('gln:9506000134369'), anyPlace('x12:92:W1'), anyPlace('shop:location:77')),
    to: fc.oneof(anyPlace('gln:9506000134352'), anyPlace('gln:9506000134352.back room')),
    title: perhaps,
    purpose: fc.constantFrom('order' as const, 'change' as const),
    control: fc.integer({ min: 1, max: 999_999_999 }),
    shipment: fc.constantFrom(
      'urn:epcglobal:cbv:bt:9506000134369:SHIP-9',
      'x12:UPSN:4711',
      'anything at all * ~',
    ),
  })
  .map(({ lines, control, ...members }) =>
    content({
      ...members,
      lines: lines.map((one, at): DocumentLine => ({ line: String(at + 1), ...one })),
      interchange: { ...PARTIES, control },
      shippedAt: AT - 3_600_000,
    }),
  )
