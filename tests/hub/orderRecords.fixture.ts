/** Owns orders of all seven flows as a shop sends them: whole lives as CloudEvents, their customers, calendars, claims. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { live, MINUTE, SKU, START, type Life } from '../../src/core/projections/orders/lives.fixture.ts'
import { OPENING_RECORDS, parcelsOf, SITES } from '../../src/core/projections/orders/parcels.fixture.ts'
import { plan } from '../../src/core/projections/orders/plans.fixture.ts'
import { callHub, liveHub } from '../../src/hub/liveHub.ts'
import type { CanonicalEvent, FeedRecord } from '../../src/shared/events.ts'
import { FLOWS } from '../../src/shared/vocabulary.ts'
import type { SourceFile } from './arrivalRecords.fixture.ts'
import { serveTower, tower } from './towerProcess.ts'

const PLANS_SEED = 30

/** So many lives of each flow, the same ones each time. */
export function orderLives(perFlow: number): Life[] {
  return FLOWS.flatMap((flow, index) =>
    fc
      .sample(plan(flow), { seed: PLANS_SEED + index, numRuns: perFlow })
      .map((one, number) => live(one, `shop:${flow}-${number}`)),
  )
}

/** One CloudEvent for a record, with all that the record has. */
export const cloudEvent = ({ identity, occurredAt, recordTime, retracted, events }: FeedRecord) => ({
  specversion: '1.0',
  id: identity,
  source: '/lives',
  type: 'org.omnitower.Record',
  time: new Date(occurredAt).toISOString(),
  datacontenttype: 'application/json',
  ...(recordTime === undefined ? {} : { recordtime: new Date(recordTime).toISOString() }),
  ...(retracted ? { retracted } : {}),
  data: { events },
})

/** Records of an order's life, its parcels, and what its customer did, said and thought. */
export function recordsOf(life: Life, number: number): FeedRecord[] {
  const { order } = life
  const customer = `c:${order}`
  const said = (name: string, minutes: number, ...events: CanonicalEvent[]): FeedRecord => ({
    identity: `${order}:${name}`,
    occurredAt: START + minutes * MINUTE,
    events,
  })
  return [
    ...life.records,
    ...parcelsOf(life, { isDelivered: number % 2 === 0, mistakenFor: 'shop:dropShip-0' }),
    said('touch', -30, { type: 'CustomerTouched', customer, channel: 'web', touch: 'cart', order }),
    said('touch again', -20, { type: 'CustomerTouched', customer, channel: 'app', touch: 'visit' }),
    said('contact', 20, {
      type: 'CustomerContacted',
      contact: `case:${order}`,
      customer,
      order,
      medium: 'chat',
      topic: 'where is my order',
    }),
    said('rating', 900, {
      type: 'FeedbackGiven',
      order,
      customer,
      rating: 1 + (number % 5),
      title: 'so so',
      text: `order ${number} came`,
    }),
    said('survey', 950, { type: 'FeedbackGiven', order, customer, rating: number % 11, scale: 'nps' }),
  ]
}

/** When places work, and how long lanes take: some of it twice, the later valid. */
const CALENDARS: readonly FeedRecord[] = SITES.flatMap((location, index): FeedRecord[] =>
  [1, 2].map((version) => ({
    identity: `calendar ${location} ${version}`,
    occurredAt: START - (90 - version) * 24 * 60 * MINUTE,
    events: [
      {
        type: 'LocationScheduleSet',
        location,
        cutoff: `1${index}:00`,
        handlingHours: version + index,
        opensAt: '08:00',
        closesAt: '18:00',
        openWeekdays: [1, 2, 3, 4, 5, version + 5],
      },
      { type: 'LaneTransitSet', origin: location, country: 'AT', transitDays: version },
      { type: 'LaneTransitSet', origin: location, country: 'AT', region: 'West', transitDays: version + 1 },
    ],
  })),
)

const fileOf = (name: string, records: readonly FeedRecord[]): SourceFile => ({
  name,
  text: JSON.stringify(records.map(cloudEvent)),
})

/** All of it as files, without what the claims are made upon. */
export function orderFiles(perFlow: number): SourceFile[] {
  return [
    fileOf('orders/calendars.json', CALENDARS),
    ...orderLives(perFlow).map((life, number) =>
      fileOf(`orders/${life.order.replace(':', '-')}.json`, recordsOf(life, number)),
    ),
  ]
}

/**
 * A data folder with the opening stock and claims for some of the orders: what was decided is part of every run alike,
 * for decisions are taken once and in one order.
 */
export async function makeClaimedFolder(folder: string, perFlow: number): Promise<void> {
  const opening = `${folder}-opening`
  mkdirSync(opening, { recursive: true })
  const { text } = fileOf('opening.json', OPENING_RECORDS)
  writeFileSync(join(opening, 'opening.json'), text)
  const ended = await tower(['ingest', opening, '--feed', 'opening', '--data', folder, '--json'])
  if (ended.code !== 0) throw new Error(ended.err)
  const hub = await serveTower(['--data', folder])
  const claiming = liveHub(folder)
  if (!claiming) throw new Error('no hub is live')
  const command = (path: string, input: object) => callHub(claiming, 'command', path, input)
  for (const [number, { order }] of orderLives(perFlow).entries()) {
    const claim = `claim-${number}`
    const isSoft = number % 3 > 0
    await command('claims.take', {
      claim,
      order,
      line: '1',
      sku: SKU,
      location: SITES[number % SITES.length],
      units: 1 + (number % 2),
      kind: isSoft ? 'soft' : 'firm',
      ...(isSoft ? { expiresInSeconds: 86_400 } : {}),
    })
    if (number % 3 === 1) await command('claims.confirm', { claim })
    if (number % 3 === 2) await command('claims.release', { claim, why: 'the cart was given up' })
  }
  await hub.end('SIGTERM')
}

/** Another run's own copy of a folder that nothing has open. */
export const copyFolder = (from: string, to: string): void => cpSync(from, to, { recursive: true })
