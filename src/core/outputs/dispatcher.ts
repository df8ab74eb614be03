/** Owns the telling: notices become deliveries of the outputs that they concern, and deliveries are sent until they arrive. */
import type { OutputSettings } from '../../shared/outputContract.ts'
import type { OutputKind } from '../../shared/readModels/outputs.ts'
import type { OutboxAct, Reader } from '../ledger/types.ts'
import type { Clock, Logger, Random } from '../platform.ts'
import { sendToAlertmanager } from './alertmanager.ts'
import { sendMail } from './mail.ts'
import type { AlertChange, Delivery, Send, Sent } from './output.ts'
import {
  dueDeliveries,
  firingStatus,
  heldDeliveries,
  noticesAfter,
  settingsOf,
  storedOutputs,
  type OpenSealed,
  type StoredOutput,
} from './outputRows.ts'
import { nextAttemptAt, RETRY_WAITS_MS } from './retryTimes.ts'
import { sendWebhook } from './webhook.ts'

const NOTICES_PER_TURN = 500
const DELIVERIES_PER_TURN = 200
/** How often is looked whether what is held may go. */
const HELD_EVERY_MS = 10_000
/** A receiver that does not answer is tried at most this rarely, whatever waits for it. */
const RECEIVER_WAIT_MS_MAX = 600_000

interface Manner {
  send: Send
  /** What may go out together. */
  batchKey(delivery: Delivery): string
  /** Shortest time between two sendings. */
  everyMs: number
  /** How long the first waits for company. */
  gatherMs: number
}

const MANNERS: Record<OutputKind, Manner> = {
  webhook: { send: sendWebhook, batchKey: ({ delivery }) => String(delivery), everyMs: 0, gatherMs: 0 },
  alertmanager: {
    send: sendToAlertmanager,
    batchKey: ({ told, change }) => `${change.rule} ${told}`,
    everyMs: 0,
    gatherMs: 1_000,
  },
  email: { send: sendMail, batchKey: () => '', everyMs: 60_000, gatherMs: 10_000 },
}

export interface Standing {
  /** Still firing, or over too lately to be known. */
  isOpen: boolean
  /** Silenced, snoozed or explained by another. */
  isMuted: boolean
}

export interface DispatcherPorts {
  reader: Reader
  note(act: OutboxAct): Promise<void>
  open: OpenSealed
  /** Whether an output with these matchers is told of the change. */
  concerns(matchers: StoredOutput['matchers'], change: AlertChange): boolean
  /** How alerts stand now. */
  standing(alerts: readonly string[]): ReadonlyMap<string, Standing>
  clock: Clock
  random: Random
  logger: Logger
  screens(): string | null
}

export interface Dispatcher {
  /** One turn for every output that is not at work already: a slow receiver holds up no other. */
  turn(): Promise<void>
  /** An output was changed, or is to be tried again: what is known of its receiver holds no more. */
  changed(output: string): void
  /** Sends something that says that it is a test. */
  test(output: StoredOutput): Promise<Sent>
}

interface Receiver {
  failures: number
  restsUntil: number
}

export function createDispatcher(ports: DispatcherPorts): Dispatcher {
  const { reader, clock } = ports
  const receivers = new Map<string, Receiver>()
  const around = { now: () => clock.now(), screens: ports.screens }
  const atWork = new Set<string>()
  const heldLookedAt = new Map<string, number>()

  /** Makes deliveries of the notices that the output has not looked at yet. */
  async function queue(stored: StoredOutput): Promise<void> {
    const notices = noticesAfter(reader, stored.notedTo, NOTICES_PER_TURN)
    const last = notices.at(-1)
    if (!last) return
    const standing = ports.standing(notices.map(({ alert }) => alert))
    const queued = new Map<string, string>()
    const rows: Extract<OutboxAct, { kind: 'queueDeliveries' }>['rows'] = []
    for (const { alert, told, change } of notices) {
      const before = queued.get(alert) ?? firingStatus(reader, stored.output, alert)
      if (told === 'resolved') {
        // Who was not told that it fires need not be told that it is over.
        if (before === 'waiting' || before === 'delivered')
          rows.push({ alert, told, change, status: 'waiting' })
        continue
      }
      if (before !== undefined || !ports.concerns(stored.matchers, JSON.parse(change) as AlertChange))
        continue
      const status = standing.get(alert)?.isMuted ? 'held' : 'waiting'
      queued.set(alert, status)
      rows.push({ alert, told, change, status })
    }
    await ports.note({
      kind: 'queueDeliveries',
      output: stored.output,
      notedTo: last.noticeNumber,
      rows,
      at: clock.now(),
    })
  }

  /** Lets go of what was held: told where nobody mutes it any more, dropped where it is over. */
  async function release(stored: StoredOutput): Promise<void> {
    const now = clock.now()
    if (now - (heldLookedAt.get(stored.output) ?? -Infinity) < HELD_EVERY_MS) return
    heldLookedAt.set(stored.output, now)
    const held = heldDeliveries(reader, stored.output)
    if (held.length === 0) return
    const standing = ports.standing(held.map(({ alert }) => alert))
    const rows: Extract<OutboxAct, { kind: 'releaseDeliveries' }>['rows'] = []
    for (const { delivery, alert } of held) {
      const stands = standing.get(alert)
      if (!stands?.isOpen) rows.push({ delivery, status: 'dropped' })
      else if (!stands.isMuted) rows.push({ delivery, status: 'waiting' })
    }
    if (rows.length > 0) await ports.note({ kind: 'releaseDeliveries', rows, at: clock.now() })
  }

  async function settle(stored: StoredOutput, batch: readonly Delivery[], sent: Sent): Promise<void> {
    const now = clock.now()
    const { output } = stored
    if (sent.delivered) {
      receivers.set(output, { failures: 0, restsUntil: now + MANNERS[stored.kind].everyMs })
    } else {
      const failures = (receivers.get(output)?.failures ?? 0) + 1
      const wait = Math.min(RECEIVER_WAIT_MS_MAX, RETRY_WAITS_MS[failures - 1] ?? RECEIVER_WAIT_MS_MAX)
      receivers.set(output, { failures, restsUntil: now + Math.max(wait, sent.retryAfterMs ?? 0) })
      ports.logger.warn('an output could not be told', { output, name: stored.name, fault: sent.fault })
    }
    await ports.note({
      kind: 'settleDeliveries',
      output,
      fault: sent.delivered ? null : sent.fault,
      isGone: !sent.delivered && sent.isGone === true,
      at: now,
      rows: batch.map(({ delivery, attempts }) => {
        if (sent.delivered) return { delivery, status: 'delivered', nextAt: null }
        const nextAt = sent.isGone ? null : nextAttemptAt(attempts + 1, now, ports.random, sent.retryAfterMs)
        return { delivery, status: nextAt === null ? 'dead' : 'waiting', nextAt }
      }),
    })
  }

  async function sendDue(stored: StoredOutput): Promise<void> {
    const manner = MANNERS[stored.kind]
    const now = clock.now()
    if (now < (receivers.get(stored.output)?.restsUntil ?? 0)) return
    const due = dueDeliveries(reader, stored.output, now, DELIVERIES_PER_TURN)
    const [first] = due
    if (!first || (first.attempts === 0 && now < first.queuedAt + manner.gatherMs)) return
    let settings: OutputSettings
    try {
      settings = settingsOf(ports.open, stored)
    } catch {
      return settle(stored, due, { delivered: false, fault: 'its settings cannot be opened: save it anew' })
    }
    for (const batch of Map.groupBy(due, manner.batchKey).values()) {
      const sent = await manner.send(settings, stored, batch, around)
      await settle(stored, batch, sent)
      if (!sent.delivered) return
    }
  }

  return {
    async turn() {
      await Promise.all(
        storedOutputs(reader)
          .filter(({ output, enabled }) => enabled && !atWork.has(output))
          .map(async (stored) => {
            atWork.add(stored.output)
            try {
              await queue(stored)
              await release(stored)
              await sendDue(stored)
            } finally {
              atWork.delete(stored.output)
            }
          }),
      )
    },
    changed(output) {
      receivers.delete(output)
      heldLookedAt.delete(output)
    },
    test(stored) {
      const now = clock.now()
      const change: AlertChange = {
        type: 'AlertChanged',
        alert: `test:${now}`,
        rule: 'test',
        subject: 'test',
        state: 'firing',
        severity: 'warning',
        since: now,
        dataAsOf: now,
        figure: null,
        threshold: 0,
        labels: {},
        summary: 'This is a test. Nothing is wrong.',
        evidence: [],
        impact: {},
      }
      const delivery: Delivery = { delivery: 0, told: 'firing', change, queuedAt: now, attempts: 0 }
      return MANNERS[stored.kind].send(settingsOf(ports.open, stored), stored, [delivery], around)
    },
  }
}
