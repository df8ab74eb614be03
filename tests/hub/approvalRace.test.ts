/** Proves that 30 approvers who race over overlapping requests never approve more than there is, over HTTP and WebSocket. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/core/platform.ts'
import type { ApprovalOutcome, TransferReview } from '../../src/shared/readModels/approvals.ts'
import { liveHub, sendToHub } from '../../src/hub/liveHub.ts'
import { addLogins, cloudEvents, overHttp, overSocket, post, type Person } from './approvers.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

const ROUNDS = Number(process.env['TOWER_ROUNDS'] ?? 3)
vi.setConfig({ testTimeout: 120_000 + ROUNDS * 3_000, hookTimeout: 60_000 })

const APPROVERS = 30
const DC = 'gln:9506000134369'
const STORES = ['gln:9506000134352', 'gln:9506000134376', 'gln:9506000134383']
/** Units of each SKU that there are in a round, and transfers that ask for them. */
const UNITS = 40
const TRANSFERS = 6

let folder: string
let data: string
let hub: Serving | null = null
let people: Person[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-race-'))
  data = join(folder, 'data')
})
afterEach(async () => {
  for (const person of people) person.close()
  people = []
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function send(events: [string, string, object][]): Promise<void> {
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  await sendToHub(live, 'POST', '/feeds/till', cloudEvents(events))
}

async function openHub(): Promise<string> {
  const names = Array.from({ length: APPROVERS }, (_, n) => `approver${n}`)
  await addLogins(data, [
    ['asker', 'analyst'],
    ...names.map((name, n) => [name, n % 3 === 0 ? 'operator' : 'administrator'] as const),
  ])
  hub = await serveTower(['--data', data])
  const { address } = hub
  await send(
    [DC, ...STORES].map((location, n) => [
      `place-${n}`,
      'LocationDescribed',
      { location, name: `Place ${n}`, latitude: 43 + n / 10, longitude: -70, kind: n === 0 ? 'dc' : 'store' },
    ]),
  )
  people = [await overHttp(address, 'asker', 0)]
  for (const [n, name] of names.entries())
    people.push(await (n % 2 === 0 ? overHttp : overSocket)(address, name, n + 1))
  return address
}

/** What one approver does in a round: some of the transfers, whole or trimmed, in an order of their own. */
function choice(reviews: readonly TransferReview[], random: () => number) {
  const some = reviews
    .map((review) => ({ review, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 1 + Math.floor(random() * reviews.length))
  return some.map(({ review: { transfer, seen, lines } }) => ({
    transfer,
    seen,
    confirm: true,
    ...(random() < 0.4
      ? {
          lines: lines.map(({ line, requestedUnits }) => ({
            line,
            units: Math.ceil(requestedUnits * (0.3 + random() * 0.7)),
          })),
        }
      : {}),
  }))
}

interface Tally {
  approved: number
  conflicts: number
  told: Set<string>
}

async function round(n: number, tally: Tally): Promise<void> {
  const { next } = seededRandom(n + 1)
  const random = next
  const skus = [`gtin:race-${n}-a`, `gtin:race-${n}-b`]
  await send(
    skus.flatMap((sku): [string, string, object][] => [
      [`${sku}-count`, 'StockCounted', { sku, location: DC, disposition: 'sellable', units: UNITS }],
      [
        `${sku}-price`,
        'ListingShown',
        { sku, channel: 'web', active: true, priceMinor: 900, currency: 'USD' },
      ],
    ]),
  )
  const [asker, ...approvers] = people
  if (!asker) throw new Error('nobody asks')
  const { transfers } = await asker.ask('transfers.draft', {
    transfers: Array.from({ length: TRANSFERS }, (_, place) => ({
      from: DC,
      to: STORES[place % STORES.length] ?? '',
      lines: skus
        .filter((_sku, at) => at === place % 2 || random() < 0.6)
        .map((sku) => ({ sku, units: 8 + Math.floor(random() * 20) })),
    })),
  })
  await asker.ask('transfers.submit', { transfers })
  const wanted = await Promise.all(
    approvers.map(async (person) => {
      const { reviews } = await person.ask('transfers.review', { transfers })
      return { person, chosen: choice(reviews, random) }
    }),
  )
  // Every third round a sale takes units at the same moment.
  const sold = n % 3 === 0 ? 7 : 0
  const sale =
    sold > 0
      ? send([
          [
            `sale-${n}`,
            'StockMoved',
            {
              sku: skus[0],
              units: sold,
              from: { location: DC, disposition: 'sellable' },
              to: 'customer',
            },
          ],
        ])
      : null
  const reports = await Promise.all(
    wanted.map(({ person, chosen }) => person.ask('transfers.approve', { transfers: chosen })),
  )
  await sale
  const outcomes = reports.flatMap((report) => report.outcomes)
  check(outcomes, transfers, tally)
  for (const [at, sku] of skus.entries()) {
    const { rows } = await asker.ask('inventory.positions', { location: DC, sku })
    const [position] = rows
    expect(position?.allocatedUnits).toBeLessThanOrEqual(UNITS)
    // A sale may take what is set aside; approvals may not.
    if (at === 1 || sold === 0) expect(position?.atpUnits).toBeGreaterThanOrEqual(0)
  }
}

/** Each transfer is approved by one; whoever lost is told what changed. */
function check(outcomes: readonly ApprovalOutcome[], transfers: readonly string[], tally: Tally): void {
  for (const transfer of transfers) {
    const winners = outcomes.filter((one) => one.transfer === transfer && one.outcome === 'approved')
    expect(winners.length).toBeLessThanOrEqual(1)
    tally.approved += winners.length
  }
  for (const one of outcomes) {
    if (one.outcome === 'approved') continue
    expect(one.outcome).toBe('conflict')
    expect(one.message).not.toBeNull()
    expect(one.changes.some(({ weight }) => weight === 'blocks')).toBe(true)
    for (const { what } of one.changes) tally.told.add(what)
    tally.conflicts += 1
  }
}

it(`30 approvers race over overlapping requests, ${ROUNDS} rounds`, async () => {
  await openHub()
  const tally: Tally = { approved: 0, conflicts: 0, told: new Set() }
  const startedAt = performance.now()
  for (let n = 0; n < ROUNDS; n += 1) await round(n, tally)
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(
    `${ROUNDS} rounds in ${seconds.toFixed(1)} s: ${tally.approved} approved, ${tally.conflicts} told what changed (${[...tally.told].sort().join(', ')})\n`,
  )
  expect(tally.approved).toBeGreaterThan(0)
  expect(tally.told).toContain('availableLess')
  expect(tally.told).toContain('decided')
  await hub?.end('SIGTERM')
  const verified = await tower(['verify', '--data', data, '--json'])
  const { ok, checks } = JSON.parse(verified.out) as {
    ok: boolean
    checks: { name: string; checked: number; violations: string[] }[]
  }
  expect(checks.flatMap(({ violations }) => violations)).toEqual([])
  expect(ok).toBe(true)
  expect(checks.find(({ name }) => name.startsWith('each approved unit'))?.checked).toBe(tally.approved)
})

it('commands over HTTP are for who is logged in, and not for forms of other pages', async () => {
  await addLogins(data, [
    ['ann', 'operator'],
    ['vic', 'viewer'],
  ])
  hub = await serveTower(['--data', data])
  const { address } = hub
  const path = '/api/commands/transfers.submit'
  const input = { transfers: ['TR0000000001'] }
  expect(await post(address, path, input, {})).toMatchObject({ status: 401 })
  expect(await post(address, path, input, { authorization: 'Bearer twr_wrong' })).toMatchObject({
    status: 401,
  })
  const token = liveHub(data)?.operatorToken ?? ''
  const operator = { authorization: `Bearer ${token}` }
  expect(await post(address, path, input, operator)).toMatchObject({
    status: 200,
    body: { done: 0, transfers: [{ outcome: 'notFound' }] },
  })
  expect(await post(address, path, input, { ...operator, 'content-type': 'text/plain' })).toMatchObject({
    status: 415,
  })
  expect(await post(address, path, input, { ...operator, origin: 'https://evil.example' })).toMatchObject({
    status: 403,
  })
  expect(await post(address, path, '{', operator)).toMatchObject({ status: 400 })
  expect(await post(address, path, { transfers: [] }, operator)).toMatchObject({ status: 400 })
  expect(await post(address, '/api/commands/transfers.list', {}, operator)).toMatchObject({ status: 404 })
  expect(await post(address, '/api/queries/transfers.list', {}, operator)).toMatchObject({
    status: 200,
    body: { total: 0 },
  })
  const viewer = await overHttp(address, 'vic', 0)
  await expect(viewer.ask('transfers.submit', { transfers: ['TR0000000001'] })).rejects.toThrow(/403/)
})
