/** Proves that what the tower writes of transfers is read to the same figures by another's parser and by its own adapters. */
import * as fc from 'fast-check'
import { X12Parser, type X12Interchange, type X12Transaction } from 'node-x12'
import { describe, expect, it, vi } from 'vitest'
import { toMicrounits } from '../shared/units.ts'
import { epcisAdapter } from './feeds/adapters/epcis/epcisAdapter.ts'
import { x12Adapter } from './feeds/adapters/x12/adapter.ts'
import type { DocumentContent } from './ledger/transferActs.ts'
import { anyContent, content } from './transfers/contents.fixture.ts'
import { csvRows } from './feeds/adapters/csv/csvText.ts'
import { DocumentFault } from './transfers/documentFault.ts'
import { epcisNotice } from './transfers/epcisNotice.ts'
import { pickList } from './transfers/pickList.ts'
import { shipNotice856 } from './transfers/shipNotice856.ts'
import { shippingOrder940 } from './transfers/shippingOrder940.ts'

vi.setConfig({ testTimeout: 120_000 })

/** The only set of an interchange, as the other parser reads it under its strict rules, with its envelope checked here. */
function setOf(text: string): X12Transaction {
  const interchange = new X12Parser(true).parse(text) as X12Interchange
  const [group, ...groups] = interchange.functionalGroups
  const [set, ...sets] = group?.transactions ?? []
  if (!group || !set || groups.length + sets.length > 0) throw new Error('not one set')
  expect(set.trailer.valueOf(1)).toBe(String(set.segments.length + 2))
  expect(set.trailer.valueOf(2)).toBe(set.header.valueOf(2))
  expect(group.trailer.valueOf(2)).toBe(group.header.valueOf(6))
  expect(interchange.trailer.valueOf(2)).toBe(interchange.header.valueOf(13))
  expect(text.indexOf('\n')).toBe(106)
  return set
}

const named = (set: X12Transaction, tag: string) => set.segments.filter((segment) => segment.tag === tag)
const micro = (text: string | null) => toMicrounits(Number(text))
const wanted = (of: DocumentContent) => of.lines.map(({ units }) => toMicrounits(units))

function recordOf(adapter: typeof x12Adapter, text: string) {
  const [reading, ...more] = [...adapter.read({ text })]
  if (reading?.outcome !== 'record' || more.length > 0) throw new Error(JSON.stringify(reading).slice(0, 600))
  return reading.record
}

describe('a 940', () => {
  it('is read to the same figures by node-x12 and by the tower', () => {
    fc.assert(
      fc.property(anyContent, (of) => {
        const text = shippingOrder940(of)
        const set = setOf(text)
        expect(named(set, 'W05')[0]?.valueOf(2)).toBe(of.transfer)
        const items = named(set, 'W01')
        expect(items.map((item) => micro(item.valueOf(1)))).toEqual(wanted(of))
        expect(named(set, 'N9').map((n9) => n9.valueOf(2))).toEqual(of.lines.map(({ line }) => line))
        const total = of.lines.reduce((sum, { units }) => sum + (toMicrounits(units) ?? 0), 0)
        expect(micro(named(set, 'W76')[0]?.valueOf(1) ?? null)).toBe(total)
        const [observed] = recordOf(x12Adapter, text).events
        expect(observed).toMatchObject({
          type: 'ObservationRecorded',
          parent: of.transfer,
          things: of.lines.map(({ sku, units }) => ({ id: sku, units })),
        })
      }),
      { numRuns: 150 },
    )
  })
  it('names who sends, who receives and every line', () => {
    expect(shippingOrder940(content())).toBe(
      [
        'ISA*00*          *00*          *ZZ*OMNITOWER      *ZZ*9506000134369  *260310*1234*U*00401*000000007*0*P*>~',
        'GS*OW*OMNITOWER*9506000134369*20260310*1234*7*X*004010~',
        'ST*940*0001~',
        'W05*N*TR7K3QZ0M9XA~',
        'N1*SF*North DC*UL*9506000134369~',
        'N3*1 Dock Road~',
        'N4*Columbus*OH*43215*US~',
        'N1*ST*Cafe Orsted & Son*UL*9506000134352~',
        'N4*Denver*CO**US~',
        'NTE*GEN*Before the weekend~',
        'LX*1~',
        'W01*10*EA**UP*614141073467~',
        'G69*Small widget~',
        'N9*LI*1~',
        'LX*2~',
        'W01*2.5*KG**VN*BULK-7~',
        'N9*LI*2~',
        'W76*12.5~',
        'SE*17*0001~',
        'GE*1*7~',
        'IEA*1*000000007~\n',
      ].join('\n'),
    )
  })
  it('says by name what X12 cannot carry, and is not written then', () => {
    const line = (sku: string, units = 1) => content({ lines: [{ line: '1', sku, name: null, units }] })
    expect(() => shippingOrder940(line('x12:vendor:A*B'))).toThrow(DocumentFault)
    expect(() => shippingOrder940(line('x12:vendor:A*B'))).toThrow('"A*B" has characters')
    expect(() => shippingOrder940(line(`shop:${'x'.repeat(60)}`))).toThrow('longer than the 48')
    expect(() => shippingOrder940(line('gtin:00614141073467@DMQ'))).toThrow('DMQ')
    expect(shippingOrder940(line('gtin:00614141073467', 999_999_999.999_999))).toContain('*999999999.999999*')
  })
})

describe('an 856', () => {
  it('is read to the same figures by node-x12 and by the tower', () => {
    fc.assert(
      fc.property(anyContent, (of) => {
        const text = shipNotice856(of)
        const set = setOf(text)
        expect(named(set, 'PRF')[0]?.valueOf(1)).toBe(of.transfer)
        expect(named(set, 'SN1').map((item) => micro(item.valueOf(2)))).toEqual(wanted(of))
        expect(named(set, 'LIN').map((item) => item.valueOf(1))).toEqual(of.lines.map(({ line }) => line))
        expect(named(set, 'CTT')[0]?.valueOf(1)).toBe(String(named(set, 'HL').length))
        const { events } = recordOf(x12Adapter, text)
        expect(events[0]).toMatchObject({
          type: 'ShipmentDescribed',
          lines: of.lines.map(({ sku, units }) => ({ sku, units })),
        })
        expect(events.filter(({ type }) => /^(Order|StockMoved|Transfer)/.test(type))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
  it('names the shipment as the source did, so that both are one', () => {
    const of = content({ shipment: 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9' })
    const { events } = recordOf(x12Adapter, shipNotice856(of))
    expect(events[0]).toMatchObject({ shipment: of.shipment })
  })
})

describe('EPCIS', () => {
  const shipment = 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9'
  const read = (of: DocumentContent) =>
    [...epcisAdapter.read({ text: epcisNotice(of) })].map((reading) => {
      if (reading.outcome !== 'record') throw new Error(`${reading.field}: ${reading.reason}`)
      return reading.record
    })
  it('keeps the standard’s rules, and moves nothing where it comes back', () => {
    fc.assert(
      fc.property(anyContent, (of) => {
        const [record] = read(of)
        expect(record?.events.map(({ type }) => type)).toEqual(['ObservationRecorded'])
      }),
      { numRuns: 100 },
    )
  })
  it('takes back what it said before when the shipment turns out otherwise', () => {
    const [line] = content().lines
    const before = { telling: 1, shippedAt: content().createdAt, lines: [line!] }
    const changed = content({ shipment, telling: 2, purpose: 'change', before })
    expect(read(changed)).toMatchObject([
      { identity: 'epcis:urn:omnitower:transfer:TR7K3QZ0M9XA:1', retracted: true },
      { identity: 'epcis:urn:omnitower:transfer:TR7K3QZ0M9XA:2' },
    ])
    expect(read({ ...changed, purpose: 'cancel' })).toMatchObject([{ retracted: true }])
    expect(epcisNotice(changed)).toContain('"eventTimeZoneOffset": "-04:00"')
  })
})

it('a pick list is read back by a reader of CSV, and nothing in it is a formula', () => {
  fc.assert(
    fc.property(anyContent, (of) => {
      const rows = [...csvRows(pickList(of), ',')].map(({ cells }) => cells)
      expect(rows.slice(1).map((cells) => Number(cells[5]))).toEqual(of.lines.map(({ units }) => units))
      for (const value of rows.flat()) expect(value).not.toMatch(/^\s*[=+\-@\t\r]/)
    }),
    { numRuns: 60 },
  )
})
