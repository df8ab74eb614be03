/** Owns the tests of the own scheme's addresses: nothing outside the folder is ever named. */
import { join, sep } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentTypeOf, fileOf } from './appFiles.ts'

const folder = join(sep, 'srv', 'renderer')

describe('files of the own scheme', () => {
  it('names files, and the index for routes', () => {
    expect(fileOf('app://omnitower/assets/a.js', folder)).toBe(join(folder, 'assets', 'a.js'))
    expect(fileOf('app://omnitower/', folder)).toBe(join(folder, 'index.html'))
    expect(fileOf('app://omnitower/inventory/sku', folder)).toBe(join(folder, 'index.html'))
    expect(contentTypeOf('a.js')).toBe('text/javascript; charset=utf-8')
  })

  it.each([
    'app://stranger/index.html',
    'app://omnitower/%2e%2e%2fmain%2findex.js',
    'app://omnitower/..%5cmain.js',
    'app://omnitower/a%00.js',
    'app://omnitower/%ff.js',
    'app://omnitower/key.pem',
  ])('refuses %s', (address) => expect(fileOf(address, folder)).toBeUndefined())

  it('never leaves the folder', () => {
    const part = fc.constantFrom('..', '%2e%2e', '%2f', '%5c', 'a', 'b.js', '.', '%252e')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const file = fileOf(`app://omnitower/${parts.join('/')}`, folder)
        expect(file === undefined || file.startsWith(folder + sep)).toBe(true)
      }),
    )
  })
})
