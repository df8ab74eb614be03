/** Proves that sets of orders and shipments stand hostile input: deep trees, huge segments, replays, any order, any damage. */
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { eventFault } from '../../eventCheck.ts'
import {
  eventsOf,
  interchangeOf,
  PO,
  read,
  recordOf,
  refusalOf,
  SHIP_NOTICE,
  INVENTORY_ADVICE,
  RECEIPT_ADVICE,
  SHIPPING_ADVICE,
  TRANSFER,
  SHIPPING_ORDER,
} from './interchange.fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

const SETS = [
  ['850', PO],
  ['856', SHIP_NOTICE],
  ['940', SHIPPING_ORDER],
  ['945', SHIPPING_ADVICE],
  ['945', SHIPPING_ADVICE.map((one) => one.replaceAll(/DO-77|PO-500/g, TRANSFER))],
  ['944', RECEIPT_ADVICE],
  ['947', INVENTORY_ADVICE],
] as const
const range = (length: number) => Array.from({ length }, (_, index) => index)

/** Every event of every record keeps the published schemas; every refusal says where and why, with its text. */
function accountFor(text: string) {
  const readings = read(text)
  for (const reading of readings) {
    expect(reading.raw).not.toBe('')
    if (reading.outcome === 'refused') expect([reading.field, reading.reason]).not.toContain('')
    else {
      expect(reading.record.events.length).toBeGreaterThan(0)
      expect(reading.record.identity.length).toBeLessThanOrEqual(1024)
      for (const event of reading.record.events) expect(eventFault(event.type, { ...event })).toBeUndefined()
    }
  }
  return readings
}

describe('an 856', () => {
  const tree = (levels: readonly string[]) =>
    interchangeOf('856', ['BSN*00*DEEP*20240306*1505', 'DTM*011*20240306*1500*ET', ...levels], {
      date: '20240306',
      time: '2010',
    })

  it('nested 50,000 levels deep, a party at each, is read in one pass', () => {
    const deep = range(50_000).flatMap((at) => [
      `HL*${at + 1}*${at || ''}*${at === 0 ? 'S' : 'P'}`,
      `N1*${at % 2 ? 'BY' : 'Z7'}*Buyer ${at}`,
    ])
    const text = tree([...deep, 'HL*50001*50000*I', 'PRF*PO-1', 'LIN*1*VN*A', 'SN1**1*EA'])
    const [reading] = read(text)
    expect(reading?.outcome).toBe('record')
  })

  it('with 150,000 items tells of each once', () => {
    const items = range(150_000).flatMap((at) => [`HL*${at + 3}*2*I`, `LIN*${at + 1}*VN*A`, 'SN1**1*EA'])
    const record = recordOf(tree(['HL*1**S', 'HL*2*1*O', 'PRF*PO-9', ...items]))
    expect(eventsOf(record, 'OrderStepTaken')).toHaveLength(150_000)
  })

  it('whose quantities cannot be counted together is refused', () => {
    const items = range(3).flatMap((at) => [`HL*${at + 2}*1*I`, `LIN*${at + 1}*VN*A`, 'SN1**500000000*EA'])
    expect(refusalOf(tree(['HL*1**S', 'PRF*PO-1', ...items])).field).toBe('SN1-02')
  })
})

describe.each(SETS)('set %s', (type, segments) => {
  const sound = interchangeOf(type, segments)

  it('stands a segment of a million characters, and one of 200,000 elements', () => {
    const huge = [`N1*BY*${'x'.repeat(1_000_000)}*92*${'9'.repeat(100_000)}`, `N9*ZZ${'*A'.repeat(200_000)}`]
    accountFor(interchangeOf(type, [...segments.slice(0, 1), ...huge, ...segments.slice(1)]))
    accountFor(sound.replaceAll('*VN*', `*VN*${'V'.repeat(50_000)}`))
    accountFor(sound.replaceAll('PO-500', 'P'.repeat(50_000)))
  })

  it('is the same facts when it is replayed, in whatever order sets come', () => {
    const all = SETS.map(([own, parts], index) => interchangeOf(own, parts, { control: index + 1 }))
    const facts = (texts: readonly string[]) =>
      read(texts.join('\n')).map((reading) =>
        reading.outcome === 'record' ? JSON.stringify(reading.record) : '',
      )
    const once = facts(all)
    expect(new Set(facts([...all.toReversed(), ...all]))).toEqual(new Set(once))
    expect(new Set(once.map((fact) => (JSON.parse(fact) as { identity: string }).identity)).size).toBe(
      SETS.length,
    )
  })

  it('is accounted for with any damage, and no record breaks a schema', () => {
    const put = fc.oneof(
      fc.constantFrom(
        '*',
        '~',
        '~\n',
        '',
        '*999999999999*',
        '*-1*',
        '*00*',
        '\u0000',
        'é',
        'HL*1**S~',
        'SE*1*0001~',
        'IEA*',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    )
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), put })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = sound
        for (const one of edits) {
          const place = Math.floor(one.at * text.length)
          text = text.slice(0, place) + one.put + text.slice(place + one.cut)
        }
        accountFor(text)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the schemas with any element replaced', () => {
    const places = segments.flatMap((segment, at) =>
      segment
        .split('*')
        .slice(1)
        .map((_, element) => [at, element + 1] as const),
    )
    const values = fc.oneof(
      fc.constantFrom(
        '',
        '0',
        '-5',
        '1000000001',
        '0.0000001',
        '99999999999999999999',
        'XX',
        '20240231',
        '__proto__',
        'UL',
        '1*2',
      ),
      fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[*~]/g, '')),
    )
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ([at, element], value) => {
        const changed = segments.map((segment, index) =>
          index === at ? segment.split('*').with(element, value).join('*') : segment,
        )
        accountFor(interchangeOf(type, changed))
      }),
      { numRuns: 400 },
    )
  })
})
