/** Proves the CSV adapter: text to rows, conversions, mappings checked at load, rows to records or refusals. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCsvAdapter, mappingFor, previewMapping } from './adapter.ts'
import { converter, hasCheckDigit } from './conversions.ts'
import { csvRows } from './csvText.ts'
import type { Conversion, CsvMapping } from './mapping.ts'
import { checkMapping } from './mappingCheck.ts'

const mapping: CsvMapping = {
  name: 'sales',
  title: 'Sales',
  description: 'For the test.',
  columns: ['id', 'sold at', 'units', 'state'],
  optionalColumns: ['price', '__proto__'],
  timeZone: 'Europe/Berlin',
  key: ['{id}'],
  time: { from: '{sold at}', as: 'instant', format: 'dd.MM.yyyy HH:mm' },
  events: [
    {
      type: 'OrderLineAdded',
      when: [{ column: 'state', notIn: ['void'] }],
      fields: {
        order: 'shop:{id}',
        line: '1',
        sku: 'shop:sku',
        units: { from: '{units}', as: 'decimal' },
        priceMinor: { from: '{price}', as: 'minorUnits', blank: ['n/a'] },
        currency: 'EUR',
      },
    },
  ],
}
const head = 'id,sold at,units,state,price'
const adapter = createCsvAdapter([mapping])
const read = (text: string, name?: string) => [...adapter.read({ text, mapping: name })]
const rows = (text: string) => read(`${head}\n${text}`)
const cells = (text: string, delimiter = ',') => Array.from(csvRows(text, delimiter), (row) => row.cells)

describe('text', () => {
  it('is read with quotes, line ends of any system and blank lines', () => {
    expect(cells('a,b\r\n"x, ""y""","1\n2"\n\n  \nc,\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', '1\n2'],
      ['c', ''],
    ])
    expect(cells('a;b\rc;d', ';')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(cells('a "quoted" word,"b",\n')).toEqual([['a "quoted" word', 'b', '']])
  })
  it('keeps each row as it came, and the line it stands on', () => {
    const text = 'a,"1\n2"\r\n\r\nb,2'
    expect(Array.from(csvRows(text, ','), ({ raw, line }) => [raw, line])).toEqual([
      ['a,"1\n2"', 1],
      ['b,2', 4],
    ])
  })
  it('holds one row for a broken quote and goes on', () => {
    const found = Array.from(csvRows('a,"b"c\nd,e\nf,"g\nh,i', ','))
    expect(found.map(({ fault }) => fault !== undefined)).toEqual([true, false, true, false])
  })
  it('accounts for every character and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'ß')), (parts) => {
        const text = parts.join('')
        const kept = Array.from(csvRows(text, ','), ({ raw }) => raw).join('')
        expect(kept.replace(/[\r\n ]/g, '')).toBe(text.replace(/[\r\n ]/g, ''))
      }),
      { numRuns: 500 },
    )
  })
})

describe('conversions', () => {
  const convert = (conversion: Omit<Conversion, 'from'>, text: string, decimal: '.' | ',' = '.') =>
    converter({ from: '{x}', ...conversion }, { decimal, timeZone: 'America/Sao_Paulo' })(text)
  it.each([
    [{ as: 'integer' }, '12', 12],
    [{ as: 'integer' }, '12.0', 12],
    [{ as: 'integer' }, '12.5', undefined],
    [{ as: 'decimal' }, '-3.25', -3.25],
    [{ as: 'decimal' }, '1e999', undefined],
    [{ as: 'decimal' }, '0x10', undefined],
    [{ as: 'minorUnits' }, '1.005', undefined],
    [{ as: 'minorUnits' }, '8.7', 870],
    [{ as: 'minorUnits' }, '-0.29', -29],
    [{ as: 'minorUnits', digits: 0 }, '500', 500],
    [{ as: 'date', format: 'M/d/yyyy' }, '7/1/1962', '1962-07-01'],
    [{ as: 'date' }, '2024-02-30', undefined],
    [
      { as: 'instant', format: 'yyyy-MM-dd HH:mm:ss' },
      '2018-01-15 10:00:00',
      Date.parse('2018-01-15T12:00:00Z'),
    ],
    [
      { as: 'instant', format: 'yyyy-MM-dd HH:mm:ss' },
      '2018-07-15 10:00:00',
      Date.parse('2018-07-15T13:00:00Z'),
    ],
    [{ as: 'instant' }, '2018-07-15T10:00:00+02:00', Date.parse('2018-07-15T08:00:00Z')],
    [{ as: 'timeZone' }, 'Asia/Beijing', undefined],
    [{ as: 'gtin' }, '9506000134352', 'gtin:09506000134352'],
    [{ as: 'gtin' }, '9506000134353', undefined],
    [{ as: 'gln' }, '9506000134352', 'gln:9506000134352'],
  ] as const)('%o of %s', (conversion, text, expected) => {
    const converted = convert(conversion, text)
    expect('value' in converted ? converted.value : undefined).toBe(expected)
  })
  it('reads a decimal comma only where the mapping says so', () => {
    expect(convert({ as: 'minorUnits' }, '8,70', ',')).toEqual({ value: 870 })
    expect(convert({ as: 'decimal' }, '1.000', ',')).toHaveProperty('reason')
    expect(hasCheckDigit('614141073468')).toBe(false)
  })
})

describe('a mapping', () => {
  it('is taken when it is sound', () => expect(checkMapping(mapping)).toEqual({ mapping }))
  const faulty = (changes: object) => {
    const checked = checkMapping({ ...mapping, ...changes })
    return 'faults' in checked ? checked.faults.join('\n') : ''
  }
  it.each([
    [{ key: ['{nope}'] }, 'key[0]: column "nope" is neither in columns nor in optionalColumns'],
    [{ timeZone: 'Mars' }, 'timeZone: "Mars" is no IANA time zone'],
    [{ events: [{ type: 'OrderPlaced', fields: { oder: '{id}' } }] }, 'OrderPlaced has no field "oder"'],
    [{ events: [{ type: 'OrderPlaced', fields: { type: 'x' } }] }, 'OrderPlaced has no field "type"'],
    [{ events: [{ type: 'Magic', fields: {} }] }, '/events/0/type'],
    [{ time: { from: '{sold at}', as: 'instant', format: 'dd-YY' } }, 'format "dd-YY" needs yyyy'],
    [{ time: { from: '{sold at}', take: '(' } }, 'take "(" is no regular expression'],
    [{ surprise: 1 }, '/surprise'],
    [{ name: '../x' }, '/name'],
  ])('is refused with %o', (changes, words) => expect(faulty(changes)).toContain(words))
  it.each([null, 7, 'x', [], {}])('is refused when it is %o', (value) => {
    expect(checkMapping(value)).toHaveProperty('faults')
  })
})

describe('rows', () => {
  it('become records, in local time on both sides of a clock change', () => {
    const [winter, summer] = rows('A1,05.03.2024 12:00,2,ok,1.50\nA2,05.07.2024 12:00,2,ok,n/a\n')
    expect(winter).toEqual({
      outcome: 'record',
      raw: 'A1,05.03.2024 12:00,2,ok,1.50',
      record: {
        identity: 'csv:sales:A1',
        occurredAt: Date.parse('2024-03-05T11:00:00Z'),
        events: [
          {
            type: 'OrderLineAdded',
            order: 'shop:A1',
            line: '1',
            sku: 'shop:sku',
            units: 2,
            priceMinor: 150,
            currency: 'EUR',
          },
        ],
      },
    })
    expect(summer).toMatchObject({ record: { occurredAt: Date.parse('2024-07-05T10:00:00Z') } })
    expect(summer?.outcome === 'record' && summer.record.events[0]).not.toHaveProperty('priceMinor')
  })
  it.each([
    ['units', 'A1,05.03.2024 12:00,two,ok,1', 'column units "two" is not a number'],
    ['units', 'A1,05.03.2024 12:00,,ok,1', 'column units is blank, and OrderLineAdded.units needs it'],
    ['units', 'A1,05.03.2024 12:00,-1,ok,1', 'a value that it may not have'],
    ['units', 'A1,05.03.2024 12:00,0.0000001,ok,1', 'finer than a millionth'],
    ['id', ',05.03.2024 12:00,1,ok,1', 'is blank'],
    ['sold at', 'A1,31.02.2024 12:00,1,ok,1', 'is no time of the form dd.MM.yyyy HH:mm'],
    ['sold at', 'A1,,1,ok,1', 'is the time of the row and blank'],
    ['sales', 'A1,05.03.2024 12:00,1,void,1', 'no event of the mapping applies'],
    ['state', 'A1,05.03.2024 12:00,1', 'has 3 cells where the header has 5'],
    ['row', 'A1,05.03.2024 12:00,1,ok,1,9', 'has 6 cells where the header has 5'],
    ['units', 'A1,05.03.2024 12:00,"1"x,ok,1', 'text follows a closing quote'],
    ['state', 'A1,05.03.2024 12:00,1,o\0k,1', 'NUL'],
  ])('are refused naming %s: %s', (field, row, words) => {
    const [refused] = rows(row)
    expect(refused).toMatchObject({ outcome: 'refused', field, raw: `${head}\n${row}` })
    expect(refused?.outcome === 'refused' && refused.reason).toContain(words)
    expect(refused?.outcome === 'refused' && refused.reason).toContain('line 2')
  })
  it('are taken when the refused text is mended and sent alone', () => {
    const [refused] = rows('A1,05.03.2024 12:00,two,ok,1')
    expect(read(refused!.raw.replace('two', '2'))[0]?.outcome).toBe('record')
  })
  it('may have columns with hostile names', () => {
    const [taken] = read(`__proto__,constructor,${head}\nx,y,A1,05.03.2024 12:00,2,ok,1`)
    expect(taken?.outcome).toBe('record')
    expect({}).not.toHaveProperty('x')
  })
})

describe('the header', () => {
  it('tells the mapping, whatever the delimiter', () => {
    expect(mappingFor([mapping], { text: head.replaceAll(',', ';') })).toBe(mapping)
    expect(read(`${head}\nA1,05.03.2024 12:00,2,ok,1`.replaceAll(',', '\t'))[0]?.outcome).toBe('record')
  })
  it('is refused whole, naming what it lacks, when it is damaged', () => {
    const text = 'id,sold at,state\nA1,05.03.2024 12:00,ok'
    expect(adapter.recognise({ text })).toBe(true)
    expect(read(text)).toMatchObject([{ outcome: 'refused', field: 'units', raw: text }])
  })
  it('of something else is not recognised; a name that is not there is refused', () => {
    expect(adapter.recognise({ text: 'a,b,c\n1,2,3' })).toBe(false)
    expect(adapter.recognise({ text: '{"id": 1}' })).toBe(false)
    expect(read('a,b', 'nope')).toMatchObject([{ outcome: 'refused', field: 'mapping' }])
    expect([...adapter.read({ text: 'a,b', contentType: 'text/csv' })]).toMatchObject([{ field: 'header' }])
    expect(read('', 'sales')).toMatchObject([{ outcome: 'refused' }])
  })
})

it('a preview shows what rows become, and why not', () => {
  const { rows } = previewMapping(mapping, `${head}\nA1,05.03.2024 12:00,2,ok,1\nA2,x,2,ok,1`)
  expect(rows.map(({ field, events }) => [field, events?.length])).toEqual([
    [null, 1],
    ['sold at', undefined],
  ])
})
