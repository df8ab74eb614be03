/** Owns `GET /metrics`: figures for Prometheus, as text of its own format or as OpenMetrics, by what the scraper accepts. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { TowerMetrics } from '../towerMetrics.ts'

const PREFIX = 'omnitower_'

/** Fills a registry with what the tower knows now. Made anew for each scrape: what is gone leaves no series behind. */
export function fillRegistry(registry: Registry, metrics: TowerMetrics): void {
  const registers = [registry]
  const gauge = (
    name: string,
    help: string,
    values: readonly [labels: Record<string, string>, value: number][],
  ) => {
    const labelNames = [...new Set(values.flatMap(([labels]) => Object.keys(labels)))]
    const one = new Gauge({ name: PREFIX + name, help, labelNames, registers })
    for (const [labels, value] of values) one.set(labels, value)
  }
  const counter = (
    name: string,
    help: string,
    values: readonly [labels: Record<string, string>, value: number][],
  ) => {
    const labelNames = [...new Set(values.flatMap(([labels]) => Object.keys(labels)))]
    const one = new Counter({ name: `${PREFIX}${name}_total`, help, labelNames, registers })
    for (const [labels, value] of values) one.inc(labels, value)
  }
  const { feeds, alerts, rules, outputs } = metrics
  gauge('info', 'Version of the tower; always 1.', [[{ version: metrics.version }, 1]])
  gauge('ledger_position', 'Number of the last entry in the event log.', [[{}, metrics.position]])
  gauge('ledger_waiting_records', 'Records that wait to be written.', [[{}, metrics.waitingRecords]])
  gauge('quarantine_open_records', 'Refused records that nobody has dealt with.', [
    [{}, metrics.openQuarantine],
  ])
  gauge('locations', 'Locations that any record named.', [[{}, metrics.locations]])
  gauge('skus', 'SKUs that any record named.', [[{}, metrics.skus]])
  counter(
    'feed_records',
    'Records of a feed by what became of them; received = accepted + duplicate + quarantined.',
    feeds.flatMap(({ feed, accepted, duplicates, quarantined }): [Record<string, string>, number][] => [
      [{ feed, outcome: 'accepted' }, accepted],
      [{ feed, outcome: 'duplicate' }, duplicates],
      [{ feed, outcome: 'quarantined' }, quarantined],
    ]),
  )
  gauge(
    'feed_last_received_timestamp_seconds',
    'When the feed last sent anything.',
    feeds.flatMap(({ feed, lastReceivedAt }) =>
      lastReceivedAt === null ? [] : [[{ feed }, lastReceivedAt / 1000]],
    ),
  )
  gauge(
    'feed_lag_seconds',
    'Recorded less occurred of the latest record.',
    feeds.flatMap(({ feed, lagMs }) => (lagMs === null ? [] : [[{ feed }, lagMs / 1000]])),
  )
  gauge(
    'alerts',
    'Open alerts that nobody has muted, by rule, severity and state.',
    alerts.map(({ rule, area, severity, state, count }) => [{ rule, area, severity, state }, count]),
  )
  gauge('alerts_muted', 'Open alerts that are silenced, snoozed or explained by another.', [
    [{}, metrics.mutedAlerts],
  ])
  gauge('alert_engine_behind_records', 'Records in the ledger that no rule has judged yet.', [
    [{}, metrics.behindRecords],
  ])
  gauge(
    'alert_rule_last_evaluation_timestamp_seconds',
    'When a rule was last evaluated.',
    rules.flatMap(({ rule, lastEvaluatedAt }) =>
      lastEvaluatedAt === null ? [] : [[{ rule }, lastEvaluatedAt / 1000]],
    ),
  )
  gauge(
    'alert_rule_evaluation_seconds',
    'Mean time that a rule takes for one subject.',
    rules.flatMap(({ rule, evaluationMicroseconds }) =>
      evaluationMicroseconds === null ? [] : [[{ rule }, evaluationMicroseconds / 1e6]],
    ),
  )
  gauge(
    'alert_rule_failing',
    '1 where the rule failed at its last evaluation.',
    rules.map(({ rule, fault }) => [{ rule }, fault === null ? 0 : 1]),
  )
  counter(
    'deliveries',
    'What outputs were told.',
    outputs.map(({ output, name, delivered }) => [{ output, name }, delivered]),
  )
  gauge(
    'deliveries_pending',
    'What outputs are still to be told, by how it stands.',
    outputs.flatMap(({ output, name, waiting, held, dead }): [Record<string, string>, number][] => [
      [{ output, name, status: 'waiting' }, waiting],
      [{ output, name, status: 'held' }, held],
      [{ output, name, status: 'dead' }, dead],
    ]),
  )
}

/**
 * Adds the route. Without logins whoever reaches this machine's loopback may read it, else who has the operator's token or
 * is logged in.
 * @param metrics null while no network is open
 */
export function addMetricsRoute(
  server: FastifyInstance,
  options: { metrics(): TowerMetrics | null; mayRead(request: Pick<IncomingMessage, 'headers'>): boolean },
): void {
  // The process's own figures are counters that go on, so they are kept.
  const process = new Registry()
  collectDefaultMetrics({ register: process, prefix: PREFIX })
  // Gauges of the library's that are named like counters; each is the sum of one that stays.
  for (const what of ['handles', 'requests', 'resources'])
    process.removeSingleMetric(`${PREFIX}nodejs_active_${what}_total`)
  server.get('/metrics', async (request, reply) => {
    if (!options.mayRead(request.raw)) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .type('text/plain')
        .send('Not authenticated.\n')
    }
    const metrics = options.metrics()
    if (!metrics)
      return reply.code(503).header('retry-after', '5').type('text/plain').send('No network is open.\n')
    const isOpenMetrics = (request.headers.accept ?? '').includes('application/openmetrics-text')
    const own = new Registry()
    fillRegistry(own, metrics)
    const merged = Registry.merge([process, own])
    const contentType = isOpenMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE
    // Both kinds are written by the same registry; its type knows only the one that it was made with.
    merged.setContentType(contentType as typeof Registry.PROMETHEUS_CONTENT_TYPE)
    return reply.header('content-type', merged.contentType).send(await merged.metrics())
  })
}
