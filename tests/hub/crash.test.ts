/** Proves that nothing acknowledged is lost by `kill -9`: resent after each crash, the state is an undisturbed run's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { seededRandom, type Random } from '../../src/core/platform.ts'
import type { TowerStatus } from '../../src/shared/readModels/tower.ts'
import type { FeedRecord } from '../../src/shared/events.ts'
import { FLOWS } from '../../src/shared/vocabulary.ts'
import { callHub, liveHub, type LiveHub } from '../../src/hub/liveHub.ts'
import { cloudEvent, copyFolder, makeClaimedFolder, orderLives, recordsOf } from './orderRecords.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 600_000 })

/** How often the hub is killed; the environment asks for more. */
const CRASHES = Number(process.env['TOWER_CRASHES'] ?? 4)
const DOCUMENTS = 120 * CRASHES
const EVENTS_PER_DOCUMENT = 20
/** One document in so many is an order of a shop, from its first step to its last. */
const ORDER_EVERY = 4
const LIVES_PER_FLOW = Math.ceil(DOCUMENTS / ORDER_EVERY / FLOWS.length)
/** For so many of each flow something is claimed before the first kill. */
const CLAIMED_PER_FLOW = 2
/** Documents under way at once, on the socket and by requests. */
const SOCKET_DOCUMENTS = 24
const REQUESTS = 4
/** A kill strikes after so many acknowledgements at most, and then so much later at most: in the midst of the next. */
const ACKNOWLEDGED_MAX = 45
const DELAY_MS_MAX = 40

let folder: string
let hub: Serving | null = null
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tower-crash-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const lives = orderLives(LIVES_PER_FLOW)

/** The records of a document of an order; none for those of a till. */
function orderOf(number: number): FeedRecord[] | null {
  const life = number % ORDER_EVERY === 0 ? lives[number / ORDER_EVERY] : undefined
  return life ? recordsOf(life, number) : null
}

const eventsIn = (number: number) => orderOf(number)?.length ?? EVENTS_PER_DOCUMENT

function documentText(number: number): string {
  const order = orderOf(number)
  if (order) return JSON.stringify(order.map(cloudEvent))
  const events = Array.from({ length: EVENTS_PER_DOCUMENT }, (_, place) => {
    const serial = number * EVENTS_PER_DOCUMENT + place
    const isCount = serial % 7 === 0
    return {
      type: 'ObjectEvent',
      eventID: `urn:uuid:00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
      eventTime: new Date(Date.UTC(2026, 2, 1) + ((serial * 7919) % 86_400) * 1000).toISOString(),
      eventTimeZoneOffset: '+00:00',
      action: 'OBSERVE',
      bizStep: isCount ? 'cycle_counting' : 'retail_selling',
      disposition: isCount ? 'sellable_accessible' : 'retail_sold',
      readPoint: { id: `urn:epc:id:sgln:9506000.1343${serial % 5}.0` },
      bizLocation: { id: `urn:epc:id:sgln:9506000.1343${serial % 5}.0` },
      quantityList: [
        { epcClass: `urn:epc:idpat:sgtin:9506000.01343${serial % 9}.*`, quantity: 1 + (serial % 3) },
      ],
    }
  })
  return JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-01T10:00:00Z',
    epcisBody: { eventList: events },
  })
}

interface Load {
  hub: LiveHub
  /** Numbers that nobody has under way; both senders take from here. */
  next: IterableIterator<number>
  acknowledge(number: number): void
}

/** Sends over a WebSocket until nothing is left or the hub is gone. */
function sendOverSocket({ hub, next, acknowledge }: Load): Promise<void> {
  const headers = { authorization: `Bearer ${hub.operatorToken}` }
  const socket = new WebSocket(`${hub.address.replace('http', 'ws')}/feeds/tills/ws`, { headers })
  const underWay = new Set<number>()
  const sendMore = () => {
    while (underWay.size < SOCKET_DOCUMENTS) {
      const { value: number, done } = next.next()
      if (done) break
      underWay.add(number)
      socket.send(`{"id":"${number}"}\n${documentText(number)}`)
    }
    if (underWay.size === 0) socket.close()
  }
  return new Promise<void>((done) => {
    socket.on('error', () => {})
    socket.on('close', () => done())
    socket.on('open', sendMore)
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as { id: string; error?: unknown; quarantined?: number }
      underWay.delete(Number(answer.id))
      if (!answer.error && answer.quarantined === 0) acknowledge(Number(answer.id))
      sendMore()
    })
  })
}

/** Sends by requests, one after another, until nothing is left or the hub is gone. */
async function sendByRequests({ hub, next, acknowledge }: Load): Promise<void> {
  const headers = { authorization: `Bearer ${hub.operatorToken}`, 'content-type': 'application/json' }
  for (const number of next) {
    const request = { method: 'POST', headers, body: documentText(number) }
    // Only what is EPCIS can be captured.
    const path = orderOf(number) ? '/feeds/tills' : '/capture?feed=tills'
    const answer = await fetch(`${hub.address}${path}`, request).catch(() => null)
    if (!answer) return
    if (answer.ok) acknowledge(number)
    await answer.arrayBuffer().catch(() => null)
  }
}

/** Loads the hub with all that is left; it is killed at a random moment, or not at all where `random` is null. */
async function loadHub(
  serving: Serving,
  data: string,
  left: Set<number>,
  random: Random | null,
): Promise<void> {
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  let untilKill = random ? 1 + Math.floor(random.next() * ACKNOWLEDGED_MAX) : Number.POSITIVE_INFINITY
  const delayMs = random ? random.next() * DELAY_MS_MAX : 0
  const acknowledge = (number: number) => {
    left.delete(number)
    untilKill -= 1
    if (untilKill === 0) setTimeout(() => serving.process.kill('SIGKILL'), delayMs)
  }
  const load: Load = { hub: live, next: [...left].values(), acknowledge }
  const requests = Array.from({ length: REQUESTS }, () => sendByRequests(load))
  await Promise.all([sendOverSocket(load), ...requests])
  if (random) await serving.end('SIGKILL')
}

const eventsOf = async (data: string) =>
  (JSON.parse((await tower(['digest', '--data', data, '--json'])).out) as { events: number }).events

it(`keeps what it acknowledged over ${CRASHES} kills under load`, async () => {
  const data = join(folder, 'data')
  const whole = join(folder, 'whole')
  await makeClaimedFolder(data, CLAIMED_PER_FLOW)
  copyFolder(data, whole)
  const claimedBefore = await eventsOf(data)
  const random = seededRandom(7)
  const left = new Set(Array.from({ length: DOCUMENTS }, (_, number) => number))
  for (let crash = 0; crash < CRASHES; crash += 1) {
    hub = await serveTower(['--data', data])
    await loadHub(hub, data, left, random)
    // The load had not ended when the hub was killed.
    expect(left.size).toBeGreaterThan(0)
  }
  hub = await serveTower(['--data', data])
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  const status = (await callHub(live, 'query', 'tower.status', {})) as TowerStatus
  const all = Array.from({ length: DOCUMENTS }, (_, number) => number)
  const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + eventsIn(number), 0)
  const acknowledgedEvents = claimedBefore + sumOf(all.filter((number) => !left.has(number)))
  expect(status.events).toBeGreaterThanOrEqual(acknowledgedEvents)
  const unacknowledged = status.events - acknowledgedEvents
  while (left.size > 0) await loadHub(hub, data, left, null)
  await hub.end('SIGTERM')

  const files = join(folder, 'files')
  mkdirSync(files)
  for (let number = 0; number < DOCUMENTS; number += 1) {
    writeFileSync(join(files, `${number}.json`), documentText(number))
  }
  const ingested = await tower(['ingest', files, '--data', whole, '--json'])
  expect(JSON.parse(ingested.out)).toMatchObject({
    accepted: sumOf(all),
    quarantined: 0,
  })
  const [crashed, undisturbed] = [data, whole].map((one) => tower(['digest', '--data', one, '--json']))
  expect((await crashed)?.out).toBe((await undisturbed)?.out)
  expect(await tower(['verify', '--data', data])).toMatchObject({ code: 0 })
  process.stdout.write(
    `${CRASHES} kills: ${acknowledgedEvents} events were acknowledged before the last, ${unacknowledged} more were written; none is missing\n`,
  )
})
