/** Proves that the writing thread outlives what it cannot write, and tells passing trouble from a bad request. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toCrossing } from './crossing.ts'
import { mayPass, openWriter } from './database.ts'
import { packBatch } from './packing.ts'
import { serveLedger, type ThreadReply, type ThreadRequest } from './thread.ts'
import { intaken } from './testLedger.fixture.ts'
import type { FeedSettings } from './types.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'omnitower-thread-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const batch = (identity: string) =>
  toCrossing(
    packBatch({
      feed: 'f',
      transport: 'http',
      format: 'test',
      documentName: null,
      recordedAt: 1,
      records: [
        intaken({
          identity,
          occurredAt: 1,
          events: [{ type: 'StockCounted', sku: 's', location: 'L', disposition: 'sellable', units: 1 }],
        }),
      ],
    }),
  )

it('goes on after settings that it cannot write, and sets aside a record that it cannot keep', async () => {
  const { port1, port2 } = new MessageChannel()
  const replies: ThreadReply[] = []
  const ended = new Promise((resolve) => port1.once('close', () => resolve(undefined)))
  port1.on('message', (some: ThreadReply[]) => replies.push(...some))
  serveLedger(join(folder, 'ledger.sqlite'), [], port2)
  const broken = batch('broken')
  broken.bodies[0] = 'no JSON'
  const nameless = {
    feed: null,
    authentication: 'none',
    enabled: true,
    createdAt: 1,
  } as unknown as FeedSettings
  const requests: ThreadRequest[] = [
    { kind: 'saveFeed', id: 1, settings: nameless, at: 1 },
    { kind: 'append', id: 2, batch: broken },
    { kind: 'append', id: 3, batch: batch('good') },
    { kind: 'close', id: 4 },
  ]
  port1.postMessage(requests)
  await ended
  const answers = replies.filter((reply) => reply.kind === 'done' || reply.kind === 'failed')
  expect(answers).toMatchObject([
    { id: 1, kind: 'failed', mayPass: false },
    // The record goes to quarantine, so that nothing vanishes and nobody sends it for ever.
    { id: 2, kind: 'done', outcome: { accepted: 0, quarantined: 1, outcomes: Uint8Array.of(2) } },
    { id: 3, kind: 'done', outcome: { accepted: 1 } },
    { id: 4, kind: 'done' },
  ])
})

it('takes a full disk for passing trouble', () => {
  const { database } = openWriter(join(folder, 'full.sqlite'))
  database.pragma('max_page_count = 1')
  let thrown: unknown
  try {
    database.exec('CREATE TABLE large (text TEXT)')
    database.prepare('INSERT INTO large VALUES (?)').run('x'.repeat(100_000))
  } catch (caught) {
    thrown = caught
  }
  database.close()
  expect(thrown).toMatchObject({ code: 'SQLITE_FULL' })
  expect(mayPass(thrown)).toBe(true)
  expect(mayPass(new Error('no'))).toBe(false)
})
