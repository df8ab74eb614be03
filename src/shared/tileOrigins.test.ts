/** Proves that only a whole https origin reaches a content policy, and that a refused tile server is told. */
import { describe, expect, it } from 'vitest'
import { originsOfTemplate, refusedOrigins, tileOrigin } from './tileOrigins.ts'

describe('a tile origin', () => {
  it('is one https origin, in its normal form', () => {
    expect(tileOrigin('https://Tiles.Example.com')).toBe('https://tiles.example.com')
    expect(tileOrigin('https://tiles.example.com:8443/')).toBe('https://tiles.example.com:8443')
  })

  it.each([
    'tiles.example.com',
    'http://tiles.example.com',
    'https://tiles.example.com/{z}/{x}/{y}.png',
    'https://me:secret@tiles.example.com',
    'https://*.example.com',
    'https://*',
    "https://tiles.example.com; script-src 'unsafe-inline'",
    'https://a.com https://b.com',
    'https://a.com;x',
    "https://a.com'",
    'data:',
    '*',
    '',
  ])('is not %s', (text) => {
    expect(tileOrigin(text)).toBeNull()
  })
})

describe('a refused origin', () => {
  const policy =
    "default-src 'none'; img-src 'self' data: https://a.example.com; connect-src https://b.example.com"

  it('is one that the policy has no picture from', () => {
    const template = 'https://{s}.example.com/{z}/{x}/{y}.png'
    expect(refusedOrigins(policy, originsOfTemplate(template))).toEqual([
      'https://b.example.com',
      'https://c.example.com',
    ])
    expect(refusedOrigins(policy, originsOfTemplate('https://a.example.com/{z}/{x}/{y}{r}.png'))).toEqual([])
  })

  it('is none where there is no address or no policy', () => {
    expect(refusedOrigins(policy, originsOfTemplate(''))).toEqual([])
    expect(refusedOrigins(null, ['https://c.example.com'])).toEqual([])
  })
})
