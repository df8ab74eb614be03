/** Proves that nothing acknowledged is lost by `kill -9`: resent after each crash, the state is an undisturbed run's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { seededRandom } from '../../src/core/platform.ts'
import type { TowerStatus } from '../../src/shared/readModels/tower.ts'
import { callHub, liveHub } from '../../src/hub/liveHub.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 600_000 })

/** How often the hub is killed; the environment asks for more. */
const CRASHES = Number(process.env['TOWER_CRASHES'] ?? 4)
const DOCUMENTS = 60 * CRASHES
const EVENTS_PER_DOCUMENT = 20

let folder: string
let hub: Serving | null = null
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tower-crash-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function documentText(number: number): string {
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

/** Sends what is not acknowledged until all is, or until `killAfter` more are and the hub was killed. */
async function sendAll(data: string, acknowledged: Set<number>, killAfter: number): Promise<void> {
  const live = liveHub(data)
  if (!live || !hub) throw new Error('no hub is live')
  const serving = hub
  const headers = { authorization: `Bearer ${live.operatorToken}` }
  const socket = new WebSocket(`${live.address.replace('http', 'ws')}/feeds/tills/ws`, { headers })
  const goal = Math.min(DOCUMENTS, acknowledged.size + killAfter)
  const isLast = goal === DOCUMENTS
  await new Promise<void>((done) => {
    socket.on('error', () => {})
    socket.on('close', done)
    socket.on('open', () => {
      for (let number = 0; number < DOCUMENTS; number += 1) {
        if (!acknowledged.has(number)) socket.send(`{"id":"${number}"}\n${documentText(number)}`)
      }
    })
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as { id: string; error?: unknown; quarantined?: number }
      if (!answer.error && answer.quarantined === 0) acknowledged.add(Number(answer.id))
      if (acknowledged.size < goal) return
      if (isLast) socket.close()
      else serving.process.kill('SIGKILL')
    })
  })
  if (!isLast) await serving.end('SIGKILL')
}

it(`keeps what it acknowledged over ${CRASHES} kills under load`, async () => {
  const data = join(folder, 'data')
  const random = seededRandom(7)
  const acknowledged = new Set<number>()
  for (let crash = 0; acknowledged.size < DOCUMENTS; crash += 1) {
    hub = await serveTower(['--data', data])
    const live = liveHub(data)
    if (!live) throw new Error('no hub is live')
    const status = (await callHub(live, 'query', 'tower.status', {})) as TowerStatus
    expect(status.events).toBeGreaterThanOrEqual(acknowledged.size * EVENTS_PER_DOCUMENT)
    const left = crash >= CRASHES
    await sendAll(data, acknowledged, left ? DOCUMENTS : 1 + Math.floor(random.next() * 45))
  }
  await hub?.end('SIGTERM')
  const files = join(folder, 'files')
  mkdirSync(files)
  for (let number = 0; number < DOCUMENTS; number += 1) {
    writeFileSync(join(files, `${number}.json`), documentText(number))
  }
  const whole = join(folder, 'whole')
  const ingested = await tower(['ingest', files, '--data', whole, '--json'])
  expect(JSON.parse(ingested.out)).toMatchObject({
    accepted: DOCUMENTS * EVENTS_PER_DOCUMENT,
    quarantined: 0,
  })
  const [crashed, undisturbed] = [data, whole].map((one) => tower(['digest', '--data', one, '--json']))
  expect((await crashed)?.out).toBe((await undisturbed)?.out)
  expect((await tower(['verify', '--data', data])).code).toBe(0)
})
