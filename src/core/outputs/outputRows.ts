/** Owns what is read of outputs, notices and deliveries. */
import type { InputOf } from '../../shared/contract.ts'
import type { OutputSettings } from '../../shared/outputContract.ts'
import type { DeliveryPage, DeliveryRow, OutputKind, OutputRow } from '../../shared/readModels/outputs.ts'
import type { Reader } from '../ledger/types.ts'
import type { AlertChange, Delivery } from './output.ts'

export interface StoredOutput {
  output: string
  name: string
  kind: OutputKind
  matchers: { label: string; values: string[] }[]
  enabled: boolean
  notedTo: number
  sealedSettings: Uint8Array
}

/** Opens what was sealed. @throws TowerError where it cannot be opened */
export type OpenSealed = (sealed: Uint8Array) => string

export const settingsOf = (open: OpenSealed, { sealedSettings }: StoredOutput): OutputSettings =>
  JSON.parse(open(sealedSettings)) as OutputSettings

type StoredRow = Omit<StoredOutput, 'matchers' | 'enabled'> & { matchers: string; enabled: number }

const STORED_SQL = `
SELECT output, name, kind, matchers, enabled, noted_to AS notedTo, sealed_settings AS sealedSettings FROM outputs`

const stored = (row: StoredRow): StoredOutput => ({
  ...row,
  matchers: JSON.parse(row.matchers) as StoredOutput['matchers'],
  enabled: row.enabled === 1,
})

export const storedOutputs = (reader: Reader): StoredOutput[] =>
  reader.all<StoredRow>(`${STORED_SQL} ORDER BY name, output`).map(stored)

export function storedOutput(reader: Reader, output: string): StoredOutput | undefined {
  const row = reader.get<StoredRow>(`${STORED_SQL} WHERE output = ?`, [output])
  return row && stored(row)
}

export interface Notice {
  noticeNumber: number
  alert: string
  told: 'firing' | 'resolved'
  change: string
}

/** Changes of alerts after a notice, oldest first. */
export const noticesAfter = (reader: Reader, notedTo: number, limit: number): Notice[] =>
  reader.all<Notice>(
    `SELECT notice_number AS noticeNumber, alert, told, change FROM alert_notices WHERE notice_number > ?
     ORDER BY notice_number LIMIT ?`,
    [notedTo, limit],
  )

/** How the firing of an alert stands with an output; undefined: nothing was queued. */
export const firingStatus = (reader: Reader, output: string, alert: string): string | undefined =>
  reader.get<{ status: string }>(
    `SELECT status FROM deliveries WHERE output = ? AND alert = ? AND told = 'firing' ORDER BY delivery DESC LIMIT 1`,
    [output, alert],
  )?.status

interface WaitingRow {
  delivery: number
  told: 'firing' | 'resolved'
  change: string
  queuedAt: number
  attempts: number
}

/**
 * Deliveries that are due, in the order in which they were queued. One about an alert waits for those before it about the
 * same: a receiver that hears of the end first would keep the alert open.
 */
export function dueDeliveries(reader: Reader, output: string, now: number, limit: number): Delivery[] {
  return reader
    .all<WaitingRow>(
      `SELECT delivery, told, change, queued_at AS queuedAt, attempts FROM deliveries INDEXED BY deliveries_due
       WHERE status = 'waiting' AND output = ? AND next_at <= ? AND NOT EXISTS (
         SELECT 1 FROM deliveries AS earlier WHERE earlier.output = deliveries.output
           AND earlier.alert = deliveries.alert AND earlier.delivery < deliveries.delivery
           AND earlier.status = 'waiting' AND earlier.next_at > ?)
       ORDER BY delivery LIMIT ?`,
      [output, now, now, limit],
    )
    .map((row) => ({ ...row, change: JSON.parse(row.change) as AlertChange }))
}

/** What was given up and may be tried again: the end of an alert, or that it fires where it still does. */
export const retryable = (reader: Reader, output: string, named?: readonly number[]): number[] =>
  reader
    .all<{ delivery: number }>(
      `SELECT delivery FROM deliveries WHERE output = ? AND status = 'dead'
         AND (told = 'resolved' OR alert IN (SELECT alert FROM alerts WHERE open = 1))
         AND (? IS NULL OR delivery IN (SELECT value FROM json_each(?))) ORDER BY delivery`,
      [output, named ? JSON.stringify(named) : null, named ? JSON.stringify(named) : null],
    )
    .map(({ delivery }) => delivery)

/** What is held back while nobody is called for its alert. */
export const heldDeliveries = (reader: Reader, output: string): { delivery: number; alert: string }[] =>
  reader.all(
    `SELECT delivery, alert FROM deliveries WHERE status = 'held' AND output = ? ORDER BY delivery`,
    [output],
  )

type CountRow = Omit<OutputRow, 'matchers' | 'enabled' | 'isPlain'> & {
  matchers: string
  enabled: number
  isPlain: number
}

/** All outputs, by name, with how their deliveries stand. */
export function outputRows(reader: Reader): OutputRow[] {
  const counted = (status: string) =>
    `(SELECT count(*) FROM deliveries WHERE deliveries.output = outputs.output AND status = '${status}') AS ${status}`
  return reader
    .all<CountRow>(
      `SELECT output, name, kind, target, is_plain AS isPlain, matchers, enabled, created_at AS createdAt,
         delivered, ${counted('waiting')}, ${counted('held')}, ${counted('dead')},
         last_delivered_at AS lastDeliveredAt, fault FROM outputs ORDER BY name, output`,
    )
    .map((row) => ({
      ...row,
      matchers: JSON.parse(row.matchers) as OutputRow['matchers'],
      enabled: row.enabled === 1,
      isPlain: row.isPlain === 1,
    }))
}

/** Deliveries, the latest queued first. */
export function deliveryPage(reader: Reader, input: InputOf<'outputs.deliveries'>): DeliveryPage {
  const { output = null, status = null, offset = 0, limit = 100 } = input
  const where = 'WHERE (? IS NULL OR output = ?) AND (? IS NULL OR status = ?)'
  const named = [output, output, status, status]
  return {
    rows: reader.all<DeliveryRow>(
      `SELECT delivery, output, alert, told, change ->> '$.summary' AS summary, status, attempts,
         queued_at AS queuedAt, next_at AS nextAt, ended_at AS endedAt, fault FROM deliveries ${where}
       ORDER BY delivery DESC LIMIT ? OFFSET ?`,
      [...named, limit, offset],
    ),
    total: reader.get<{ n: number }>(`SELECT count(*) AS n FROM deliveries ${where}`, named)?.n ?? 0,
  }
}
