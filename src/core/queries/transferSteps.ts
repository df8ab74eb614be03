/** Owns the story of a transfer, step by step and in words. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { TransferStep } from '../../shared/readModels/transfers.ts'
import type { QueryContext } from './context.ts'

interface FactRow {
  identity: string
  occurredAt: number
  recordedAt: number
  feed: string
  body: string
}

const FACTS_SQL = `
SELECT identity, occurred_at AS occurredAt, recorded_at AS recordedAt, feeds.name AS feed, body
FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number) JOIN messages USING (message_number)
  JOIN feeds USING (feed_number)
WHERE kind = 'transfer' AND subject = ? AND retracted = 0
  AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)
ORDER BY event_number`

const units = (count: number) => `${count} ${count === 1 ? 'unit' : 'units'}`
const total = (lines: readonly { units: number }[]) => lines.reduce((sum, line) => sum + line.units, 0)
const lines = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`

const CAUSES: Readonly<Record<string, string>> = {
  lostInTransit: 'lost on the way',
  damagedInTransit: 'damaged on the way',
  shortShipped: 'never sent',
  overShipped: 'too many were sent',
  miscounted: 'miscounted',
  wrongItem: 'another article',
  other: 'another cause',
}

/** What a step says; null for what is no step of the transfer’s. */
export function stepText(event: CanonicalEvent): string | null {
  switch (event.type) {
    case 'TransferDrafted':
      return `Written down: ${units(total(event.lines))} in ${lines(event.lines.length)}`
    case 'TransferAmended':
      return `Changed to ${units(total(event.lines))} in ${lines(event.lines.length)} (revision ${event.revision})`
    case 'TransferSubmitted':
      return 'Asked for'
    case 'TransferApproved': {
      const stead = event.onBehalfOf === undefined ? '' : ` in ${event.onBehalfOf}’s stead`
      const confirmed = event.confirmed?.length ? `; confirmed: ${event.confirmed.join(' ')}` : ''
      return `Approved${stead}: ${units(total(event.lines))}, set aside at the source${confirmed}`
    }
    case 'TransferRejected':
      return `Turned down${event.onBehalfOf === undefined ? '' : ` in ${event.onBehalfOf}’s stead`}`
    case 'TransferReleased':
      return event.release === 1 ? 'Released to the source' : `Released to the source anew (${event.release})`
    case 'TransferCancelled':
      return event.lines ? `${units(total(event.lines))} called off` : 'Called off'
    case 'TransferLineSent': {
      const short = event.shortUnits ? `, ${units(event.shortUnits)} will not come` : ''
      return `The source sent ${units(event.units)} of ${event.sku}${short}`
    }
    case 'TransferLineReceived': {
      const damaged = event.damagedUnits ? `, ${event.damagedUnits} of them damaged` : ''
      return `The destination received ${units(event.units)} of ${event.sku}${damaged}`
    }
    case 'TransferVarianceSettled': {
      const what = event.units >= 0 ? `${units(event.units)} missing` : `${units(-event.units)} too many`
      return `Line ${event.line} settled: ${what}, ${CAUSES[event.cause] ?? event.cause}`
    }
    case 'TransferClosed':
      return 'Closed'
    default:
      return null
  }
}

const own = (event: object, name: string): string | null =>
  name in event ? String((event as Record<string, unknown>)[name]) : null

/** In the order in which the tower heard of them. */
export function transferSteps({ reader }: QueryContext, transfer: string): TransferStep[] {
  return reader.all<FactRow>(FACTS_SQL, [transfer]).flatMap((row) =>
    (JSON.parse(row.body) as CanonicalEvent[]).flatMap((event): TransferStep[] => {
      if (!('transfer' in event) || event.transfer !== transfer) return []
      const text = stepText(event)
      if (text === null) return []
      const actor = own(event, 'actor')
      return [
        {
          at: row.occurredAt,
          recordedAt: row.recordedAt,
          step: event.type,
          text,
          actor,
          role: own(event, 'role'),
          feed: actor === null ? row.feed : null,
          why: own(event, 'why'),
          seen: own(event, 'seen'),
          identity: row.identity,
        },
      ]
    }),
  )
}
