/** Owns the feeds that may speak to the tower: their keys, made, turned, looked up and compared. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../platform.ts'
import type { FeedSettings, Reader, SettingAct } from '../ledger/types.ts'
import { TowerError } from '../../shared/errors.ts'
import type { Vault } from './vault.ts'

/** Names that a feed may have. */
export const FEED_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
/** Under this name stands in the log what is decided here, such as claims; no sender gets a key for it. */
const OWN_NAME = 'tower'

export interface NewFeed {
  feed: string
  authentication: 'bearer' | 'hmac'
  mapping?: string
  /** The sender's own webhook secret; made here where absent. Only for `hmac`. */
  secret?: string
}

/** Whoever changes a feed; it is written down with the change. */
export type ChangedBy = Pick<SettingAct, 'actor' | 'role'>

export interface FeedRegistry {
  /** @throws TowerError `conflict` where the name is taken; `invalid` for a bad name. The key is shown only here. */
  create(feed: NewFeed, by?: ChangedBy): Promise<{ feed: string; key: string }>
  /** The old key ends at once. @throws TowerError `notFound` */
  rotateKey(feed: string, by?: ChangedBy): Promise<{ feed: string; key: string }>
  /** @throws TowerError `notFound` */
  setEnabled(feed: string, enabled: boolean, by?: ChangedBy): Promise<{ feed: string; enabled: boolean }>
  find(feed: string): FeedSettings | null
  /** The feed whose bearer key this is, enabled or not. */
  findByKey(key: string): FeedSettings | null
  /** The webhook secret of an `hmac` feed. @throws TowerError `unavailable` where the vault cannot open it. */
  secretOf(feed: string): string | null
  list(): FeedSettings[]
  /** Notes a message that came without a right signature. @returns how many did since the tower was started */
  noteForged(feed: string): number
  /** How many messages came without a right signature since the tower was started, and when the last did. */
  forgedOf(feed: string): { count: number; lastAt: number | null }
}

export interface FeedRegistryOptions {
  reader: Reader
  save(settings: FeedSettings, act?: SettingAct): Promise<void>
  vault: Vault
  clock: Clock
}

interface FeedRow {
  name: string
  authentication: FeedSettings['authentication']
  key_hash: Uint8Array | null
  sealed_secret: Uint8Array | null
  mapping: string | null
  enabled: number
  created_at: number
}

const SELECT_FEEDS =
  'SELECT name, authentication, key_hash, sealed_secret, mapping, enabled, created_at FROM feeds'

/** Reads the feeds once; this process is the only writer, so what it holds stays true. */
export function openFeedRegistry({ reader, save, vault, clock }: FeedRegistryOptions): FeedRegistry {
  const feeds = new Map<string, FeedSettings>()
  const byKeyHash = new Map<string, string>()
  const forged = new Map<string, { count: number; lastAt: number }>()
  const keep = (settings: FeedSettings) => {
    const former = feeds.get(settings.feed)
    if (former?.keyHash) byKeyHash.delete(hex(former.keyHash))
    feeds.set(settings.feed, settings)
    if (settings.keyHash) byKeyHash.set(hex(settings.keyHash), settings.feed)
  }
  for (const row of reader.all<FeedRow>(SELECT_FEEDS)) keep(settingsOf(row))
  // A feed that came into being by its first message is in the store before it is here.
  const find = (feed: string): FeedSettings | null => {
    const held = feeds.get(feed)
    if (held) return held
    const row = reader.get<FeedRow>(`${SELECT_FEEDS} WHERE name = ?`, [feed])
    if (row) keep(settingsOf(row))
    return feeds.get(feed) ?? null
  }
  const store = async (settings: FeedSettings, act: SettingAct['act'], by: ChangedBy | undefined) => {
    await save(settings, by && { act, of: settings.feed, actor: by.actor, role: by.role })
    keep(settings)
  }
  const known = (feed: string) => {
    refuseOwn(feed)
    const settings = find(feed)
    if (!settings) throw new TowerError('notFound', `There is no feed “${feed}”.`)
    return settings
  }
  return {
    async create({ feed, authentication, mapping, secret }, by) {
      if (!FEED_NAME.test(feed)) {
        throw new TowerError('invalid', 'A feed’s name is up to 64 of a–z, 0–9, dot, dash and underscore.')
      }
      refuseOwn(feed)
      const former = find(feed)
      // Data that came in by hand leaves a feed without a key; giving it one is not a second feed.
      if (former && former.authentication !== 'none') {
        throw new TowerError('conflict', `There is a feed “${feed}” already. Turn its key instead.`)
      }
      const made = authentication === 'bearer' ? bearer() : hmac(vault, secret)
      const { keyHash, sealedSecret } = made
      const createdAt = former?.createdAt ?? clock.now()
      await store(
        { feed, authentication, keyHash, sealedSecret, mapping: mapping ?? null, enabled: true, createdAt },
        'feedCreated',
        by,
      )
      return { feed, key: made.key }
    },
    async rotateKey(feed, by) {
      const former = known(feed)
      const made = former.authentication === 'hmac' ? hmac(vault, undefined) : bearer()
      const authentication = former.authentication === 'hmac' ? 'hmac' : 'bearer'
      const { keyHash, sealedSecret } = made
      await store({ ...former, authentication, keyHash, sealedSecret }, 'feedKeyRotated', by)
      return { feed, key: made.key }
    },
    async setEnabled(feed, enabled, by) {
      await store({ ...known(feed), enabled }, enabled ? 'feedEnabled' : 'feedDisabled', by)
      return { feed, enabled }
    },
    find,
    findByKey(key) {
      const hash = hashKey(key)
      const feed = byKeyHash.get(hex(hash))
      const settings = feed === undefined ? undefined : feeds.get(feed)
      return settings?.keyHash && timingSafeEqual(settings.keyHash, hash) ? settings : null
    },
    secretOf(feed) {
      const sealed = feeds.get(feed)?.sealedSecret
      return sealed ? vault.open(sealed) : null
    },
    list: () => [...feeds.values()],
    noteForged(feed) {
      const count = (forged.get(feed)?.count ?? 0) + 1
      forged.set(feed, { count, lastAt: clock.now() })
      return count
    },
    forgedOf: (feed) => forged.get(feed) ?? { count: 0, lastAt: null },
  }
}

function refuseOwn(feed: string): void {
  if (feed === OWN_NAME) throw new TowerError('conflict', `“${OWN_NAME}” is the tower’s own name.`)
}

/** A bearer key: 256 random bits, so a plain SHA-256 of it cannot be turned back. */
function bearer() {
  const key = `twr_${randomBytes(32).toString('base64url')}`
  return { key, keyHash: hashKey(key), sealedSecret: null }
}

function hmac(vault: Vault, secret: string | undefined) {
  const key = secret ?? `whs_${randomBytes(32).toString('base64url')}`
  return { key, keyHash: null, sealedSecret: vault.seal(key) }
}

export function hashKey(key: string): Uint8Array {
  return createHash('sha256').update(key, 'utf8').digest()
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function settingsOf(row: FeedRow): FeedSettings {
  return {
    feed: row.name,
    authentication: row.authentication,
    keyHash: row.key_hash,
    sealedSecret: row.sealed_secret,
    mapping: row.mapping,
    enabled: row.enabled !== 0,
    createdAt: Number(row.created_at),
  }
}
