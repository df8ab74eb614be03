/** Proves that late, doubled, disordered, silent and corrected feeds end in the figures of what really lies where. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/core/platform.ts'
import { callHub, liveHub, type LiveHub } from '../../src/hub/liveHub.ts'
import type { PositionPage } from '../../src/shared/readModels/inventory.ts'
import type { NetworkSnapshot } from '../../src/shared/readModels/network.ts'
import type { FaultType } from '../../src/simulation/faultPlan.ts'
import type { Message } from '../../src/simulation/message.ts'
import { createSimulation } from '../../src/simulation/simulation.ts'
import { TRANSPORTS, type Delivery } from './arrivalDeliveries.fixture.ts'
import { sendAll } from './arrivalSending.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 600_000 })

/** The environment asks for a larger network. */
const STORES = Number(process.env['TOWER_FAULTS_STORES'] ?? 16)
const DAYS = Number(process.env['TOWER_FAULTS_DAYS'] ?? 1)
const DCS = 2
const HOUR_MS = 3_600_000
const PAGE = 1_000
const FAULTS = {
  late: 0.05,
  duplicate: 0.1,
  outOfOrder: 0.1,
  silence: 0.5,
  correction: 0.02,
  malformed: 0.005,
  illegalStep: 0.3,
}

let folder: string
let hub: Serving | null = null
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tower-faults-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A run with every fault but unseen loss, which only a count could tell the tower. */
function faultyRun() {
  const struck = new Set<FaultType>()
  const simulation = createSimulation({
    seed: 11,
    stores: STORES,
    dcs: DCS,
    faults: FAULTS,
    shrinkage: 0,
    label: ({ type }) => struck.add(type),
  })
  const messages: Message[] = [...simulation.opening()]
  const endAt = simulation.now() + DAYS * 24 * HOUR_MS
  while (simulation.now() < endAt) messages.push(...simulation.advanceTo(simulation.now() + HOUR_MS, HOUR_MS))
  messages.push(...simulation.finish())
  return { simulation, messages, struck }
}

/** Each message as its sender made it, over any transport. */
function deliveriesOf(messages: readonly Message[]): Delivery[] {
  const random = seededRandom(5)
  return messages.map(({ feed, format, name, body, records }) => {
    const possible = TRANSPORTS.filter((one) => one !== 'capture' || format === 'epcis')
    const transport = possible[Math.floor(random.next() * possible.length)] ?? 'http'
    return { feed, transport, name, body, records }
  })
}

/** Sellable units by location and SKU, as the screens ask for them. */
async function sellableUnits(live: LiveHub): Promise<Map<string, number>> {
  const units = new Map<string, number>()
  for (let offset = 0; ; offset += PAGE) {
    const input = { offset, limit: PAGE }
    const page = (await callHub(live, 'query', 'inventory.positions', input)) as PositionPage
    for (const { location, sku, sellableUnits } of page.rows) units.set(`${location} ${sku}`, sellableUnits)
    if (page.rows.length < PAGE) return units
  }
}

it(`shows the physical stock of ${STORES} stores after ${DAYS} day of faults`, async () => {
  const data = join(folder, 'data')
  const { simulation, messages, struck } = faultyRun()
  expect(struck).toEqual(new Set(Object.keys(FAULTS)))
  hub = await serveTower(['--data', data])
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  const tallies = await sendAll(deliveriesOf(messages), { hub: live, data, files: join(folder, 'files') })

  const { network, stock, counts } = simulation
  for (const [feed, { records, malformed }] of Object.entries(counts)) {
    expect({ feed, received: tallies[feed]?.received }).toEqual({ feed, received: records })
    // A damaged record that comes twice is refused once and a duplicate then.
    expect(tallies[feed]?.quarantined).toBe(malformed)
  }
  const shown = await sellableUnits(live)
  const wrong: string[] = []
  for (const { index, gln } of network.locations) {
    for (const sku of network.skus) {
      const lies = stock.units[index * stock.skuCount + sku.index] ?? 0
      const told = shown.get(`gln:${gln} gtin:${sku.gtin.padStart(14, '0')}`) ?? 0
      if (told !== lies) wrong.push(`${gln} ${sku.gtin}: ${told} shown, ${lies} there`)
    }
  }
  expect(wrong).toEqual([])
  const { rows } = (await callHub(live, 'query', 'network.locations', {})) as NetworkSnapshot
  const byLocation = new Map(rows.map(({ location, sellableUnits: units }) => [location, units]))
  for (const { index, gln } of network.locations) {
    const row = stock.units.subarray(index * stock.skuCount, (index + 1) * stock.skuCount)
    expect(byLocation.get(`gln:${gln}`)).toBe(row.reduce((sum, units) => sum + units, 0))
  }
  await hub.end('SIGTERM')
  expect((await tower(['verify', '--data', data])).code).toBe(0)
})
