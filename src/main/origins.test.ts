/** Owns the tests of which addresses are trusted, and which may be opened outside. */
import { describe, expect, it } from 'vitest'
import { APP_URL, EXTERNAL_HOSTS, isOpenable, isOwnPage, isTrusted } from './origins.ts'

describe('trusted addresses', () => {
  it.each([
    ['app://omnitower/', true],
    ['app://omnitower/inventory/x?y=1#z', true],
    ['app://omnitower.evil/', false],
    ['app://user@omnitower/', false],
    ['https://omnitower/', false],
    ['file:///etc/passwd', false],
    ['data:text/html,x', false],
    ['not an address', false],
  ])('%s: %s', (address, trusted) => expect(isTrusted(address, APP_URL)).toBe(trusted))
})

describe('senders', () => {
  it('takes the top frame of the own page only', () => {
    expect(isOwnPage({ url: APP_URL, parent: null }, APP_URL)).toBe(true)
    expect(isOwnPage({ url: APP_URL, parent: {} }, APP_URL)).toBe(false)
    expect(isOwnPage({ url: 'https://example.org/', parent: null }, APP_URL)).toBe(false)
    expect(isOwnPage(null, APP_URL)).toBe(false)
  })
})

describe('addresses for the browser', () => {
  it('opens the hosts of the list, by https', () => {
    for (const host of EXTERNAL_HOSTS) expect(isOpenable(`https://${host}/page`)).toBe(true)
  })
  it.each([
    'http://www.gs1.org/',
    'https://www.gs1.org:8443/',
    'https://me:secret@www.gs1.org/',
    'https://www.gs1.org.example.org/',
    'https://example.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'ms-settings:privacy',
    '',
  ])('refuses %s', (address) => expect(isOpenable(address)).toBe(false))
})
