/** Proves that no answer tells who a customer is: every path of the contract, over documents of every format. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contract, type InputOf, type OutputOf, type PathOf } from '../shared/contract.ts'
import type { Role } from './api/api.ts'
import type { FeedRecord } from '../shared/events.ts'
import { openEngine, type Engine } from './engine.ts'
import { DECISIONS_FEED } from './ledger/decisions.ts'
import { HOME, STORE, TELLING } from './people.fixture.ts'
import { DOCUMENTS, OLIST_CUSTOMERS, REFUSED_DOCUMENTS } from './peopleDocuments.fixture.ts'
import { idsOf, questionsOf, type Asked } from './peopleQuestions.fixture.ts'
import { silentLogger } from './platform.ts'
import { draftDecision } from './queries/transferDrafting.ts'

const NOW = Date.UTC(2026, 2, 20)
const TEE = 'gtin:tee'
let folder: string
let engine: Engine
const scenarios: string[] = []
const runs: string[] = []
let transfers: string[] = []

/** No rule speaks of a customer's place; if one did, its label would be no way to it. */
const ALERT: FeedRecord = {
  identity: 'tower:alert:a:1',
  occurredAt: NOW,
  events: [
    {
      type: 'AlertChanged',
      alert: 'a',
      rule: 'stockout',
      subject: HOME,
      state: 'firing',
      severity: 'serious',
      since: NOW,
      dataAsOf: NOW,
      figure: 0,
      threshold: 1,
      labels: { location: HOME, sku: TEE },
      summary: 'There is none left.',
      evidence: [],
      impact: {},
    },
  ],
}

const CENTRE = 'gln:9506000134369'
const CENTRE_TEXT = JSON.stringify({
  specversion: '1.0',
  id: 'centre',
  source: '/test',
  type: 'org.omnitower.LocationDescribed',
  time: '2026-03-19T00:00:00Z',
  datacontenttype: 'application/json',
  data: { location: CENTRE, name: 'Dallas Centre', kind: 'dc' },
})

/** A plan of which something came. */
const PLAN = {
  run: 'run-0001',
  plannedAt: NOW,
  horizonEndsAt: NOW + 7 * 86_400_000,
  planValueMinor: 100,
  boundMinor: 100,
  currency: 'USD',
  base: 'base',
}
const PREDICTION = {
  receiverSalesUnits: 1,
  sourceSalesUnits: 0,
  netValueMinor: 100,
  receiverDemandUnits: 1,
  sourceDemandUnits: 0,
}

function call<P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>, role: Role = 'viewer') {
  return engine.api.call(path, input, { actor: `a ${role}`, role }) as Promise<OutputOf<P>>
}

const submit = (text: string) =>
  engine.intake.submit({ feed: 'all', transport: 'http', body: Buffer.from(text), receivedAt: NOW })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-people-'))
  engine = await openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => NOW },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
  for (const text of DOCUMENTS) {
    const { received, accepted, duplicates, problems } = await submit(text)
    expect({ received, problems, text }).toEqual({ received: accepted + duplicates, problems: [], text })
  }
  for (const text of REFUSED_DOCUMENTS) {
    expect(await submit(text), text).toMatchObject({ accepted: 0, quarantined: 1 })
  }
  const claim = { order: 'crm:order:2', line: '1', sku: TEE, units: 1, kind: 'firm' } as const
  await call('claims.take', { ...claim, claim: 'c1', location: HOME }, 'operator')
  expect(await submit(CENTRE_TEXT)).toMatchObject({ accepted: 1 })
  const planned = [
    { from: STORE, to: CENTRE, lines: [{ sku: TEE, units: 1, prediction: PREDICTION }], plan: PLAN },
  ]
  const drafting = draftDecision(engine.ledger.reader, 'one', planned, {
    actor: 'a planner',
    role: 'operator',
  })
  transfers = (await engine.ledger.decide(drafting)).transfers
  await call('transfers.submit', { transfers }, 'operator')
  const { reviews } = await call('transfers.review', { transfers }, 'administrator')
  const wanted = reviews.map(({ transfer, seen }) => ({ transfer, seen, confirm: true }))
  const { approved } = await call('transfers.approve', { transfers: wanted }, 'administrator')
  const { done } = await call('transfers.release', { transfers }, 'operator')
  expect([approved, done]).toEqual([1, 1])
  await engine.ledger.append({
    feed: DECISIONS_FEED,
    transport: 'command',
    format: 'decision',
    documentName: null,
    recordedAt: NOW,
    records: [{ outcome: 'record', record: ALERT, raw: JSON.stringify(ALERT) }],
  })
  const definition = { scope: {}, horizonDays: 7, operators: [], settings: { useStale: true } }
  const saved = await call('whatif.save', { name: 'All', definition, shared: true }, 'analyst')
  scenarios.push(saved.scenario)
  const { run } = await call('whatif.start', { scenario: saved.scenario, replay: false }, 'analyst')
  runs.push(run)
  await vi.waitFor(async () => expect((await call('whatif.run', { run })).state).toBe('done'), 30_000)
}, 60_000)
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const identities = () => idsOf(engine.ledger.reader, 'SELECT DISTINCT identity AS id FROM events')

const questions = () => questionsOf(engine.ledger.reader, { scenarios, runs, transfers, now: NOW, sku: TEE })

/** What was sent, and what of it is quoted where it was refused: those who run the feeds read that. */
const SENT: ReadonlySet<string> = new Set(['raw', 'reason'])
const written = (value: unknown, role: Role) =>
  JSON.stringify(value, (name, one: unknown) => (role === 'operator' && SENT.has(name) ? undefined : one))

/** The answer as JSON; empty where there is none. What was asked for by name may stand in it again. */
async function answer(path: Asked, input: object, role: Role): Promise<string> {
  const caller = { actor: `a ${role}`, role }
  try {
    if (contract[path].kind === 'query') {
      const { identity: _asked, ...output } = (await engine.api.call(path, input, caller)) as {
        identity?: string
      }
      return written(output, role)
    }
    const values: unknown[] = []
    const sink = {
      snapshot: (_position: number, value: unknown) => void values.push(value),
      delta: (_position: number, value: unknown) => void values.push(value),
      failure: (thrown: unknown) => void values.push(String(thrown)),
    }
    const end = await engine.api.subscribe(path, input, caller, sink)
    end()
    expect(values).not.toEqual([])
    return written(values, role)
  } catch (thrown) {
    // Some questions are not a viewer's to ask: then nothing is told either.
    expect(['notFound', 'forbidden']).toContain((thrown as { code?: unknown }).code)
    return ''
  }
}

/** Questions that cost too much for everybody to ask. */
const NOT_FOR_VIEWERS: ReadonlySet<string> = new Set<PathOf<'query'>>(['alerts.backTest', 'whatif.base'])
/** The whole chain of acts is given to administrators. */
const NOT_FOR_THESE: ReadonlySet<string> = new Set<PathOf<'query'>>(['audit.export'])

/** Every path with something telling in it, and what. */
async function leaks(role: Role): Promise<string[]> {
  const found = new Set<string>()
  for (const [path, inputs] of Object.entries(questions()) as [Asked, object[]][]) {
    let answered = 0
    for (const input of inputs) {
      const text = (await answer(path, input, role)).toLowerCase()
      answered += Number(text !== '')
      for (const word of TELLING) {
        if (text.includes(word.toLowerCase())) found.add(`${path} ${JSON.stringify(input)}: ${word}`)
      }
    }
    const isRefused = NOT_FOR_THESE.has(path) || (role === 'viewer' && NOT_FOR_VIEWERS.has(path))
    if (!isRefused) expect(answered, path).toBeGreaterThan(0)
  }
  return [...found].sort()
}

describe.each([
  ['before the table of customers came', []],
  ['after the table of customers came', [OLIST_CUSTOMERS]],
] as const)('%s', (_when, more) => {
  beforeAll(async () => {
    for (const text of more) expect(await submit(text)).toMatchObject({ accepted: 1 })
  })

  it.each(['viewer', 'analyst', 'operator'] as const)(
    'no answer to a question of %s tells who a customer is',
    async (role) => {
      expect(await leaks(role)).toEqual([])
    },
  )

  it('asks all that the contract has', () => {
    const asked = Object.entries(contract).flatMap(([path, { kind }]) => (kind === 'command' ? [] : [path]))
    expect(Object.keys(questions()).sort()).toEqual(asked.sort())
  })
})

it('names a customer’s place by one pseudonym everywhere, and by its town', async () => {
  const { rows } = await call('orders.list', {})
  const home = rows.find(({ order }) => order === 'crm:order:2')?.location
  expect(home).toMatch(/^[0-9a-f]{12}$/)
  const network = (await call('network.locations', {})).rows.find(({ location }) => location === home)
  expect(network).toMatchObject({ name: home, kind: 'customer', city: 'Austin' })
  const moves = (await call('inventory.ledger', { location: STORE, sku: TEE })).entries
  expect(moves).toContainEqual(expect.objectContaining({ counterpart: `${home} sellable` }))
  const olist = await call('shipments.detail', { shipment: 'olist:order:o1' })
  expect(olist.row.destinationName).toBe('rio de janeiro, RJ')
  expect((await call('claims.list', {})).rows).toMatchObject([{ location: home }])
})

it('ties no known id to its pseudonym: a question about a customer’s place has no answer', async () => {
  const asked = [
    call('location.detail', { location: HOME }),
    call('orders.list', { location: HOME }),
    call('shipments.list', { location: 'olist:customer:a9f3c0ffee4711' }),
    call('inventory.positions', { location: HOME }, 'operator'),
    call('speed.lane', { origin: HOME, destinationRegion: 'TX', carrier: '' }, 'administrator'),
  ]
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'notFound' })
  expect((await call('inventory.positions', { text: 'jane' })).total).toBe(0)
})

it('asks for no transfer to a customer’s place: documents would name it', async () => {
  const lines = [{ sku: TEE, units: 1 }]
  for (const ends of [
    { from: STORE, to: HOME },
    { from: HOME, to: STORE },
  ]) {
    const drafted = call('transfers.draft', { transfers: [{ ...ends, lines }] }, 'operator')
    await expect(drafted).rejects.toMatchObject({ code: 'notFound' })
  }
})

it('names companies and their locations as before', async () => {
  const { rows } = await call('shipments.list', {})
  expect(rows.filter(({ destinationName }) => destinationName === 'Denver Store').length).toBeGreaterThan(1)
  expect(rows.find(({ shipment }) => shipment.startsWith('tracker:'))).toMatchObject({
    originName: 'COLUMBUS OH, 43215',
    destinationName: 'AUSTIN TX, 78701',
  })
  const { hits } = await call('search.find', { text: 'Denver' })
  expect(hits).toMatchObject([{ kind: 'location', id: STORE }])
})

it('shows raw texts of stock and master data to all, others to those who run the feeds', async () => {
  const shown = new Set<string>()
  for (const identity of identities()) {
    const record = await call('source.record', { identity })
    const asOperator = await call('source.record', { identity }, 'operator')
    expect(asOperator.raw).not.toBe('')
    expect(record.withheld).toBe(record.raw === '')
    if (!record.withheld) for (const { type } of record.events) shown.add(type)
  }
  expect([...shown].sort()).toEqual(['LocationDescribed', 'SkuDescribed', 'StockCounted', 'StockMoved'])
})
