/** Proves that what a monitoring system reads is well formed, true, and not for everybody. */
import { execFileSync, spawnSync } from 'node:child_process'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { TowerMetrics } from '../towerMetrics.ts'
import { addMetricsRoute } from './metricsRoute.ts'

const METRICS: TowerMetrics = {
  version: '1.0.0',
  position: 1200,
  locations: 3,
  skus: 40,
  openQuarantine: 1,
  waitingRecords: 0,
  behindRecords: 5,
  mutedAlerts: 2,
  feeds: [
    {
      feed: 'stores "north"\n',
      accepted: 10,
      duplicates: 2,
      quarantined: 1,
      lastReceivedAt: 1_773_100_800_500,
      lagMs: 250,
    },
    { feed: 'never', accepted: 0, duplicates: 0, quarantined: 0, lastReceivedAt: null, lagMs: null },
  ],
  alerts: [{ rule: 'stockout', area: 'stock', severity: 'serious', state: 'firing', count: 4 }],
  rules: [
    { rule: 'stockout', lastEvaluatedAt: 1_773_100_800_000, evaluationMicroseconds: 12.5, fault: null },
  ],
  outputs: [{ output: 'o1', name: 'Duty', delivered: 7, waiting: 1, held: 0, dead: 0 }],
}

function serve(metrics: TowerMetrics | null = METRICS, mayRead = true) {
  const server = fastify()
  addMetricsRoute(server, { metrics: () => metrics, mayRead: () => mayRead })
  return server
}

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const promtool = spawnSync('promtool', ['--version']).status === 0

describe('GET /metrics', () => {
  it('tells feeds, alerts, rules and outputs, with labels escaped', async () => {
    const { body, headers } = await serve().inject('/metrics')
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    for (const line of [
      'omnitower_feed_records_total{feed="stores \\"north\\"\\n",outcome="duplicate"} 2',
      'omnitower_feed_lag_seconds{feed="stores \\"north\\"\\n"} 0.25',
      'omnitower_alerts{rule="stockout",area="stock",severity="serious",state="firing"} 4',
      'omnitower_alert_rule_evaluation_seconds{rule="stockout"} 0.0000125',
      'omnitower_deliveries_total{output="o1",name="Duty"} 7',
      'omnitower_ledger_position 1200',
    ]) {
      expect(body.split('\n')).toContain(line)
    }
    expect(body).not.toContain('feed_lag_seconds{feed="never"}')
    expect(body).toContain('omnitower_process_cpu_seconds_total')
  })

  it('speaks OpenMetrics to who accepts it: counters named without their suffix, and an end that can be seen', async () => {
    const { body, headers } = await serve().inject({
      url: '/metrics',
      headers: { accept: `${OPEN_METRICS};q=0.75,text/plain;version=0.0.4;q=0.5` },
    })
    expect(headers['content-type']).toBe(OPEN_METRICS)
    expect(body.endsWith('# EOF\n')).toBe(true)
    expect(body).toContain('# TYPE omnitower_feed_records counter\n')
    expect(body).toContain('omnitower_feed_records_total{')
  })

  it('counts from nothing at each scrape: what is gone leaves no series behind', async () => {
    let metrics = METRICS
    const server = fastify()
    addMetricsRoute(server, { metrics: () => metrics, mayRead: () => true })
    await server.inject('/metrics')
    metrics = { ...METRICS, alerts: [], feeds: [] }
    const { body } = await server.inject('/metrics')
    expect(body).not.toContain('omnitower_alerts{')
    expect(body).not.toContain('omnitower_feed_records_total{')
  })

  it('is for who may read it, and says when no network is open', async () => {
    const refused = await serve(METRICS, false).inject('/metrics')
    expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
    expect(refused.body).not.toContain('omnitower_')
    expect((await serve(null).inject('/metrics')).statusCode).toBe(503)
  })

  it.skipIf(!promtool)('passes promtool check metrics', async () => {
    const { body } = await serve().inject('/metrics')
    expect(() => execFileSync('promtool', ['check', 'metrics'], { input: body, stdio: 'pipe' })).not.toThrow()
  })
})
