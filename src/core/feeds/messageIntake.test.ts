/** Proves what intake refuses by itself, and that what is refused is kept whole and can be replayed whole. */
import { describe, expect, it } from 'vitest'
import type { QuarantineRow } from '../../shared/readModels/feeds.ts'
import type { Reading } from './adapter.ts'
import { createAdapters } from './adapters/registry.ts'
import { chooseReadings, type AppendPort } from './messageIntake.ts'
import { sampleCloudEvent } from './publishedSchemas.ts'
import { replayQuarantined } from './replay.ts'

const adapters = createAdapters([])
const read = (body: Uint8Array) => [
  ...chooseReadings(adapters, { feed: 'f', transport: 'http', body, receivedAt: Date.UTC(2026, 5, 1) })
    .readings,
]
const readText = (text: string) => read(Buffer.from(text))[0]

/** A ledger that accepts whatever it is given, and remembers it. */
function acceptingLedger() {
  const taken: Reading[] = []
  const ledger: AppendPort = {
    waiting: () => 0,
    async append({ records }) {
      taken.push(...records)
      const { length } = records
      const outcomes = records.map(() => 'accepted' as const)
      return {
        position: 1,
        received: length,
        accepted: length,
        duplicates: 0,
        quarantined: 0,
        outcomes,
        quarantineIds: [],
      }
    },
  }
  return { ledger, taken }
}

describe('half a character', () => {
  const event = JSON.stringify(sampleCloudEvent('LocationDescribed'))

  it('in an identity is refused: it would never be known again', () => {
    const text = event.replace('LocationDescribed-1', String.raw`x\ud800`)
    expect(readText(text)).toMatchObject({ outcome: 'refused', field: 'text', raw: text })
  })
  it('in an event is refused', () => {
    const text = event.replace(/"location":"/, String.raw`"location":"\uDFFF`)
    expect(readText(text)).toMatchObject({ outcome: 'refused', field: 'text' })
  })
  it('is no matter where both halves are there', () => {
    const text = event.replace('LocationDescribed-1', String.raw`x\ud83d\ude00`)
    expect(readText(text)).toMatchObject({ outcome: 'record' })
  })
})

describe('what is not recognised', () => {
  it('is kept whole', () => {
    const text = 'nothing that is known; '.repeat(100_000)
    expect(readText(text)).toMatchObject({ outcome: 'refused', field: 'format', raw: text })
  })

  it('is kept byte by byte where it is not UTF-8, and is not taken for other text at a replay', async () => {
    const body = Buffer.from(
      JSON.stringify(sampleCloudEvent('LocationDescribed')).replace('"id":"', '"id":"é'),
      'latin1',
    )
    const [refusal] = read(body)
    if (refusal?.outcome !== 'refused') throw new Error('it was taken')
    expect(Buffer.from(refusal.raw, 'latin1').equals(body)).toBe(true)

    const { ledger, taken } = acceptingLedger()
    const row: QuarantineRow = {
      id: 1,
      feed: 'f',
      format: 'unrecognised',
      reason: refusal.reason,
      field: refusal.field,
      receivedAt: 1,
      state: 'open',
      documentName: null,
      raw: refusal.raw,
    }
    const ports = {
      adapters,
      ledger,
      now: () => Date.UTC(2026, 5, 1),
      find: () => row,
      openIds: () => [1],
      mappingOf: () => undefined,
    }
    expect(await replayQuarantined(ports)).toMatchObject({ accepted: 0, stillQuarantined: 1 })
    expect(taken).toEqual([])
    // Someone who knows the encoding mends it.
    expect(await replayQuarantined(ports, 1, body.toString('latin1'))).toMatchObject({ accepted: 1 })
  })

  it('is passed over by a replay of all where someone else closed it first', async () => {
    const { ledger } = acceptingLedger()
    const ports = {
      adapters,
      ledger,
      now: () => Date.UTC(2026, 5, 1),
      find: () => undefined,
      openIds: () => [1, 2],
      mappingOf: () => undefined,
    }
    expect(await replayQuarantined(ports)).toMatchObject({ retried: 0 })
    await expect(replayQuarantined(ports, 1)).rejects.toMatchObject({ code: 'notFound' })
  })
})

describe('a record dated ahead of us', () => {
  const dated = (time: string) => readText(JSON.stringify({ ...sampleCloudEvent('StockCounted'), time }))

  it('by more than two days is refused: its count would hold the position still until then', () => {
    expect(dated('2099-01-01T00:00:00Z')).toMatchObject({ outcome: 'refused', field: 'occurredAt' })
  })
  it('by hours is taken: clocks differ', () => {
    expect(dated('2026-06-02T23:00:00Z')).toMatchObject({ outcome: 'record' })
  })
})
