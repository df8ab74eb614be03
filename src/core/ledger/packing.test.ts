/** Proves that the raw texts of a message come back as they came, each by its place. */
import { expect, it } from 'vitest'
import { packBatch, unpackRaw, unpackRaws } from './packing.ts'
import { intaken } from './testLedger.fixture.ts'

it('gives each understood record its own text; a refused one keeps its text beside its reason', () => {
  const records = ['a', 'b'].map((identity) =>
    intaken({ identity, occurredAt: 1, events: [{ type: 'ObservationRecorded', why: 'é \u{1f600}' }] }),
  )
  const refused = { outcome: 'refused' as const, reason: 'r', field: 'f', raw: 'refused' }
  const [first, second] = records
  if (!first || !second) throw new Error('two records')
  const packed = packBatch({
    feed: 'f',
    transport: 'http',
    format: 'test',
    documentName: null,
    recordedAt: 1,
    records: [first, refused, second],
  })
  expect(unpackRaws(packed.rawPack)).toEqual([first.raw, second.raw])
  expect(unpackRaw(packed.rawPack, 1)).toBe(second.raw)
  expect(packed.records).toMatchObject([{ rawIndex: 0 }, { raw: 'refused' }, { rawIndex: 1 }])
})
