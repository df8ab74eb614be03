/** Owns the contract between the engine and whoever asks: each path, its kind, its input's schema, its output's type. */
import { Type, type Static, type TSchema } from '@sinclair/typebox'
import {
  command,
  Id,
  Instant,
  nothing,
  oneOf,
  page,
  query,
  scope,
  stream,
  strict,
  times,
  type Command,
  type Query,
  type Stream,
} from './contractParts.ts'
import type * as Claims from './readModels/claims.ts'
import type * as Feeds from './readModels/feeds.ts'
import type * as Inventory from './readModels/inventory.ts'
import type * as Network from './readModels/network.ts'
import type * as Orders from './readModels/orders.ts'
import type * as Shipments from './readModels/shipments.ts'
import type * as Tower from './readModels/tower.ts'
import { alertContract } from './alertContract.ts'
import { channelContract } from './channelContract.ts'
import { experienceContract } from './experienceContract.ts'
import { outputContract } from './outputContract.ts'
import { ownRuleContract } from './ownRuleContract.ts'
import { riskContract } from './riskContract.ts'
import { speedContract } from './speedContract.ts'
import { outcomeContract } from './outcomeContract.ts'
import { transferContract } from './transferContract.ts'
import { transferDocumentContract } from './transferDocumentContract.ts'
import { whatifContract } from './whatifContract.ts'
import { FLOWS, STOCK_DISPOSITIONS } from './vocabulary.ts'

export const POSITION_SORTS = [
  'location',
  'sku',
  'onHandUnits',
  'sellableUnits',
  'atpUnits',
  'lastEventAt',
] as const
export const CLAIM_STATES = ['open', 'released', 'expired', 'fulfilled'] as const
/** A claim's id is its caller's own key: visible ASCII, so that it stands in an address as it is written. */
const ClaimId = Type.String({ pattern: '^[!-~]{1,200}$' })
/** The longest that a soft claim may last: a week. */
const SOFT_SECONDS_MAX = 604_800
export const POSITION_STATES = ['stockout', 'negative', 'unsellable', 'belowSafetyStock'] as const

export const contract = {
  'tower.status': query<Tower.TowerStatus>()(nothing),
  'network.locations': query<Network.NetworkSnapshot>()(Type.Object({ ...scope, ...times }, strict)),
  'network.transit': query<{ arcs: Network.TransitArc[]; unplaced: number }>()(
    Type.Object({ ...scope }, strict),
  ),
  'network.regions': query<{ regions: string[]; countries: string[]; categories: string[] }>()(nothing),
  'location.detail': query<Network.LocationDetail>()(Type.Object({ location: Id }, strict)),
  'inventory.positions': query<Inventory.PositionPage>()(
    Type.Object(
      {
        ...scope,
        ...times,
        ...page,
        location: Type.Optional(Id),
        sku: Type.Optional(Id),
        /** Matches ids and names of location or SKU, from the start of a word. */
        text: Type.Optional(Type.String({ maxLength: 200 })),
        state: Type.Optional(oneOf(POSITION_STATES)),
        sort: Type.Optional(oneOf(POSITION_SORTS)),
        descending: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  'inventory.sku': query<Inventory.SkuDetail>()(Type.Object({ sku: Id, ...times }, strict)),
  'inventory.ledger': query<Inventory.LedgerPage>()(
    Type.Object(
      {
        location: Id,
        sku: Id,
        disposition: Type.Optional(oneOf(STOCK_DISPOSITIONS)),
        until: Type.Optional(Instant),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
      },
      strict,
    ),
  ),
  'source.record': query<Inventory.SourceRecord>()(Type.Object({ identity: Id }, strict)),
  'shipments.list': query<Shipments.ShipmentPage>()(
    Type.Object(
      {
        ...page,
        status: Type.Optional(Type.String({ maxLength: 64 })),
        text: Type.Optional(Type.String({ maxLength: 200 })),
        location: Type.Optional(Id),
        inTransit: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  'shipments.detail': query<Shipments.ShipmentDetail>()(Type.Object({ shipment: Id }, strict)),
  'shipments.summary': query<Shipments.ShipmentSummary>()(Type.Object({ feed: Type.Optional(Id) }, strict)),
  'orders.summary': query<Orders.OrderSummary>()(nothing),
  'orders.list': query<Orders.OrderPage>()(
    Type.Object(
      {
        ...page,
        region: scope.region,
        country: scope.country,
        status: Type.Optional(Type.String({ maxLength: 64 })),
        flow: Type.Optional(oneOf(FLOWS)),
        channel: Type.Optional(Type.String({ maxLength: 200 })),
        location: Type.Optional(Id),
        /** The start of the order's id, or of the number after its scheme. */
        text: Type.Optional(Type.String({ maxLength: 200 })),
        open: Type.Optional(Type.Boolean()),
        /** Late when it was over, or open past its promise. */
        late: Type.Optional(Type.Boolean()),
        /** With steps that its flow does not allow. */
        refused: Type.Optional(Type.Boolean()),
        /** Placed from, and before. */
        from: Type.Optional(Instant),
        until: Type.Optional(Instant),
      },
      strict,
    ),
  ),
  'orders.detail': query<Orders.OrderDetail>()(Type.Object({ order: Id }, strict)),
  ...speedContract,
  ...riskContract,
  ...experienceContract,
  ...channelContract,
  ...outputContract,
  ...ownRuleContract,
  ...alertContract,
  ...whatifContract,
  ...transferContract,
  ...transferDocumentContract,
  ...outcomeContract,
  /** Claims, the latest taken first. */
  'claims.list': query<Claims.ClaimPage>()(
    Type.Object(
      {
        ...page,
        order: Type.Optional(Id),
        location: Type.Optional(Id),
        sku: Type.Optional(Id),
        state: Type.Optional(oneOf(CLAIM_STATES)),
      },
      strict,
    ),
  ),
  'feeds.list': query<{ feeds: Feeds.FeedRow[] }>()(nothing),
  'quarantine.list': query<Feeds.QuarantinePage>()(
    Type.Object({ ...page, feed: Type.Optional(Id), includeClosed: Type.Optional(Type.Boolean()) }, strict),
  ),
  'quarantine.show': query<Feeds.QuarantineRow>()(Type.Object({ id: Type.Integer() }, strict)),
  'search.find': query<{ hits: Tower.SearchHit[] }>()(
    Type.Object({ text: Type.String({ minLength: 1, maxLength: 200 }) }, strict),
  ),
  'mappings.list': query<{ mappings: Feeds.MappingInfo[] }>()(nothing),
  'mappings.preview': query<Feeds.MappingPreview>()(
    Type.Object({ mapping: Type.Optional(Id), text: Type.String({ maxLength: 1_000_000 }) }, strict),
  ),

  /**
   * Sets units aside for an order line, where that many are available: checked and taken in one. `claim` is the caller's
   * own key: the same key with the same content has the same answer, with another content it is refused.
   */
  'claims.take': command<Claims.ClaimGrant>()(
    Type.Object(
      {
        claim: ClaimId,
        /** A cart is an order too. */
        order: Id,
        line: Type.Optional(Id),
        sku: Id,
        location: Id,
        units: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000_000 }),
        kind: oneOf(['soft', 'firm'] as const),
        /** For a soft claim. */
        expiresInSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: SOFT_SECONDS_MAX })),
      },
      strict,
    ),
  ),
  /** Gives a claim up. A claim that was given up before, or has run out, has its first answer. */
  'claims.release': command<Claims.ClaimRelease>()(
    Type.Object({ claim: ClaimId, why: Type.String({ minLength: 1, maxLength: 2000 }) }, strict),
  ),
  /** Makes a soft claim firm; refused where it was given up or has run out. */
  'claims.confirm': command<Claims.ClaimConfirmation>()(Type.Object({ claim: ClaimId }, strict)),
  /** Makes a feed with a key of its own. The key is shown once and never again. */
  'feeds.create': command<{ feed: string; key: string; address: string | null }>()(
    Type.Object(
      {
        feed: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' }),
        authentication: oneOf(['bearer', 'hmac'] as const),
        mapping: Type.Optional(Id),
        /** The carrier's or shop's own webhook secret, for `hmac`; made here where absent. */
        secret: Type.Optional(Type.String({ minLength: 8, maxLength: 512 })),
      },
      strict,
    ),
  ),
  'feeds.rotateKey': command<{ feed: string; key: string }>()(Type.Object({ feed: Id }, strict)),
  'feeds.setEnabled': command<{ feed: string; enabled: boolean }>()(
    Type.Object({ feed: Id, enabled: Type.Boolean() }, strict),
  ),
  /** Replays one record, as it is or with its text mended; without an id, all open ones as they are. */
  'quarantine.retry': command<Feeds.RetryReport>()(
    Type.Object(
      { id: Type.Optional(Type.Integer()), raw: Type.Optional(Type.String({ maxLength: 10_000_000 })) },
      strict,
    ),
  ),
  /** Opens the sample network's data folder, or goes back to one's own. The engine restarts; streams resume. */
  'tower.openNetwork': command<{ network: 'own' | 'sample' }>()(
    Type.Object({ network: oneOf(['own', 'sample'] as const) }, strict),
  ),

  /** Status on every change, at most four times a second. */
  'tower.live': stream<Tower.TowerStatus, Tower.TowerStatus>()(nothing),
  /** Roll-ups of all locations in scope, then those that changed. */
  'network.live': stream<Network.NetworkSnapshot, Network.NetworkSnapshot>()(
    Type.Object({ ...scope }, strict),
  ),
  'network.transitLive': stream<
    { arcs: Network.TransitArc[]; unplaced: number },
    { arcs: Network.TransitArc[]; unplaced: number }
  >()(Type.Object({ ...scope }, strict)),
  /** The named positions (those on screen), then those of them that changed. */
  'inventory.live': stream<{ rows: Inventory.PositionRow[] }, { rows: Inventory.PositionRow[] }>()(
    Type.Object(
      { positions: Type.Array(Type.Object({ location: Id, sku: Id }, strict), { maxItems: 500 }) },
      strict,
    ),
  ),
  'feeds.live': stream<{ feeds: Feeds.FeedRow[] }, { feeds: Feeds.FeedRow[] }>()(nothing),
} as const

export type Contract = typeof contract
export type Path = keyof Contract
export type PathOf<K extends 'query' | 'command' | 'stream'> = {
  [P in Path]: Contract[P] extends { kind: K } ? P : never
}[Path]
export type InputOf<P extends Path> = Static<Contract[P]['input']>
export type OutputOf<P extends PathOf<'query' | 'command'>> =
  Contract[P] extends Query<TSchema, infer O> ? O : Contract[P] extends Command<TSchema, infer O> ? O : never
export type SnapshotOf<P extends PathOf<'stream'>> =
  Contract[P] extends Stream<TSchema, infer S, unknown> ? S : never
export type DeltaOf<P extends PathOf<'stream'>> =
  Contract[P] extends Stream<TSchema, unknown, infer D> ? D : never
