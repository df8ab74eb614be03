/** Tests of identities: EPC URN and GS1 Digital Link of one thing are one id; check digits hold. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit, hasCheckDigit } from './checkDigit.ts'
import { canonicalLink, identify, idOf } from './identity.ts'

const digits = (count: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count })

describe('check digits', () => {
  it.each(['9506000134352', '09506000134352', '106141412345678908', '96385074'])('%s holds', (number) => {
    expect(hasCheckDigit(number)).toBe(true)
  })
  it('notices any single wrong digit', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(11), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
        const good = body + checkDigit(body)
        const wrong = (Number(good[at]) + shift) % 10
        expect(hasCheckDigit(good.slice(0, at) + wrong + good.slice(at + 1))).toBe(false)
      }),
    )
  })
})

describe('ids', () => {
  it.each([
    [
      'urn:epc:id:sgtin:0614141.107346.2017',
      'https://id.gs1.org/01/10614141073464/21/2017',
      'gtin:10614141073464',
    ],
    [
      'urn:epc:class:lgtin:4012345.012345.998877',
      'https://example.com/a/gtin/04012345123456/lot/998877?x=1',
      'gtin:04012345123456',
    ],
    ['urn:epc:idpat:sgtin:4012345.098765.*', 'https://id.gs1.org/01/4012345987652', 'gtin:04012345987652'],
    [
      'urn:epc:id:sgln:0614141.07346.1234',
      'https://id.gs1.org/414/0614141073467/254/1234',
      'gln:0614141073467.1234',
    ],
    ['urn:epc:id:sgln:0614141.07346.0', 'http://id.gs1.org/414/0614141073467', 'gln:0614141073467'],
    ['urn:epc:id:pgln:4012345.00225', 'https://id.gs1.org/417/4012345002256', 'pgln:4012345002256'],
    [
      'urn:epc:id:sscc:0614141.1234567890',
      'https://id.gs1.org/00/106141412345678908',
      'sscc:106141412345678908',
    ],
    [
      'urn:epc:id:grai:4012345.55555.987',
      'https://id.gs1.org/8003/04012345555554987',
      'grai:04012345555554987',
    ],
    ['urn:epc:id:giai:4000001.12345', 'https://id.gs1.org/8004/400000112345', 'giai:400000112345'],
    ['urn:epc:id:gdti:0614141.00001.1618034', 'https://id.gs1.org/253/06141410000121618034', undefined],
    [
      'urn:epc:id:cpi:0614141.123456ABC.123456789',
      'https://id.gs1.org/8010/0614141123456ABC/8011/123456789',
      'cpi:0614141123456ABC/123456789',
    ],
    [
      'urn:epc:id:gsrn:4012345.0000006765',
      'https://id.gs1.org/8018/401234500000067657',
      'gsrn:401234500000067657',
    ],
    ['urn:epc:id:gdti:987659999999..9', 'https://id.gs1.org/253/98765999999929', 'gdti:98765999999929'],
    [
      'urn:epc:id:itip:4012345.011111.01.02.987',
      'https://id.gs1.org/8006/040123451111180102/21/987',
      'itip:040123451111180102',
    ],
  ])('%s is %s', (urn, link, id) => {
    if (id !== undefined) expect([idOf(urn), idOf(link)]).toEqual([id, id])
  })

  it('keeps other URIs as they are', () => {
    for (const uri of [
      'http://transaction.acme.com/po/12345678',
      'urn:epcglobal:cbv:bt:0614141073467:1152',
      'geo:1,2',
      'https://a.b/01/x',
    ]) {
      expect(idOf(uri)).toBe(uri)
    }
  })

  it('refuses keys that are written wrongly', () => {
    for (const uri of [
      'https://id.gs1.org/01/10614141073465',
      'urn:epc:id:sgtin:0614141.10734.2017',
      'urn:epc:id:sgtin:0614141.107346',
      'urn:epc:id:sgtin:06A4141.107346.1',
      'urn:epc:id:sscc:0614141.1234567890.1',
      'urn:epc:id',
    ]) {
      expect(identify(uri), uri).toMatchObject({ outcome: 'wrong' })
    }
  })

  it('gives one id to the URN and to the canonical link of the same key', () => {
    const serial = fc.string({
      unit: fc.constantFrom(...'abcXYZ019-._', '%2F', '%22', '!', '(', "'"),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 12 }),
        digits(13),
        serial,
        fc.constantFrom('sgtin', 'sgln', 'grai', 'giai'),
        (prefix, body, tail, scheme) => {
          const total = scheme === 'sgtin' ? 13 : 12
          const urn =
            scheme === 'giai'
              ? `urn:epc:id:giai:${body.slice(0, prefix)}.${tail}`
              : `urn:epc:id:${scheme}:${body.slice(0, prefix)}.${body.slice(prefix, total)}.${tail}`
          const identity = identify(urn)
          if (identity.outcome !== 'key') throw new Error(JSON.stringify(identity))
          const link = canonicalLink(identity.key)
          expect(idOf(link)).toBe(idOf(urn))
          expect(identify(link)).toEqual(identity)
        },
      ),
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void [idOf(`urn:epc:${text}`), idOf(`https://${text}`), idOf(text)]),
    )
  })
})
