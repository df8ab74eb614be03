/** Owns how batches and outcomes cross between threads: in columns, because cloning an object a record costs more than writing it. */
import type { AppendOutcome } from './types.ts'
import type { PackedBatch, PackedRecord, PackedRefusal } from './packing.ts'

const HASH_CHARACTERS = 32
const NUMBERS_PER_RECORD = 4

export interface CrossingBatch extends Omit<PackedBatch, 'records'> {
  identities: string[]
  bodies: string[]
  /** Content hashes in hexadecimal, one after the other. */
  contentHashes: string
  /** Identity number, occurred at, record time (NaN where there is none), retracted; record by record. */
  numbers: Float64Array
  /** Refused records with their places in the batch. */
  refusals: { place: number; refusal: PackedRefusal }[]
}

/** Takes a batch apart into columns. */
export function toCrossing({ records, ...head }: PackedBatch): CrossingBatch {
  const identities: string[] = []
  const bodies: string[] = []
  const refusals: CrossingBatch['refusals'] = []
  const numbers = new Float64Array(records.length * NUMBERS_PER_RECORD)
  let contentHashes = ''
  records.forEach((record, place) => {
    if ('reason' in record) {
      refusals.push({ place, refusal: record })
      return
    }
    const start = identities.length * NUMBERS_PER_RECORD
    numbers[start] = record.identityNumber
    numbers[start + 1] = record.occurredAt
    numbers[start + 2] = record.recordTime ?? Number.NaN
    numbers[start + 3] = Number(record.retracted)
    identities.push(record.identity)
    bodies.push(record.body)
    contentHashes += record.contentHash
  })
  return { ...head, identities, bodies, contentHashes, numbers, refusals }
}

/** Puts a batch together again. */
export function fromCrossing(crossing: CrossingBatch): PackedBatch {
  const { identities, bodies, contentHashes, numbers, refusals, ...head } = crossing
  const records: (PackedRecord | PackedRefusal)[] = identities.map((identity, rawIndex) => {
    const start = rawIndex * NUMBERS_PER_RECORD
    const recordTime = numbers[start + 2] ?? Number.NaN
    return {
      identity,
      identityNumber: numbers[start] ?? 0,
      contentHash: contentHashes.slice(rawIndex * HASH_CHARACTERS, (rawIndex + 1) * HASH_CHARACTERS),
      occurredAt: numbers[start + 1] ?? 0,
      recordTime: Number.isNaN(recordTime) ? null : recordTime,
      retracted: numbers[start + 3] === 1,
      body: bodies[rawIndex] ?? '',
      rawIndex,
    }
  })
  // In the order of their places, each finds its own.
  for (const { place, refusal } of refusals) records.splice(place, 0, refusal)
  return { ...head, records }
}

const OUTCOMES = ['accepted', 'duplicate', 'quarantined'] as const

export interface CrossingOutcome extends Omit<AppendOutcome, 'outcomes'> {
  /** Place in OUTCOMES, record by record. */
  outcomes: Uint8Array
}

export function toCrossingOutcome(outcome: AppendOutcome): CrossingOutcome {
  return { ...outcome, outcomes: Uint8Array.from(outcome.outcomes, (one) => OUTCOMES.indexOf(one)) }
}

export function fromCrossingOutcome(crossing: CrossingOutcome): AppendOutcome {
  return { ...crossing, outcomes: Array.from(crossing.outcomes, (code) => OUTCOMES[code] ?? 'quarantined') }
}
