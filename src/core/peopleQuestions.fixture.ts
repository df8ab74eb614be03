/** Owns what the tests of privacy ask: every question of the contract, about everything that the ledger has. */
import type { InputOf, PathOf } from '../shared/contract.ts'
import { HEATMAP_COLUMNS } from '../shared/readModels/speed.ts'
import { RULES } from './alerts/rules.ts'
import type { Reader } from './ledger/types.ts'
import { HOME, STORE, TELLING } from './people.fixture.ts'

export type Asked = PathOf<'query' | 'stream'>

interface Known {
  scenarios: readonly string[]
  runs: readonly string[]
  transfers: string[]
  now: number
  sku: string
}

/** Every id of a column. */
export const idsOf = (reader: Reader, sql: string): string[] =>
  reader.all<{ id: string }>(sql).map(({ id }) => id)

/** What each path is asked, everything that the ledger has at its turn. A path that is not here does not compile. */
export function questionsOf(
  reader: Reader,
  { scenarios, runs, transfers, now, sku: TEE }: Known,
): { [P in Asked]: InputOf<P>[] } {
  const all = (sql: string) => idsOf(reader, sql)
  const identities = () => all('SELECT DISTINCT identity AS id FROM events')
  const orders = all('SELECT order_id AS id FROM orders')
  const shipments = all('SELECT shipment AS id FROM shipments')
  const locations = all('SELECT location AS id FROM locations')
  const skus = all('SELECT sku AS id FROM skus')
  const positions = locations.flatMap((location) => skus.map((sku) => ({ location, sku })))
  const tail = ['jane', 'secret', '555', 'a9f3', 'roe', 'crm:', 'home', '207', 'olist']
  const period = { from: Date.UTC(2026, 0, 1), until: now }
  const origins = [...new Set(all('SELECT location AS id FROM order_lines WHERE location IS NOT NULL'))]
  return {
    'tower.status': [{}],
    'tower.live': [{}],
    'network.locations': [{}, { asOf: now }],
    'network.live': [{}],
    'network.transit': [{}],
    'network.transitLive': [{}],
    'network.regions': [{}],
    'location.detail': locations.map((location) => ({ location })),
    'inventory.positions': [{}, { text: 'jane' }, { location: HOME }],
    'inventory.live': positions.map((one) => ({ positions: [one] })),
    'inventory.sku': skus.map((sku) => ({ sku })),
    'inventory.ledger': positions,
    'source.record': identities().map((identity) => ({ identity })),
    'shipments.list': [{}, { inTransit: true }, { location: HOME }],
    'shipments.detail': shipments.map((shipment) => ({ shipment })),
    'shipments.summary': [{}],
    'orders.summary': [{}],
    'orders.list': [{}, { location: HOME }],
    'orders.detail': orders.map((order) => ({ order })),
    'orders.atRisk': [{}, { missed: true }],
    'speed.heatmap': HEATMAP_COLUMNS.map((columns) => ({ columns })),
    'speed.causes': [{}],
    'speed.orders': [{}, { location: HOME }],
    'speed.lanes': [{}],
    'speed.lane': origins.map((origin) => ({ origin, destinationRegion: 'TX', carrier: '' })),
    'speed.regions': [{}],
    'speed.calibration': [{}],
    'channels.board': [{}, { text: 'jane' }],
    'experience.matrix': [period],
    'experience.ratings': [period],
    'experience.ratedOrders': [period, { order: 'crm:order:1' }],
    'experience.journeys': [period],
    'experience.search': [{ ...period }, { text: 'late' }, { kind: 'contact' }],
    'experience.accessLog': [{}],
    'alerts.conditions': [{}],
    'alerts.tryExpression': [{ subjectKind: 'order', expression: 'open' }],
    'alerts.backTest': [
      {
        draft: {
          title: 'Everything',
          subjectKind: 'order',
          expression: 'lineCount >= 0',
          severity: 'warning',
          pendingMs: 0,
          recoverMs: 0,
        },
        ...period,
      },
    ],
    'outputs.list': [{}],
    'outputs.deliveries': [{}],
    'claims.list': [{}, { location: HOME }],
    'alerts.list': [{}, { state: 'resolved' }, { muted: true }],
    'alerts.groups': [{}],
    'alerts.detail': all('SELECT alert AS id FROM alerts').map((alert) => ({ alert })),
    'alerts.summary': [{}],
    'alerts.rules': [{}],
    'alerts.rule': RULES.map(({ rule }) => ({ rule })),
    'alerts.silences': [{}],
    'alerts.live': [{}],
    'audit.head': [{}],
    'transfers.list': [{}, { text: 'jane' }],
    'transfers.detail': transfers.map((transfer) => ({ transfer })),
    'transfers.review': [{ transfers }],
    'transfers.routes': [{}],
    'transfers.document': transfers.map((transfer) => ({ transfer, document: `${transfer}-pick-1` })),
    'transfers.outcome': transfers.map((transfer) => ({ transfer })),
    'transfers.outcomes': [{}],
    'transfers.limits': [{}],
    'transfers.delegations': [{}],
    'transfers.live': [{}],
    'audit.export': [{}],
    'whatif.scope': [{}],
    'whatif.base': [{ scope: {} }, { scope: { locations } }],
    'whatif.scenarios': [{}],
    'whatif.scenario': scenarios.map((scenario) => ({ scenario })),
    'whatif.runs': [{}],
    'whatif.run': runs.map((run) => ({ run })),
    'whatif.live': runs.map((run) => ({ run })),
    'whatif.transfers': runs.map((run) => ({ run })),
    'whatif.matrix': runs.map((run) => ({ run })),
    'whatif.explain': runs.flatMap((run) =>
      [HOME, STORE].map((from) => ({ run, key: `${TEE}|${from}|${STORE}` })),
    ),
    'feeds.list': [{}],
    'feeds.live': [{}],
    'quarantine.list': [{ includeClosed: true }],
    'quarantine.show': reader
      .all<{ id: number }>('SELECT quarantine_number AS id FROM quarantine')
      .map(({ id }) => ({ id })),
    'search.find': [...TELLING, ...tail].map((text) => ({ text })),
    'mappings.list': [{}],
    'mappings.preview': [{ text: 'seller_id,seller_zip_code_prefix,seller_city,seller_state\ns1,1,x,SP' }],
  }
}
