/** Owns what a person does with alerts: each act, and its way back. */
import { ALERTS_PER_COMMAND } from '../../shared/alertContract.ts'
import type { InputOf } from '../../shared/contract.ts'
import type { AlertActReport, AlertRow } from '../../shared/readModels/alerts.ts'
import { refreshAlerts } from './alerts.ts'
import { client } from './engine.ts'
import { preferences, setPreferences } from './preferences.ts'

/** What came of an act, to be said to the person. */
export interface ActOutcome {
  /** Alerts to which it was done. */
  alerts: number
  /** Why it was not done to others; null where it was done to all, or was so before. */
  refused: string | null
  undo: (() => Promise<ActOutcome>) | null
}

type Act = 'alerts.acknowledge' | 'alerts.unacknowledge' | 'alerts.assign' | 'alerts.snooze'
const MOST_OWNERS = 8

/** Sends an act about any number of alerts, in as many commands as it takes. */
async function send<P extends Act>(
  path: P,
  rows: readonly AlertRow[],
  rest: Omit<InputOf<P>, 'alerts'>,
  undo: ActOutcome['undo'],
): Promise<ActOutcome> {
  const ids = [...new Set(rows.map(({ alert }) => alert))]
  let done = 0
  let refused: string | null = null
  for (let from = 0; from < ids.length; from += ALERTS_PER_COMMAND) {
    const input = { ...rest, alerts: ids.slice(from, from + ALERTS_PER_COMMAND) } as InputOf<P>
    const report = (await client.call(path, input)) as AlertActReport
    done += report.done
    refused ??= report.alerts.find(({ outcome }) => outcome === 'conflict')?.message ?? null
  }
  refreshAlerts()
  return { alerts: done, refused, undo: done > 0 ? undo : null }
}

/** Gives each row back what it had before. */
async function giveBack<T>(
  rows: readonly AlertRow[],
  of: (row: AlertRow) => T,
  set: (rows: readonly AlertRow[], before: T) => Promise<ActOutcome>,
): Promise<ActOutcome> {
  const groups = new Map<T, AlertRow[]>()
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row])
  let alerts = 0
  for (const [before, own] of groups) alerts += (await set(own, before)).alerts
  return { alerts, refused: null, undo: null }
}

function rememberOwner(owner: string): void {
  const { owners } = preferences()
  setPreferences({ owners: [owner, ...owners.filter((each) => each !== owner)].slice(0, MOST_OWNERS) })
}

export async function acknowledge(rows: readonly AlertRow[]): Promise<ActOutcome> {
  const open = rows.filter(({ acknowledgedAt }) => acknowledgedAt === null)
  if (open.length === 0) return { alerts: 0, refused: null, undo: null }
  return send('alerts.acknowledge', open, {}, () => unacknowledge(open))
}

export function unacknowledge(rows: readonly AlertRow[]): Promise<ActOutcome> {
  return send('alerts.unacknowledge', rows, {}, () => send('alerts.acknowledge', rows, {}, null))
}

/** @param owner null: nobody */
export function assign(rows: readonly AlertRow[], owner: string | null): Promise<ActOutcome> {
  if (owner !== null) rememberOwner(owner)
  const back = () =>
    giveBack(
      rows,
      (row) => row.owner,
      (own, before) => send('alerts.assign', own, { owner: before }, null),
    )
  return send('alerts.assign', rows, { owner }, back)
}

/** @param until null: no longer */
export function snooze(rows: readonly AlertRow[], until: number | null): Promise<ActOutcome> {
  const back = () =>
    giveBack(
      rows,
      (row) => row.snoozedUntil,
      (own, before) => send('alerts.snooze', own, { until: before }, null),
    )
  return send('alerts.snooze', rows, { until }, back)
}

export async function vote(row: AlertRow, useful: boolean, why: string): Promise<ActOutcome> {
  const { done } = await client.call('alerts.vote', { alert: row.alert, useful, ...(why ? { why } : {}) })
  refreshAlerts()
  return { alerts: done, refused: null, undo: null }
}

export async function comment(row: AlertRow, text: string): Promise<ActOutcome> {
  const { done } = await client.call('alerts.comment', { alert: row.alert, text })
  refreshAlerts()
  return { alerts: done, refused: null, undo: null }
}
