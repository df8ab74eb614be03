/** Owns which function answers each path of the contract: a missing or mistyped handler does not compile. */
import type { MappingInfo, MappingPreview, RetryReport } from '../../shared/readModels/feeds.ts'
import type { TowerStatus } from '../../shared/readModels/tower.ts'
import type { Ledger } from '../ledger/types.ts'
import { channelBoard } from '../queries/channelBoard.ts'
import { claimPage } from '../queries/claims.ts'
import type { QueryContext } from '../queries/context.ts'
import { feedList, quarantinePage, quarantineRow } from '../queries/feeds.ts'
import { ledgerPage } from '../queries/ledgerPage.ts'
import { locationDetail } from '../queries/location.ts'
import { networkLocations, networkRegions } from '../queries/network.ts'
import { orderDetail } from '../queries/orderDetail.ts'
import { orderPage, orderSummary } from '../queries/orders.ts'
import { positionPage } from '../queries/positions.ts'
import type { RiskSource } from '../queries/risk.ts'
import { findThings } from '../queries/search.ts'
import { shipmentDetail, shipmentPage, shipmentSummary } from '../queries/shipments.ts'
import { skuDetail } from '../queries/sku.ts'
import { speedCauses } from '../queries/speedCauses.ts'
import { speedHeatmap, speedRegions } from '../queries/speedHeatmap.ts'
import { speedOrders } from '../queries/speedOrders.ts'
import { speedLane, speedLanes } from '../queries/speedLanes.ts'
import { sourceRecord } from '../queries/sourceRecord.ts'
import { networkTransit } from '../queries/transit.ts'
import type { Caller } from './api.ts'
import { alertHandlers, type AlertSurroundings } from './alertHandlers.ts'
import { claimHandlers } from './claimHandlers.ts'
import { experienceHandlers, type ExperienceSurroundings } from './experienceHandlers.ts'
import type { Handlers } from './handler.ts'
import { outputHandlers, type OutputSurroundings } from './outputHandlers.ts'
import { ownRuleHandlers, type BackTest } from './ownRuleHandlers.ts'
import { riskHandlers } from './riskHandlers.ts'
import { outcomeHandlers } from './outcomeHandlers.ts'
import { transferDocumentHandlers, type DocumentSurroundings } from './transferDocumentHandlers.ts'
import { transferHandlers } from './transferHandlers.ts'
import { whatifHandlers, type WhatifSurroundings } from './whatifHandlers.ts'

/** Times that a question may be asked at. */
export interface Times {
  asOf?: number
  asKnownAt?: number
}

/** What the handlers need besides the ledger; the engine gives it, so that this room knows no feeds and no host. */
export interface Surroundings {
  /** The present, or the past where times are given (then the state is rebuilt, which takes a while). */
  contextAt(times: Times, cancelled: AbortSignal | undefined): Promise<QueryContext>
  status(): TowerStatus
  mappings(): MappingInfo[]
  previewMapping(mapping: string | undefined, text: string): MappingPreview
  createFeed(
    input: { feed: string; authentication: 'bearer' | 'hmac'; mapping?: string; secret?: string },
    by: Caller,
  ): Promise<{ feed: string; key: string }>
  rotateKey(feed: string, by: Caller): Promise<{ feed: string; key: string }>
  setFeedEnabled(feed: string, enabled: boolean, by: Caller): Promise<{ feed: string; enabled: boolean }>
  retryQuarantine(id: number | undefined, raw: string | undefined): Promise<RetryReport>
  openNetwork(network: 'own' | 'sample'): Promise<void>
  decide: Ledger['decide']
  risk: RiskSource
  documents: DocumentSurroundings
  outputs: OutputSurroundings
  backTest: BackTest
  people: Omit<ExperienceSurroundings, 'now' | 'address'>
  alerts: AlertSurroundings
  whatif: WhatifSurroundings
}

/** What a source sent may name customers: it is read by those who run the feeds. */
const mayReadRaw = ({ role }: Caller) => role === 'operator' || role === 'administrator'
/** Why a record was refused quotes what was sent. */
const QUOTED = /["“].*["”]/s
const withoutRaw = <Row extends { raw: string; reason: string }>(row: Row, caller: Caller): Row =>
  mayReadRaw(caller) ? row : { ...row, raw: '', reason: row.reason.replace(QUOTED, '“…”') }

export function makeHandlers(around: Surroundings): Handlers {
  const now = () => around.contextAt({}, undefined)
  return {
    'tower.status': () => around.status(),
    'network.locations': async (input, _caller, cancelled) =>
      networkLocations(await around.contextAt(input, cancelled), input),
    'network.transit': async (input) => networkTransit(await now(), input),
    'network.regions': async () => networkRegions(await now()),
    'location.detail': async ({ location }) => locationDetail(await now(), location),
    'inventory.positions': async (input, _caller, cancelled) =>
      positionPage(await around.contextAt(input, cancelled), input),
    'inventory.sku': async ({ sku, ...times }, _caller, cancelled) =>
      skuDetail(await around.contextAt(times, cancelled), sku),
    'inventory.ledger': async (input) => ledgerPage(await now(), input),
    'source.record': async ({ identity }, caller) => sourceRecord(await now(), identity, mayReadRaw(caller)),
    'shipments.list': async (input) => shipmentPage(await now(), input),
    'shipments.detail': async ({ shipment }) => shipmentDetail(await now(), shipment),
    'shipments.summary': async ({ feed }) => shipmentSummary(await now(), feed),
    'orders.summary': async () => orderSummary(await now()),
    'orders.list': async (input) => orderPage(await now(), input),
    'orders.detail': async ({ order }) => orderDetail(await now(), order),
    'speed.heatmap': async (input) => speedHeatmap(await now(), input),
    'speed.causes': async (input) => speedCauses(await now(), input),
    'speed.orders': async (input) => speedOrders(await now(), input),
    'speed.lanes': async (input) => speedLanes(await now(), input),
    'speed.lane': async (input) => speedLane(await now(), input),
    'speed.regions': async (input) => speedRegions(await now(), input),
    ...riskHandlers(now, around.risk),
    'channels.board': async (input) => channelBoard(await now(), input),
    'claims.list': async (input) => claimPage(await now(), input),
    ...claimHandlers(around.decide),
    ...alertHandlers(now, around.decide, around.alerts),
    ...experienceHandlers({ ...around.people, now, address: () => around.status().listening }),
    ...outputHandlers(now, around.outputs),
    ...ownRuleHandlers(now, around.decide, around.backTest),
    ...transferHandlers(now, around.decide, around.alerts.freshId),
    ...transferDocumentHandlers(now, around.documents),
    ...outcomeHandlers(now),
    ...whatifHandlers(now, around.decide, around.whatif),
    'feeds.list': async () => feedList(await now()),
    'quarantine.list': async (input, caller) => {
      const page = quarantinePage(await now(), input)
      return { ...page, rows: page.rows.map((row) => withoutRaw(row, caller)) }
    },
    'quarantine.show': async ({ id }, caller) => withoutRaw(quarantineRow(await now(), id), caller),
    'search.find': async ({ text }) => findThings(await now(), text),
    'mappings.list': () => ({ mappings: around.mappings() }),
    'mappings.preview': ({ mapping, text }) => around.previewMapping(mapping, text),
    'feeds.create': async (input, caller) => ({
      ...(await around.createFeed(input, caller)),
      address: around.status().listening,
    }),
    'feeds.rotateKey': ({ feed }, caller) => around.rotateKey(feed, caller),
    'feeds.setEnabled': ({ feed, enabled }, caller) => around.setFeedEnabled(feed, enabled, caller),
    'quarantine.retry': ({ id, raw }) => around.retryQuarantine(id, raw),
    'tower.openNetwork': async ({ network }) => {
      await around.openNetwork(network)
      return { network }
    },
  }
}
