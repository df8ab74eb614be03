/** Proves that printed transfers and pick lists say what they must, and that nothing in a name runs. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyContent, content } from './contents.fixture.ts'
import { cell } from './pickList.ts'
import { escaped, printable } from './printable.ts'

describe('a printed transfer', () => {
  it('has a barcode for the transfer and for each line, with the GTIN as GS1-128', () => {
    const page = printable(content())
    expect(page.match(/<svg /g)).toHaveLength(3)
    expect(page).toContain('(01)00614141073467')
    expect(page).toContain('North DC<br>1 Dock Road<br>43215 Columbus OH, US')
    expect(page).toContain('2 lines, 12.5 units')
    const fine = content({ lines: [{ line: '1', sku: 'tee', name: null, units: 1_234.000_001 }] })
    expect(printable(fine)).toContain('1 line, 1,234.000001 units')
    expect(printable(content({ purpose: 'change', telling: 2 }))).toContain('changed</h1><small>No. 2')
  })
  it('loads nothing, runs nothing, and lets no text out of its place', () => {
    fc.assert(
      fc.property(anyContent, (of) => {
        const page = printable(of)
        expect(page).toContain('default-src &#39;none&#39;; style-src &#39;sha256-')
        expect(page).not.toMatch(/<script|<img|<link|<iframe| on\w+=|javascript:|url\(/i)
        const tags = [...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name)
        const ours =
          'html head meta title style body header div h1 small p dl dt dd br table thead tbody tr th td span svg path'
        expect([...new Set(tags)].filter((tag) => !ours.split(' ').includes(tag ?? ''))).toEqual([])
      }),
      { numRuns: 30 },
    )
    expect(escaped(`<a href="x" title='y'>&</a>\u0000`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt; ',
    )
  })
  it('repeats its head on every page and numbers them', () => {
    const page = printable(content())
    expect(page).toContain('thead { display: table-header-group }')
    expect(page).toContain('counter(page)')
  })
})

describe('a pick list', () => {
  it('quotes what must be quoted and defuses what a spreadsheet would run', () => {
    expect(['plain', 'a,b', 'a"b', 'a\nb', ' a', '=1+1', '-2', '@x', ' +1'].map(cell)).toEqual([
      'plain',
      '"a,b"',
      '"a""b"',
      '"a\nb"',
      '" a"',
      "'=1+1",
      "'-2",
      "'@x",
      "' +1",
    ])
  })
})
