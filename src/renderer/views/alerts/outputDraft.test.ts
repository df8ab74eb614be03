/** Proves that a written output says what is wrong with it, and sends what was written and no more. */
import { describe, expect, it } from 'vitest'
import { draftFaults, EMPTY_OUTPUT, settingsOfDraft } from './outputDraft.ts'

describe('an output while it is written', () => {
  it('says what is wrong, field by field', () => {
    expect(Object.keys(draftFaults(EMPTY_OUTPUT))).toEqual(['name', 'url'])
    expect(Object.keys(draftFaults({ ...EMPTY_OUTPUT, kind: 'email', port: '0' }))).toEqual([
      'name',
      'host',
      'port',
      'from',
      'to',
    ])
    const webhook = { ...EMPTY_OUTPUT, name: 'Duty', url: 'https://example.com/hook' }
    expect(draftFaults(webhook)).toEqual({})
    expect(draftFaults({ ...webhook, url: 'https://me:secret@example.com/' })).toHaveProperty('url')
    expect(draftFaults({ ...webhook, url: 'ftp://example.com/' })).toHaveProperty('url')
    expect(draftFaults({ ...webhook, secret: 'short' })).toHaveProperty('secret')
    const mail = {
      ...EMPTY_OUTPUT,
      kind: 'email' as const,
      name: 'Duty',
      host: 'smtp.example.com',
      from: 'a@b.c',
    }
    expect(draftFaults({ ...mail, to: ['a@b.c', 'not an address'] })).toHaveProperty('to')
    expect(draftFaults({ ...mail, to: ['a@b.c'] })).toEqual({})
  })

  it('sends the fields of its kind, and no secret that was left empty', () => {
    const all = {
      ...EMPTY_OUTPUT,
      url: ' https://example.com/hook ',
      host: 'smtp',
      from: 'a@b.c',
      to: ['d@e.f'],
    }
    expect(settingsOfDraft(all)).toEqual({ kind: 'webhook', url: 'https://example.com/hook' })
    expect(settingsOfDraft({ ...all, kind: 'alertmanager', bearer: 'b' })).toEqual({
      kind: 'alertmanager',
      url: 'https://example.com/hook',
      bearer: 'b',
    })
    expect(settingsOfDraft({ ...all, kind: 'email', user: 'u' })).toEqual({
      kind: 'email',
      host: 'smtp',
      port: 587,
      isTls: false,
      from: 'a@b.c',
      to: ['d@e.f'],
      user: 'u',
    })
  })
})
