/** Owns the replay of a seeded network's days through a whole engine, by a clock that the messages drive. */
import { join } from 'node:path'
import { openEngine, type Engine } from '../../core/engine.ts'
import { silentLogger } from '../../core/platform.ts'
import type { EventOf, FeedRecord } from '../../shared/events.ts'
import type { AlertRow } from '../../shared/readModels/alerts.ts'
import type { AlertFaultLabel } from '../../simulation/faults/faultLabel.ts'
import { NO_FAULTS } from '../../simulation/faultPlan.ts'
import type { Message } from '../../simulation/message.ts'
import { createSimulation } from '../../simulation/simulation.ts'
import { DAY_MS, FILE_PACE } from '../../simulation/world.ts'
import { RESOURCES } from '../dataFolder.ts'
import { breakRules } from './alertRuleFaults.ts'
import type { Raised } from './alertScore.ts'

export interface ReplayOptions {
  seed: number
  /** Where the store is made. */
  folder: string
  days: number
  stores: number
  dcs: number
  /** Strikes a day of each kind. */
  rate: number
  startAt: number
}

export interface Replay {
  labels: AlertFaultLabel[]
  raised: Raised[]
  startAt: number
  endAt: number
  records: number
  /** Time that the rules were given altogether. */
  evaluateMs: number
}

/** What the network does and the clock shows goes on in such steps; records come at their own times within them. */
const TICK_MS = 2_000
const CHANNEL_SYNC_MS = 180_000
/** The simulation is asked for so much at once. */
const SLICE_MS = 10 * 60_000
/** Without a message, and without a time that a rule asked for, the rules have their turn this often. */
const IDLE_TURN_MS = 60_000
/** Times that rules asked for are kept on such a grid: open alerts ask for one of their own every few minutes. */
const ASKED_GRID_MS = 5_000
const onGrid = (at: number) => Math.ceil(at / ASKED_GRID_MS) * ASKED_GRID_MS

/** Replays one seed. Every message is taken in at the time at which it was sent; then the rules have their turn. */
export async function replayDays(options: ReplayOptions): Promise<Replay> {
  const { seed, startAt } = options
  const endAt = startAt + options.days * DAY_MS
  const labels: AlertFaultLabel[] = []
  const simulation = createSimulation({
    seed,
    startAt,
    endAt,
    stores: options.stores,
    dcs: options.dcs,
    calm: true,
    pace: { ...FILE_PACE, tickMs: TICK_MS, channelSyncMs: CHANNEL_SYNC_MS },
    faults: { ...NO_FAULTS, alerts: options.rate },
    alertLabel: (label) => labels.push(label),
  })
  let now = startAt
  const engine = await openEngine({
    dataDirectory: join(options.folder, String(seed)),
    network: 'own',
    resourcesDirectory: RESOURCES,
    clock: { now: () => now },
    logger: silentLogger,
    version: 'bench',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
    alerts: 'manual',
  })
  let records = 0
  let evaluateMs = 0
  const rules = breakRules({ engine, seed, startAt, endAt, label: (label) => labels.push(label) })
  let nextAt: number | null = null
  async function turn(): Promise<void> {
    await rules.act(now)
    const begin = performance.now()
    ;({ nextAt } = await engine.alerts.evaluate(false))
    evaluateMs += performance.now() - begin
  }
  /** Lets time pass, with a turn whenever a rule asked for one. */
  async function passTo(at: number): Promise<void> {
    for (;;) {
      const then = Math.min(
        now + IDLE_TURN_MS,
        Math.max(now + 1, onGrid(nextAt ?? Infinity)),
        rules.nextAt() ?? Infinity,
      )
      if (then >= at) break
      now = then
      await turn()
    }
    now = Math.max(now, at)
  }
  try {
    for (const message of simulation.opening()) records += await submit(engine, message, now)
    await turn()
    for (let until = startAt + SLICE_MS; until <= endAt; until += SLICE_MS) {
      const messages = simulation.advanceTo(until, 0).toSorted((a, b) => a.at - b.at)
      for (const [at, together] of Map.groupBy(messages, (message) => message.at)) {
        await passTo(at)
        for (const message of together) records += await submit(engine, message, now)
        await turn()
      }
    }
    await passTo(endAt)
    await turn()
    return {
      labels,
      raised: await raisedIn(engine),
      startAt,
      endAt,
      records,
      evaluateMs,
    }
  } finally {
    await engine.close()
  }
}

/** @returns records taken in. @throws Error where the tower does not know the format: the sample network writes none such */
async function submit(engine: Engine, message: Message, receivedAt: number): Promise<number> {
  const { received } = await engine.intake.submit({
    feed: message.feed,
    transport: 'http',
    name: message.name,
    body: Buffer.from(message.body),
    receivedAt,
    ...(message.mapping === undefined ? {} : { mapping: message.mapping }),
  })
  return received
}

type Change = EventOf<'AlertChanged'>

/** Every alert that fired, with the first time at which somebody was called for it. */
async function raisedIn(engine: Engine): Promise<Raised[]> {
  const changes = engine.ledger.reader
    .all<{ identity: string; at: number; body: string }>(
      `SELECT identity, occurred_at AS at, body FROM events JOIN messages USING (message_number)
         JOIN feeds USING (feed_number) WHERE feeds.name = 'tower' AND identity LIKE 'tower:alert:%'
       ORDER BY event_number`,
    )
    .flatMap(({ at, body }) =>
      (JSON.parse(body) as FeedRecord['events']).flatMap((event) =>
        event.type === 'AlertChanged' ? [{ at, change: event }] : [],
      ),
    )
  const groups = await groupsOf(engine)
  const raised: Raised[] = []
  for (const [alert, spell] of Map.groupBy(changes, ({ change }) => change.alert)) {
    const firing = spell.filter(({ change }) => change.state === 'firing')
    const first = firing[0]
    if (!first) continue
    const called = firing.find(({ change }: { change: Change }) => change.inhibitedBy === undefined)
    raised.push({
      alert,
      rule: first.change.rule,
      labels: first.change.labels,
      firedAt: (called ?? first).at,
      resolvedAt: spell.find(({ change }) => change.state === 'resolved')?.at ?? null,
      group: groups.get(alert) ?? alert,
      isMuted: called === undefined,
    })
  }
  return raised
}

/** The group that each alert is listed in. */
async function groupsOf(engine: Engine): Promise<Map<string, string>> {
  const groups = new Map<string, string>()
  const caller = { actor: 'bench', role: 'viewer' as const }
  const limit = 500
  for (const state of ['open', 'resolved'] as const) {
    for (let offset = 0; ; offset += limit) {
      const { rows } = (await engine.api.call('alerts.list', { state, limit, offset }, caller)) as {
        rows: AlertRow[]
      }
      for (const row of rows) groups.set(row.alert, row.group)
      if (rows.length < limit) break
    }
  }
  return groups
}
