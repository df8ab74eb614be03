/** Owns the form in which a batch crosses to the writing thread: hashes, canonical text and compressed raw text, made by the sender. */
import { hash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib'
import type { AppendBatch } from './types.ts'
import { canonicalEvents, contentHash, identityNumber } from './contentHash.ts'

export interface PackedRecord {
  identity: string
  identityNumber: number
  contentHash: string
  occurredAt: number
  recordTime: number | null
  retracted: boolean
  /** Canonical JSON of the record's events. */
  body: string
  /** Place of the raw text in the pack. */
  rawIndex: number
}

export interface PackedRefusal {
  reason: string
  field: string
  raw: string
  rawHash: string
}

export interface PackedBatch {
  feed: string
  transport: string
  format: string
  documentName: string | null
  recordedAt: number
  mapping: string | null
  replays: number | null
  records: (PackedRecord | PackedRefusal)[]
  /** A JSON array with the raw text of each understood record; compressed with zstd unless it is short. */
  rawPack: Uint8Array
}

const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Packs below this many bytes are kept as they are: compressing them costs more than it saves. */
const COMPRESSED_FROM_BYTES = 2_048
/** `[`: how a pack begins that is not compressed. A zstd frame begins with 0x28. */
const PLAIN_PACK_BYTE = 0x5b

function pack(text: Buffer): Uint8Array {
  return text.length < COMPRESSED_FROM_BYTES ? text : zstdCompressSync(text, FAST)
}

/** A refusal is known again by its format and raw text. */
export function packRefusal(format: string, reason: string, field: string, raw: string): PackedRefusal {
  return { reason, field, raw, rawHash: hash('sha256', `${format}\n${raw}`, 'hex').slice(0, 32) }
}

/** Packs a batch; pure but for the CPU it takes, so any thread may do it. */
export function packBatch(batch: AppendBatch): PackedBatch {
  const raws: string[] = []
  const records = batch.records.map((intaken): PackedRecord | PackedRefusal => {
    if (intaken.outcome === 'refused') {
      return packRefusal(batch.format, intaken.reason, intaken.field, intaken.raw)
    }
    const { record, raw } = intaken
    const body = canonicalEvents(record.events)
    raws.push(raw)
    return {
      identity: record.identity,
      identityNumber: identityNumber(record.identity),
      contentHash: contentHash(record, body),
      occurredAt: record.occurredAt,
      recordTime: record.recordTime ?? null,
      retracted: record.retracted ?? false,
      body,
      rawIndex: raws.length - 1,
    }
  })
  const { feed, transport, format, documentName, recordedAt } = batch
  const rawPack = pack(Buffer.from(JSON.stringify(raws), 'utf8'))
  return {
    feed,
    transport,
    format,
    documentName,
    recordedAt,
    mapping: batch.mapping ?? null,
    replays: batch.replays ?? null,
    records,
    rawPack,
  }
}

/** The raw texts of all records of a pack, by their places. */
export function unpackRaws(rawPack: Uint8Array): string[] {
  return JSON.parse(
    (rawPack[0] === PLAIN_PACK_BYTE ? Buffer.from(rawPack) : zstdDecompressSync(rawPack)).toString('utf8'),
  ) as string[]
}

/** The raw text of one record of a pack. */
export function unpackRaw(rawPack: Uint8Array, rawIndex: number): string {
  return unpackRaws(rawPack)[rawIndex] ?? ''
}
