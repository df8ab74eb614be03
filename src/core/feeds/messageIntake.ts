/** Owns the running intake: decodes a message, picks the adapter, hands slices to the ledger, sums up what became of it. */
import { TowerError } from '../../shared/errors.ts'
import type { Adapter, MessageText, RawMessage, Reading } from './adapter.ts'
import type { Intake, MessageReport } from './intake.ts'

/** What intake needs of the ledger; injected, so that feeds do not know the store. */
export interface AppendPort {
  append(batch: {
    feed: string
    transport: string
    format: string
    documentName: string | null
    recordedAt: number
    records: Reading[]
    mapping?: string
    replays?: number
  }): Promise<{
    position: number
    received: number
    accepted: number
    duplicates: number
    quarantined: number
    outcomes: ('accepted' | 'duplicate' | 'quarantined')[]
    quarantineIds: number[]
  }>
  /** Records that wait to be written. */
  waiting(): number
}

/** Records that go to the ledger together. */
const SLICE_RECORDS = 1_000
/** Slices of one message that may be on their way at once. */
const SLICES_UNDER_WAY = 4
/** Records that may wait before a new message is turned away. */
const WAITING_RECORDS_LIMIT = 100_000
/** Problems that a report lists; the quarantine has them all. */
const LISTED_PROBLEMS = 1_000

/** How far ahead of our clock a record may be dated: room for any time zone and a wrong clock, not for a wrong year. */
const AHEAD_MS_MAX = 48 * 3_600_000

const decoder = new TextDecoder('utf-8', { fatal: true })

export const UNRECOGNISED = 'unrecognised'

/** The message's text, or the reason why it has none. A byte-order mark is removed by the decoder. */
function decode(message: RawMessage): MessageText | { reason: string; raw: string } {
  try {
    const { name, contentType, mapping } = message
    return { text: decoder.decode(message.body), name, contentType, mapping }
  } catch {
    return {
      reason: 'The text is not UTF-8. Save or send it as UTF-8.',
      // One character a byte, so that the bytes can be had back.
      raw: Buffer.from(message.body).toString('latin1'),
    }
  }
}

/** What reads a message: an adapter, or a refusal of the whole. */
export function chooseReadings(
  adapters: readonly Adapter[],
  message: RawMessage,
): { format: string; readings: Iterable<Reading> } {
  const text = decode(message)
  if ('reason' in text) {
    return {
      format: UNRECOGNISED,
      readings: [{ outcome: 'refused', reason: text.reason, field: 'encoding', raw: text.raw }],
    }
  }
  const adapter = adapters.find((one) => one.recognise(text))
  if (adapter) return { format: adapter.name, readings: credible(adapter.read(text), message.receivedAt) }
  const reason =
    'No format was recognised. Known are EPCIS 2.0 JSON, X12, EasyPost, CloudEvents JSON, Shopify, WooCommerce, and CSV with a mapping whose columns it has.'
  return {
    format: UNRECOGNISED,
    readings: [{ outcome: 'refused', reason, field: 'format', raw: text.text }],
  }
}

/** An escape in JSON that stands for half a character. */
const HALF_CHARACTER = /\\u[dD][89a-fA-F]/

/**
 * Refuses records that no format forbids and no ledger can keep right.
 * Half a character (a lone surrogate): UTF-8 cannot write one, so what the store gives back would be another text than
 * the one that came, and the record would never be known again as a duplicate.
 * A time far ahead: a count from next year would hold its position still until then.
 */
function* credible(readings: Iterable<Reading>, receivedAt: number): Generator<Reading> {
  for (const reading of readings) {
    const fault = reading.outcome === 'record' ? faultOf(reading, receivedAt) : undefined
    yield fault ? { outcome: 'refused', ...fault, raw: reading.raw } : reading
  }
}

function faultOf(
  { record, raw }: Extract<Reading, { outcome: 'record' }>,
  receivedAt: number,
): { reason: string; field: string } | undefined {
  if (record.occurredAt > receivedAt + AHEAD_MS_MAX) {
    const reason = `The event is dated ${isoTime(record.occurredAt)}, more than 48 hours ahead of when it came. Check the date and the sender’s clock.`
    return { reason, field: 'occurredAt' }
  }
  if (!record.identity.isWellFormed() || (HALF_CHARACTER.test(raw) && hasHalfCharacter(record.events))) {
    const reason =
      'A text holds half a character (an unpaired surrogate such as \\ud800). Send whole characters.'
    return { reason, field: 'text' }
  }
  return undefined
}

function isoTime(at: number): string {
  return Math.abs(at) <= 8_640_000_000_000_000 ? new Date(at).toISOString() : String(at)
}

function hasHalfCharacter(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(hasHalfCharacter)
}

/** Cuts readings into slices of bounded size without reading ahead. */
function* slices(readings: Iterable<Reading>): Generator<Reading[]> {
  let slice: Reading[] = []
  for (const reading of readings) {
    slice.push(reading)
    if (slice.length === SLICE_RECORDS) {
      yield slice
      slice = []
    }
  }
  if (slice.length > 0) yield slice
}

/** Makes the intake over a list of adapters, tried in order. */
export function createIntake(adapters: readonly Adapter[], ledger: AppendPort): Intake {
  return {
    async submit(message) {
      if (ledger.waiting() > WAITING_RECORDS_LIMIT) {
        throw new TowerError('busy', 'Too many records wait to be written. Send this again in a moment.')
      }
      const { format, readings } = chooseReadings(adapters, message)
      return takeReadings(ledger, message, format, readings)
    },
  }
}

async function takeReadings(
  ledger: AppendPort,
  message: RawMessage,
  format: string,
  readings: Iterable<Reading>,
): Promise<MessageReport> {
  const report: MessageReport = {
    format,
    received: 0,
    accepted: 0,
    duplicates: 0,
    quarantined: 0,
    problems: [],
    position: 0,
  }
  const underWay = new Set<Promise<void>>()
  const documentName = message.name ?? null
  let first = 0
  for (const records of slices(readings)) {
    const offset = first
    first += records.length
    const { feed, transport, receivedAt, mapping } = message
    const appended = ledger
      .append({ feed, transport, format, documentName, recordedAt: receivedAt, records, mapping })
      .then((outcome) => addOutcome(report, outcome, records, offset))
    const settled = appended.finally(() => underWay.delete(settled))
    underWay.add(settled)
    if (underWay.size >= SLICES_UNDER_WAY) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  report.problems.sort((a, b) => a.index - b.index)
  return report
}

function addOutcome(
  report: MessageReport,
  outcome: Awaited<ReturnType<AppendPort['append']>>,
  records: readonly Reading[],
  offset: number,
): void {
  report.received += outcome.received
  report.accepted += outcome.accepted
  report.duplicates += outcome.duplicates
  report.quarantined += outcome.quarantined
  report.position = Math.max(report.position, outcome.position)
  const ids = [...outcome.quarantineIds]
  outcome.outcomes.forEach((one, index) => {
    if (one !== 'quarantined') return
    const reading = records[index]
    const quarantineId = ids.shift()
    if (reading?.outcome !== 'refused' || report.problems.length >= LISTED_PROBLEMS) return
    report.problems.push({
      index: offset + index,
      outcome: 'quarantined',
      reason: reading.reason,
      field: reading.field,
      ...(quarantineId === undefined ? {} : { quarantineId }),
    })
  })
}
