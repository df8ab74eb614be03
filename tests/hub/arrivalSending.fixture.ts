/** Owns the sending of an arrival test's messages over the real transports, and the tally of what became of them. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { callHub, type LiveHub } from '../../src/hub/liveHub.ts'
import type { Delivery, Transport } from './arrivalDeliveries.fixture.ts'
import { tower } from './towerProcess.ts'

export interface Tally {
  received: number
  accepted: number
  duplicates: number
  quarantined: number
}
export type TallyByFeed = Record<string, Tally>

const AGAIN_MS = 50
const HTTP_AT_ONCE = 6
const FILES_AT_ONCE = 64
const SOCKET_MESSAGES_AT_ONCE = 12
/** Runs of `tower ingest` for each feed. */
const COMMAND_RUNS = 1

interface Sending {
  hub: LiveHub
  /** The hub's data folder. */
  data: string
  /** A folder for the files of `tower ingest`. */
  files: string
  keys: Record<string, string>
  note(feed: string, tally: Tally): void
}

/** Sends everything, the transports at the same time; resolves when all of it is acknowledged. */
export async function sendAll(
  deliveries: readonly Delivery[],
  place: { hub: LiveHub; data: string; files: string },
): Promise<TallyByFeed> {
  const feeds = [...new Set(deliveries.map(({ feed }) => feed))]
  const tallies: TallyByFeed = {}
  const keys: Record<string, string> = {}
  for (const feed of feeds) {
    tallies[feed] = { received: 0, accepted: 0, duplicates: 0, quarantined: 0 }
    const input = { feed, authentication: 'bearer' }
    keys[feed] = ((await callHub(place.hub, 'command', 'feeds.create', input)) as { key: string }).key
  }
  const sending: Sending = {
    ...place,
    keys,
    note(feed, tally) {
      const sum = tallies[feed]
      if (!sum) throw new Error(`nothing was sent to ${feed}`)
      for (const figure of ['received', 'accepted', 'duplicates', 'quarantined'] as const) {
        sum[figure] += tally[figure]
      }
    },
  }
  const over = (...transports: Transport[]) => deliveries.filter((one) => transports.includes(one.transport))
  const inLanes = async (lanes: number, queue: Delivery[], send: (one: Delivery) => Promise<void>) => {
    const left = queue[Symbol.iterator]()
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const one of left) await send(one)
      }),
    )
  }
  await Promise.all([
    inLanes(HTTP_AT_ONCE, over('http', 'capture'), (one) => sendOverHttp(sending, one)),
    inLanes(FILES_AT_ONCE, over('folder'), (one) => dropFile(sending, one)),
    ...feeds.map((feed) =>
      sendOverSocket(
        sending,
        feed,
        over('websocket').filter((one) => one.feed === feed),
      ),
    ),
    runCommands(sending, over('command')),
  ])
  return tallies
}

async function sendOverHttp(
  { hub, keys, note }: Sending,
  { feed, body, transport }: Delivery,
): Promise<void> {
  const isCapture = transport === 'capture'
  const path = isCapture ? '/capture' : `/feeds/${feed}`
  const headers = {
    authorization: `Bearer ${keys[feed]}`,
    'content-type': isCapture ? 'application/ld+json' : 'application/octet-stream',
  }
  for (;;) {
    const answer = await fetch(hub.address + path, { method: 'POST', headers, body })
    if (answer.status === 429 || answer.status === 503) {
      await answer.text()
      await pause(AGAIN_MS)
      continue
    }
    if (answer.status === 202) {
      await answer.text()
      const job = await fetch(`${hub.address}${answer.headers.get('location')}`, { headers })
      return note(feed, (await job.json()) as Tally)
    }
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return note(feed, (await answer.json()) as Tally)
  }
}

/** One socket for the feed's messages; answers are matched by id. */
async function sendOverSocket({ hub, keys, note }: Sending, feed: string, queue: Delivery[]): Promise<void> {
  if (queue.length === 0) return
  const socket = new WebSocket(`${hub.address.replace('http', 'ws')}/feeds/${feed}/ws`, {
    headers: { authorization: `Bearer ${keys[feed]}` },
  })
  const waiting = queue.map((_, place) => place)
  const underWay = new Set<number>()
  const sendMore = () => {
    while (underWay.size < SOCKET_MESSAGES_AT_ONCE) {
      const place = waiting.shift()
      if (place === undefined) break
      underWay.add(place)
      socket.send(`{"id":"${place}"}\n${queue[place]?.body}`)
    }
    if (underWay.size === 0) socket.close()
  }
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', sendMore)
    socket.on('close', () =>
      underWay.size + waiting.length === 0 ? resolve() : reject(new Error('the socket was closed')),
    )
    socket.on('message', (data) => {
      const answer = JSON.parse(String(data)) as Tally & { id: string; error?: { code: string } }
      underWay.delete(Number(answer.id))
      if (answer.error?.code === 'busy') waiting.push(Number(answer.id))
      else if (answer.error) reject(new Error(JSON.stringify(answer)))
      else note(feed, answer)
      sendMore()
    })
  })
}

/** A file under its feed in the watched folder, until the report beside it tells what became of it. */
async function dropFile({ data, note }: Sending, { feed, name, body }: Delivery): Promise<void> {
  const folder = join(data, 'inbox', feed)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.part`), body)
  renameSync(join(folder, `${name}.part`), join(folder, name))
  const reports = ['done', 'failed'].map((end) => join(folder, end, `${name}.report.json`))
  for (;;) {
    const report = reports.find((path) => existsSync(path))
    if (report) {
      const told = readReport(report)
      if (told?.received !== undefined) return note(feed, told)
      if (told) throw new Error(`${name} was not taken: ${JSON.stringify(told)}`)
    }
    await pause(AGAIN_MS)
  }
}

/** Null while the report is being written. */
function readReport(path: string): Tally | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Tally
  } catch {
    return null
  }
}

/** `tower ingest` of folders of files, one run after another, while the other transports send. */
async function runCommands({ data, files, note }: Sending, queue: Delivery[]): Promise<void> {
  for (const [feed, all] of Map.groupBy(queue, (one) => one.feed)) {
    const size = Math.ceil(all.length / COMMAND_RUNS)
    for (let first = 0; first < all.length; first += size) {
      const folder = join(files, `${feed}-${first}`)
      mkdirSync(folder, { recursive: true })
      for (const { name, body } of all.slice(first, first + size)) writeFileSync(join(folder, name), body)
      const ended = await tower(['ingest', folder, '--feed', feed, '--data', data, '--json'])
      if (ended.code !== 0) throw new Error(`tower ingest ended with ${ended.code}: ${ended.err}`)
      note(feed, JSON.parse(ended.out) as Tally)
    }
  }
}
