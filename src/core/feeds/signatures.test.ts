/** Proves webhook signatures: right ones pass, everything else fails, over raw bytes. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkSignature, SIGNATURE_SCHEMES, verifyEasyPostSignature } from './signatures.ts'

const body = Buffer.from('{"id":"evt_1","object":"Event","weight":614.0}')
const hex = (key: string, bytes = body) => createHmac('sha256', key).update(bytes).digest('hex')

describe('easypost', () => {
  it('takes a signature over the raw bytes, the secret in its NFKD form', () => {
    const header = `hmac-sha256-hex=${hex('se\u0301cret')}`
    expect(verifyEasyPostSignature(body, header, 's\u00e9cret')).toBe(true)
    expect(verifyEasyPostSignature(body, header, 'se\u0301cret')).toBe(true)
  })
  it.each([
    [
      'another body',
      Buffer.from('{"id":"evt_1","object":"Event","weight":614}'),
      `hmac-sha256-hex=${hex('secret')}`,
      'secret',
    ],
    ['another secret', body, `hmac-sha256-hex=${hex('secret')}`, 'Secret'],
    ['no prefix', body, hex('secret'), 'secret'],
    ['a short digest', body, `hmac-sha256-hex=${hex('secret').slice(2)}`, 'secret'],
    ['no digest', body, 'hmac-sha256-hex=', 'secret'],
    ['no secret', body, `hmac-sha256-hex=${hex('')}`, ''],
    ['no header', body, '', 'secret'],
  ])('refuses %s', (_, bytes, header, secret) => {
    expect(verifyEasyPostSignature(bytes, header, secret)).toBe(false)
  })
})

describe('checkSignature', () => {
  it('goes by the header that came', () => {
    expect(checkSignature({ 'x-signature-256': `sha256=${hex('key')}` }, body, 'key')).toBe(true)
    expect(checkSignature({ 'x-hmac-signature': `hmac-sha256-hex=${hex('key')}` }, body, 'key')).toBe(true)
  })
  it('refuses no header, several, and a wrong one beside a right one', () => {
    const right = `sha256=${hex('key')}`
    expect(checkSignature({}, body, 'key')).toBe(false)
    expect(checkSignature({ 'x-signature-256': [right, right] }, body, 'key')).toBe(false)
    expect(checkSignature({ 'x-signature-256': right, 'x-hmac-signature': 'x' }, body, 'key')).toBe(false)
  })
  it('has one scheme a header', () => {
    const headers = SIGNATURE_SCHEMES.map(({ header }) => header)
    expect(new Set(headers).size).toBe(headers.length)
  })
})
