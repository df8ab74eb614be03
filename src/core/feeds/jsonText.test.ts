/** Tests of JSON text scanning: slices byte for byte, bounded depth, damage named and never thrown. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanJson, visitMembers } from './jsonText.ts'

/** Any UTF-16, halves of surrogate pairs included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) })

const PATH = ['body', 'list']

function elements(text: string): string[] {
  const scan = scanJson(text, [PATH])
  if (scan.outcome !== 'scanned') throw new Error(scan.reason)
  return (scan.array?.elements ?? []).map(({ start, end }) => text.slice(start, end))
}

describe('scanJson', () => {
  it('yields the elements exactly as they stand', () => {
    const list = '[ {"a": 1.50, "b":"]\\"}"} ,\n 1e3,"x\\\\" , [1,[2]] ]'
    expect(elements(`{"list":[9],"body" : {"other":{"list":[8]},"list":${list}}}`)).toEqual([
      '{"a": 1.50, "b":"]\\"}"}',
      '1e3',
      '"x\\\\"',
      '[1,[2]]',
    ])
  })

  it('finds the array under an escaped name, and the top-level array', () => {
    expect(elements('{"b\\u006fdy":{"list":[1]}}')).toEqual(['1'])
    const scan = scanJson(' [1, {"list":[2]}]', [PATH, []])
    expect(scan).toMatchObject({
      outcome: 'scanned',
      array: { path: 1, elements: [{ start: 2, end: 3 }, {}] },
    })
  })

  it('finds nothing where there is nothing', () => {
    expect(elements('{"body":{"list":{}}}')).toEqual([])
    expect(elements('{"body":{"list":[ ]}}')).toEqual([])
    expect(elements('"body"')).toEqual([])
  })

  it.each([
    ['{"body":{"list":[{"a":1}', /ends with 3 brackets/],
    ['{"a":"b', /ends inside the string/],
    ['{"a":]}', /not open/],
    ['{} {}', /text after its end/],
    [`${'['.repeat(65)}${']'.repeat(65)}`, /deeper than 64/],
    ['{"body":{"list":[1,,2]}}', /two commas/],
    ['{"body":{"list":[1,]}}', /comma before/],
    ['{"body":{"list":[1]},"body":{"list":[2]}}', /body.list twice/],
  ])('names the damage of %s', (text, reason) => {
    expect(scanJson(text, [PATH])).toMatchObject({
      outcome: 'damaged',
      reason: expect.stringMatching(reason),
    })
  })

  it('takes 64 levels', () => {
    expect(scanJson(`${'['.repeat(64)}${']'.repeat(64)}`, []).outcome).toBe('scanned')
  })

  it('agrees with JSON.parse on any document, however it is printed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 5 })),
        fc.jsonValue(),
        fc.nat(3),
        (list, other, indent) => {
          const text = JSON.stringify({ other, body: { before: other, list } }, null, indent)
          expect(elements(text).map((each) => JSON.parse(each))).toEqual(JSON.parse(JSON.stringify(list)))
        },
      ),
    )
  })

  it('never throws', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'body', '"list"', '"body"', ' ', '1'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          scanJson(text, [PATH, []])
          visitMembers(text, 0, () => false)
        },
      ),
    )
  })
})

describe('visitMembers', () => {
  it('sees the top members only, and works on a text that ends early', () => {
    const seen: string[] = []
    visitMembers(' {"a":{"x":1},"b":[2],"c":"text","d":1,"e":"tex', 0, (name, kind, value) => {
      seen.push(`${name} ${kind} ${value}`)
      return false
    })
    expect(seen).toEqual(['a object ', 'b array ', 'c string text', 'd other ', 'e string tex'])
  })
})
