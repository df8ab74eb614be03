/** Proves the search in customers' words: what is found, what no wording can break, and which terms stand out. */
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { DAY_MS, openSmallNetwork, START } from '../smallNetwork.fixture.ts'
import { experienceSearch, ftsQuery, piecesOf } from './experienceSearch.ts'
import { countWords, termsStandingOut } from './experienceWords.ts'

let serial = 0
const told = (...events: CanonicalEvent[]): FeedRecord => ({
  identity: `s:${(serial += 1)}`,
  occurredAt: START + serial,
  events,
})
const placed = (order: string, channel: string) =>
  told({ type: 'OrderPlaced', order, channel, customer: `who-${order}` })
const rated = (order: string, rating: number, text: string) =>
  told({ type: 'FeedbackGiven', order, rating, text })

const APP = Array.from({ length: 30 }, (_, place) => [
  placed(`a${place}`, 'app'),
  rated(`a${place}`, 2, `the courier left the parcel in the rain number ${place}`),
]).flat()
const WEB = Array.from({ length: 30 }, (_, place) => [
  placed(`w${place}`, 'web'),
  rated(`w${place}`, 5, `the colour was lovely and the parcel arrived number ${place}`),
]).flat()
const { context, ledger } = openSmallNetwork(
  [
    ...APP,
    ...WEB,
    placed('x', 'web'),
    rated('x', 1, 'Chegou atrasado, não recomendo! <b>"quoted" AND NOT (really) é péssimo</b>'),
    told({
      type: 'CustomerContacted',
      contact: 'k1',
      order: 'x',
      medium: 'phone',
      topic: 'parcel',
      text: 'courier was rude',
    }),
    told({
      type: 'CustomerContacted',
      contact: 'k2',
      customer: 'zed',
      medium: 'chat',
      text: 'do you sell courier bags',
    }),
    rated('nobody', 3, 'courier of an order that nobody described'),
  ],
  START + 4 * DAY_MS,
)
afterAll(() => ledger.close())
const WINDOW = { from: START, until: START + DAY_MS }
const search = (more: Parameters<typeof experienceSearch>[1]) =>
  experienceSearch(context, { ...WINDOW, ...more })

describe('words', () => {
  it('are found in answers and contacts, marked where they stand', () => {
    const { hits, total } = search({ text: 'courier rude' })
    expect(total).toBe(1)
    expect(hits[0]).toMatchObject({
      kind: 'contact',
      contact: 'k1',
      order: 'x',
      channel: 'web',
      rating: null,
    })
    expect(hits[0]?.snippet.filter(({ marked }) => marked).map(({ text }) => text)).toEqual([
      'courier',
      'rude',
    ])
    expect(hits[0]?.customer).toBe(context.pseudonymOf('who-x'))
  })
  it('are found without their accents, and from their beginning', () => {
    for (const text of ['nao', 'NÃO', 'pessimo', 'atras', 'chegou atrasad'])
      expect(search({ text }).total).toBe(1)
    expect(search({ text: 'trasado' }).total).toBe(0)
  })
  it('belong to the cell of their order; without one they belong to no cell, only to the time', () => {
    expect(search({ text: 'courier' }).total).toBe(33)
    expect(search({ text: 'courier', channel: 'app' }).total).toBe(30)
    expect(search({ text: 'courier', channel: 'web' }).total).toBe(1)
    expect(search({ text: 'courier', kind: 'contact' }).total).toBe(2)
    expect(search({ text: 'courier', ratingMax: 2 }).total).toBe(30)
    expect(experienceSearch(context, { text: 'courier', from: 0, until: 10 }).total).toBe(0)
  })
  it('come page by page, the latest first, none twice', () => {
    const pages = [0, 10, 20, 30].flatMap((offset) => search({ text: 'courier', offset, limit: 10 }).hits)
    expect(pages).toHaveLength(33)
    expect(new Set(pages.map(({ order, contact }) => `${order} ${contact}`)).size).toBe(33)
    expect(pages.map(({ at }) => at)).toEqual(pages.map(({ at }) => at).sort((a, b) => b - a))
  })
  it('may be left out: then it is all texts of the cell', () => {
    const { hits, total } = search({ channel: 'app', limit: 5 })
    expect(total).toBe(30)
    expect(hits[0]?.snippet).toEqual([{ text: expect.stringContaining('the courier left'), marked: false }])
    expect(search({}).total).toBe(64)
    expect(search({}).terms).toEqual([])
  })
})

describe('hostile words', () => {
  it.each([
    '"',
    '""',
    '"" OR ""',
    "'; DROP TABLE feedback; --",
    'AND',
    'OR NOT',
    'NEAR(a b, 3)',
    'text:courier',
    '-courier',
    '^courier',
    'courier*',
    '*',
    '(((',
    'a AND (b',
    '{title}: x',
    '\u0000',
    'a\u0000b',
    '\\',
    '%',
    '_',
    '🙂',
    '‮',
    '\ud800',
    'é'.repeat(400),
    'x '.repeat(200),
    'column : "x" + "y"',
  ])('never break the search: %j', (text) => {
    expect(() => search({ text })).not.toThrow()
  })
  it('are words, not operators', () => {
    expect(search({ text: 'and not' }).total).toBe(1)
    expect(search({ text: 'title:courier' }).total).toBe(0)
    expect(search({ text: '"courier" (rude)' }).total).toBe(1)
    expect(search({ text: '"!!! ***' }).total).toBe(0)
  })
  it('never break it, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void search({ text, limit: 1 })),
    )
  })
  it('are quoted one by one', () => {
    expect(ftsQuery('came "late" -x OR y')).toBe('"came" "late" "x" "OR" "y"*')
    expect(ftsQuery(' .,; ')).toBeNull()
  })
})

describe('terms that stand out', () => {
  it('are those of the cell, without words that say nothing', () => {
    const { terms, textsRead, textsAgainst } = search({ channel: 'app' })
    const names = terms.map(({ term }) => term)
    expect(names).toEqual(expect.arrayContaining(['courier', 'rain']))
    expect(names).not.toContain('parcel')
    expect(names).not.toContain('the')
    expect(terms.every(({ score }) => score >= 1.96)).toBe(true)
    expect(textsRead).toBe(30)
    expect(textsAgainst).toBe(34)
  })
  it('leave out what was asked for', () => {
    expect(search({ text: 'courier' }).terms.map(({ term }) => term)).not.toContain('courier')
    expect(search({ text: 'courier' }).terms.map(({ term }) => term)).toContain('rain')
  })
  it('have the score that the formula gives', () => {
    // Monroe, Colaresi and Quinn (2008), equations 16, 18 and 22, worked by hand for 40 and 5 of 100 words on either side.
    const found = countWords(['delay '.repeat(40) + 'colour '.repeat(60)])
    const others = countWords(['delay '.repeat(5) + 'colour '.repeat(95)])
    const prior = (500 * 45) / 200
    const odds = Math.log((40 + prior) / (600 - 40 - prior)) - Math.log((5 + prior) / (600 - 5 - prior))
    const score = odds / Math.sqrt(1 / (40 + prior) + 1 / (5 + prior))
    expect(termsStandingOut(found, others, 5)).toEqual([
      { term: 'delay', count: 40, score: expect.closeTo(score, 10) },
    ])
  })
  it('are written the way customers mostly write them', () => {
    const found = countWords(Array(30).fill('Não entrega péssima Péssima pessima'))
    expect(found.counts.get('pessima')).toBe(90)
    const terms = termsStandingOut(found, countWords(['chegou '.repeat(200)]), 9)
    expect(terms).toMatchObject([
      { term: 'péssima', count: 90 },
      { term: 'entrega', count: 30 },
    ])
  })
})

it('takes a snippet apart at its marks', () => {
  expect(piecesOf('a \u0002b\u0003 c')).toEqual([
    { text: 'a ', marked: false },
    { text: 'b', marked: true },
    { text: ' c', marked: false },
  ])
  expect(piecesOf('\u0002b')).toEqual([{ text: 'b', marked: false }])
})
