/** Owns the composition: reads top-down as the flow, from feeds to ledger to queries, streams and the API. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { TowerError } from '../shared/errors.ts'
import type { FeedRecord } from '../shared/events.ts'
import type { TowerStatus } from '../shared/readModels/tower.ts'
import { seededRandom, type Clock, type Logger } from './platform.ts'
import { openBackTestDesk } from './backTestDesk.ts'
import { startClaimExpiry } from './claimExpiry.ts'
import { openAlertDesk, type AlertDesk } from './alerts/alertDesk.ts'
import { areaOfRule } from './alerts/rules.ts'
import type { Adapter } from './feeds/adapter.ts'
import { createAdapters } from './feeds/adapters/registry.ts'
import { previewMapping, mappingFor } from './feeds/adapters/csv/adapter.ts'
import { loadMappings } from './feeds/adapters/csv/mappingFiles.ts'
import type { Intake } from './feeds/intake.ts'
import { createIntake } from './feeds/messageIntake.ts'
import { openFeedRegistry, type FeedRegistry } from './feeds/registry.ts'
import { replayQuarantined } from './feeds/replay.ts'
import type { Vault } from './feeds/vault.ts'
import { openFolderKeys, type FolderKeys } from './folderKeys.ts'
import { NO_CHANGES } from './ledger/changes.ts'
import { openReader } from './ledger/database.ts'
import { DECISIONS_FEED } from './ledger/decisions.ts'
import { findEventNumbers } from './ledger/log.ts'
import { unpackRaw } from './ledger/packing.ts'
import { openThreadedLedger } from './ledger/threadedLedger.ts'
import type { Ledger, Reader } from './ledger/types.ts'
import { openPastLedger } from './compute/pastLedger.ts'
import { openRiskDesk } from './compute/risk/riskDesk.ts'
import { alertEngineStatus } from './queries/alertEngine.ts'
import { ledgerPosition, type QueryContext } from './queries/context.ts'
import { quarantineMapping, quarantineRow } from './queries/feeds.ts'
import { withoutPeople } from './queries/people.ts'
import type { Api } from './api/api.ts'
import { createApi } from './api/dispatch.ts'
import { noteOpening } from './api/experienceHandlers.ts'
import { makeHandlers } from './api/handlers.ts'
import { openStreams } from './api/streams.ts'
import { readStatus } from './engineStatus.ts'
import { openWhatif } from './engineWhatif.ts'
import { openOutputDesk } from './outputDesk.ts'
import { startTransferClosing } from './transferClosing.ts'
import { openTransferDesk } from './transferDesk.ts'
import { refusedCalls } from './refusedCalls.ts'
import { rulePage } from './rulePages.ts'
import { readMetrics, type TowerMetrics } from './towerMetrics.ts'
import { FEEDBACK_PATH, sealLink, type FeedbackLinkContent } from './server/feedbackToken.ts'

export interface EngineOptions {
  /** Made where it is not there. */
  dataDirectory: string
  network: 'own' | 'sample'
  /** Where `mappings/` lies. */
  resourcesDirectory: string
  clock: Clock
  logger: Logger
  version: string
  vault: Vault
  /** Entry file of the ledger's threads; a bundle passes its own. */
  ledgerThread?: URL
  sampleAvailable?: boolean
  /** How the host opens another network; absent where it cannot. */
  openNetwork?(network: 'own' | 'sample'): Promise<void>
  /** Whether rules are evaluated: all the time, not at all (so by default), or where `alerts.evaluate` is called. */
  alerts?: 'on' | 'off' | 'manual'
  /** Called where the ledger's thread died: the host restarts the engine. */
  onFailure?(thrown: Error): void
}

export interface Engine {
  api: Api
  intake: Intake
  feeds: FeedRegistry
  ledger: Ledger
  /** The formats that intake knows. */
  adapters: readonly Adapter[]
  /** Seals and opens feedback links. */
  feedbackKey: FolderKeys['feedbackKey']
  /** @throws TowerError `unavailable` where rules are not evaluated */
  alerts: Pick<AlertDesk, 'evaluate'>
  status(): TowerStatus
  /** What a monitoring system reads. */
  metrics(): TowerMetrics
  /** The address that feeds are sent to, once the host listens. */
  setListening(address: string | null): void
  close(): Promise<void>
}

/** Name of the store within a data folder. */
export const LEDGER_FILE = 'ledger.sqlite'

/** Opens the engine over a data folder. One engine a folder: it is the single writer. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDirectory, clock, logger } = options
  const startedAt = clock.now()
  const thread = options.ledgerThread ?? new URL('./ledgerThread.ts', import.meta.url)
  const path = join(dataDirectory, LEDGER_FILE)
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })

  const loaded = loadMappings([
    { path: join(options.resourcesDirectory, 'mappings'), source: 'shipped' },
    { path: join(dataDirectory, 'mappings'), source: 'own' },
  ])
  for (const fault of loaded.faults) logger.warn('a mapping was not taken', { ...fault })
  const adapters = createAdapters(loaded.mappings)

  const ledger = await openThreadedLedger({
    path,
    thread,
    clock,
    logger,
    onFailure: options.onFailure ?? (() => {}),
  })
  const feeds = openFeedRegistry({
    reader: ledger.reader,
    save: ledger.saveFeed,
    vault: options.vault,
    clock,
  })
  const intake = createIntake(adapters, ledger)

  const log: QueryContext['log'] = {
    eventNumbers: (identity) => findEventNumbers(ledger.reader, identity),
    rawText: unpackRaw,
  }
  const { pseudonymOf, feedbackKey } = openFolderKeys(dataDirectory)
  const present: QueryContext = { reader: ledger.reader, clock, forgedOf: feeds.forgedOf, pseudonymOf, log }
  const past = openPastLedger<Reader>({
    path,
    thread,
    position: () => ledgerPosition(ledger.reader),
    openReader,
    clock,
  })

  const risk = openRiskDesk({ path, thread, position: () => ledgerPosition(ledger.reader) })

  let listening: string | null = null
  const status = () =>
    readStatus(ledger.reader, {
      version: options.version,
      network: options.network,
      now: clock.now(),
      startedAt,
      listening,
      sampleAvailable: options.sampleAvailable ?? false,
    })

  const alertDesk =
    options.alerts === 'on' || options.alerts === 'manual'
      ? openAlertDesk({ mode: options.alerts, path, thread, clock, logger, ledger })
      : null
  const alerts = {
    ...alertEngineStatus(ledger.reader),
    ...(alertDesk ? { progress: alertDesk.progress } : {}),
  }
  const whatif = openWhatif({ dataDirectory, path, thread, ledger, clock, logger })
  const streams = openStreams({ context: present, status, alerts, whatif: whatif.runs, logger })
  ledger.onCommit(streams.changed)
  const feedsChanged = () => streams.changed({ ...NO_CHANGES, feeds: true })

  const backTests = openBackTestDesk({ path, thread })
  const outputs = openOutputDesk({
    ledger,
    open: options.vault.open,
    areaOf: areaOfRule,
    clock,
    // Only spreads attempts in time; nothing is replayed by it.
    random: seededRandom(startedAt),
    logger,
    screens: () => listening,
  })
  const documents = openTransferDesk({ ledger, vault: options.vault, dataDirectory, clock, logger })

  const people = {
    freshId: randomUUID,
    async record(facts: readonly FeedRecord[]) {
      await ledger.append({
        feed: DECISIONS_FEED,
        transport: 'command',
        format: 'decision',
        documentName: null,
        recordedAt: clock.now(),
        records: facts.map((record) => ({ outcome: 'record', record, raw: JSON.stringify(record) })),
      })
    },
    feedbackPath: (link: FeedbackLinkContent) => FEEDBACK_PATH + sealLink(feedbackKey, link),
  }
  const handlers = makeHandlers({
    async contextAt({ asOf, asKnownAt }, cancelled) {
      if (asOf === undefined && asKnownAt === undefined) return present
      return { ...present, reader: await past.at({ asOf, asKnownAt }, cancelled) }
    },
    status,
    mappings: () => loaded.infos,
    previewMapping(name, text) {
      const mapping = mappingFor(loaded.mappings, { text, mapping: name })
      if (!mapping)
        throw new TowerError('notFound', 'No mapping has these columns. Name one, or check the header row.')
      return previewMapping(mapping, text)
    },
    createFeed: (input, by) => feeds.create(input, by).finally(feedsChanged),
    rotateKey: (feed, by) => feeds.rotateKey(feed, by).finally(feedsChanged),
    setFeedEnabled: (feed, enabled, by) => feeds.setEnabled(feed, enabled, by).finally(feedsChanged),
    retryQuarantine: (id, raw) =>
      replayQuarantined(
        {
          adapters,
          ledger,
          now: clock.now,
          find: (one) => quarantineRow(present, one),
          openIds: () =>
            ledger.reader
              .all<{ id: number }>(
                `SELECT quarantine_number AS id FROM quarantine WHERE state = 'open' ORDER BY 1`,
              )
              .map((row) => row.id),
          mappingOf: ({ id: one, feed }) =>
            quarantineMapping(present, one) ?? feeds.find(feed)?.mapping ?? undefined,
        },
        id,
        raw,
      ),
    async openNetwork(network) {
      if (!options.openNetwork) throw new TowerError('unavailable', 'This host cannot open another network.')
      await options.openNetwork(network)
    },
    decide: ledger.decide,
    risk,
    backTest: backTests.run,
    documents: documents.surroundings,
    outputs: {
      note: ledger.noteOutbox,
      seal: options.vault.seal,
      open: options.vault.open,
      test: outputs.test,
      changed: outputs.changed,
    },
    people,
    whatif,
    alerts: {
      ...alerts,
      freshId: randomUUID,
      documentation: (rule) => rulePage(options.resourcesDirectory, rule),
    },
  })
  const turns = [startClaimExpiry({ ledger, clock, logger }), startTransferClosing({ ledger, logger })]

  return {
    api: createApi(
      handlers,
      streams,
      refusedCalls({
        clock,
        logger,
        noteOpening: (caller, why) =>
          noteOpening({ ...people, now: async () => present }, caller, { why, granted: false }),
      }),
      (answer) => withoutPeople(present, answer),
    ),
    intake,
    feeds,
    ledger,
    adapters,
    feedbackKey,
    alerts: {
      async evaluate(noted) {
        if (!alertDesk) throw new TowerError('unavailable', 'Rules are not evaluated here.')
        return alertDesk.evaluate(noted)
      },
    },
    status,
    metrics: () => ({
      ...readMetrics({
        context: present,
        status: status(),
        waitingRecords: ledger.waiting(),
        areaOf: areaOfRule,
      }),
      behindRecords: alerts.progress().behindRecords,
    }),
    setListening(address) {
      listening = address
    },
    async close() {
      streams.close()
      past.close()
      risk.close()
      for (const turn of turns) turn.stop()
      outputs.close()
      documents.close()
      backTests.close()
      await whatif.close()
      await alertDesk?.close()
      await ledger.close()
    },
  }
}
