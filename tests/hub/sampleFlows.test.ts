/** Proves that the sample network sells through all seven flows, forward and backward, and tells nothing illegal by accident. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callHub, liveHub, type LiveHub } from '../../src/hub/liveHub.ts'
import type { OrderDetail, OrderPage } from '../../src/shared/readModels/orders.ts'
import { FLOWS, type Flow, type OrderStep, type ReturnStep } from '../../src/shared/vocabulary.ts'
import { NO_FAULTS, type FaultLabel } from '../../src/simulation/faultPlan.ts'
import type { Message } from '../../src/simulation/message.ts'
import { createSimulation } from '../../src/simulation/simulation.ts'
import { FILE_PACE } from '../../src/simulation/world.ts'
import type { Delivery } from './arrivalDeliveries.fixture.ts'
import { sendAll } from './arrivalSending.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const DAYS = 12
const HOUR_MS = 3_600_000
/** A step told by mistake comes within the hour; what is labelled later may not be told any more. */
const LABELS_END_MS = HOUR_MS

const folder = mkdtempSync(join(tmpdir(), 'tower-flows-'))
const data = join(folder, 'data')
let hub: Serving
let orders: OrderDetail[]
let slips: Set<string>
let toldSlips: Set<string>

function run() {
  const labels: FaultLabel[] = []
  const simulation = createSimulation({
    seed: 20,
    stores: 24,
    dcs: 2,
    pace: { ...FILE_PACE, salesPerStoreDay: 4, ordersPerStoreDay: 3 },
    faults: { ...NO_FAULTS, illegalStep: 0.04, duplicate: 0.03, outOfOrder: 0.03, late: 0.01 },
    label: (label) => labels.push(label),
  })
  const endAt = simulation.now() + DAYS * 24 * HOUR_MS
  const until = simulation.now() + 12 * HOUR_MS
  const stretches = [{ orders: 300, hours: 20 * 24, softness: 0 }]
  const messages: Message[] = [...simulation.opening(), ...simulation.archive({ stretches, until })]
  while (simulation.now() < endAt) messages.push(...simulation.advanceTo(simulation.now() + HOUR_MS, HOUR_MS))
  messages.push(...simulation.finish())
  const ofSlips = labels.filter(({ type }) => type === 'illegalStep')
  const told = ofSlips.filter(({ at }) => Date.parse(at) < endAt - LABELS_END_MS)
  const subjects = (some: FaultLabel[]) => new Set(some.map(({ subject }) => subject))
  return { messages, slips: subjects(ofSlips), toldSlips: subjects(told) }
}

async function ordersOf(live: LiveHub): Promise<OrderDetail[]> {
  const details: OrderDetail[] = []
  for (let offset = 0; ; offset += 200) {
    const page = (await callHub(live, 'query', 'orders.list', { offset, limit: 200 })) as OrderPage
    for (const { order } of page.rows) {
      details.push((await callHub(live, 'query', 'orders.detail', { order })) as OrderDetail)
    }
    if (page.rows.length < 200) return details
  }
}

beforeAll(async () => {
  const made = run()
  slips = made.slips
  toldSlips = made.toldSlips
  hub = await serveTower(['--data', data])
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  const deliveries = made.messages.map(({ feed, name, body, records }): Delivery => ({
    feed,
    name,
    body,
    records,
    transport: 'http',
  }))
  await sendAll(deliveries, { hub: live, data, files: join(folder, 'files') })
  orders = await ordersOf(live)
})
afterAll(async () => {
  await hub.end('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const ofFlow = (flow: Flow) => orders.filter(({ row }) => row.flow === flow)
const stepsOf = ({ lines }: OrderDetail) =>
  lines.flatMap(({ portions }) => portions.flatMap(({ stepAt }) => Object.keys(stepAt) as OrderStep[]))
const returnStepsOf = ({ lines }: OrderDetail) =>
  lines.flatMap(({ returns }) => returns.flatMap(({ stepAt }) => Object.keys(stepAt) as ReturnStep[]))

describe.each(FLOWS)('%s', (flow) => {
  const end = flow === 'bopis' || flow === 'ropis' ? 'collected' : 'delivered'

  it(`comes into the customer’s hands: ${end}`, () => {
    const ended = ofFlow(flow).filter((order) => stepsOf(order).includes(end))
    expect(ended.length).toBeGreaterThan(4)
    const steps = new Set(ended.flatMap(stepsOf))
    for (const step of ['approved', 'allocated', 'picked', 'packed'] as const) expect(steps).toContain(step)
  })

  it('comes back: received, graded and refunded', () => {
    const back = ofFlow(flow).filter((order) =>
      ['received', 'graded', 'refunded'].every((step) => returnStepsOf(order).includes(step as ReturnStep)),
    )
    expect(back.length).toBeGreaterThan(0)
  })
})

describe('orders', () => {
  it('have refused steps where the simulator slipped on purpose, and nowhere else', () => {
    const refused = orders.filter(({ refusedSteps }) => refusedSteps.length > 0)
    const byMistake = refused.filter(({ row }) => !slips.has(row.order))
    expect(byMistake.map(({ row, refusedSteps }) => ({ row, refusedSteps }))).toEqual([])
    const names = new Set(refused.map(({ row }) => row.order))
    expect([...toldSlips].filter((order) => !names.has(order))).toEqual([])
    expect(toldSlips.size).toBeGreaterThan(10)
  })

  it('are rejected, sent elsewhere, and cancelled by customers and for want of stock', () => {
    const portions = orders.flatMap(({ lines }) => lines.flatMap((line) => line.portions))
    expect(new Set(portions.map(({ cancelledBy }) => cancelledBy))).toEqual(
      new Set([null, 'customer', 'stock']),
    )
    const rejected = orders.filter(({ timeline }) => timeline.some(({ what }) => what === 'rejected'))
    expect(rejected.length).toBeGreaterThan(5)
    expect(rejected.some(({ row }) => row.handedOverAt !== null)).toBe(true)
  })

  it('keep most promises, and not all', () => {
    const judged = orders.filter(({ row }) => row.late !== null && row.handedOverAt !== null)
    const onTime = judged.filter(({ row }) => row.late === false).length / judged.length
    expect(judged.length).toBeGreaterThan(500)
    expect(onTime).toBeGreaterThan(0.82)
    expect(onTime).toBeLessThan(0.97)
  })

  it('leave a data folder that keeps every promise', async () => {
    await hub.end('SIGTERM')
    const { code, out } = await tower(['verify', '--json', '--data', data])
    const result = JSON.parse(out) as { checks: { name: string; violations: string[] }[] }
    expect(result.checks.filter(({ violations }) => violations.length > 0)).toEqual([])
    expect(code).toBe(0)
  })
})
