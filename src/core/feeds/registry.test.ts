/** Proves that feed keys are made, turned and looked up, and that secrets are sealed. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { FeedSettings, Reader } from '../ledger/types.ts'
import { openFeedRegistry } from './registry.ts'
import { fileVault } from './vault.ts'

const folder = mkdtempSync(join(tmpdir(), 'tower-registry-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(rows: Record<string, unknown>[] = []) {
  const saved: FeedSettings[] = []
  const reader = {
    all: () => rows,
    get: (_sql: string, [name]: readonly unknown[] = []) => rows.find((row) => row['name'] === name),
  } as unknown as Reader
  const registry = openFeedRegistry({
    reader,
    save: async (settings) => void saved.push(settings),
    vault: fileVault(join(folder, 'vault.key')),
    clock: { now: () => 5 },
  })
  return { registry, saved }
}

describe('feed keys', () => {
  it('are told once, stored hashed, and found again', async () => {
    const { registry, saved } = open()
    const { key } = await registry.create({ feed: 'east', authentication: 'bearer', mapping: 'orders' })
    expect(key).toMatch(/^twr_[\w-]{43}$/)
    expect(JSON.stringify(saved)).not.toContain(key)
    expect(saved[0]?.keyHash).toHaveLength(32)
    expect(registry.findByKey(key)).toMatchObject({
      feed: 'east',
      mapping: 'orders',
      enabled: true,
      createdAt: 5,
    })
    expect(registry.findByKey(`${key}x`)).toBeNull()
    await expect(registry.create({ feed: 'east', authentication: 'bearer' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(registry.create({ feed: '../up', authentication: 'bearer' })).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  it('are not given for the name under which decisions stand', async () => {
    const { registry } = open([{ name: 'tower', authentication: 'none', enabled: 1, created_at: 1 }])
    const refused = { code: 'conflict' }
    await expect(registry.create({ feed: 'tower', authentication: 'bearer' })).rejects.toMatchObject(refused)
    await expect(registry.rotateKey('tower')).rejects.toMatchObject(refused)
    await expect(registry.setEnabled('tower', false)).rejects.toMatchObject(refused)
  })

  it('end when they are turned', async () => {
    const { registry } = open()
    const first = await registry.create({ feed: 'east', authentication: 'bearer' })
    const second = await registry.rotateKey('east')
    expect(registry.findByKey(first.key)).toBeNull()
    expect(registry.findByKey(second.key)?.feed).toBe('east')
    await expect(registry.rotateKey('nowhere')).rejects.toMatchObject({ code: 'notFound' })
  })

  it('can be given to a feed that came into being by its first message', async () => {
    const rows = [
      {
        name: 'files',
        authentication: 'none',
        key_hash: null,
        sealed_secret: null,
        mapping: null,
        enabled: 1,
        created_at: 2,
      },
    ]
    const late: typeof rows = []
    const { registry } = open(late)
    late.push(...rows)
    const { key } = await registry.create({ feed: 'files', authentication: 'bearer' })
    expect(registry.findByKey(key)).toMatchObject({ createdAt: 2, authentication: 'bearer' })
  })

  it('keep a sender’s own secret sealed, and open it again', async () => {
    const { registry, saved } = open()
    const { key } = await registry.create({ feed: 'carrier', authentication: 'hmac', secret: 'sécret-123' })
    expect(key).toBe('sécret-123')
    expect(registry.secretOf('carrier')).toBe('sécret-123')
    expect(Buffer.from(saved[0]?.sealedSecret ?? []).toString('latin1')).not.toContain('cret-123')
    expect(registry.findByKey(key)).toBeNull()
  })
})

describe('the vault', () => {
  it('seals each time anew, under a key that only the owner reads, and notices changes', () => {
    const file = join(folder, 'other.key')
    const vault = fileVault(file)
    const sealed = vault.seal('text')
    expect(vault.seal('text')).not.toEqual(sealed)
    expect(fileVault(file).open(sealed)).toBe('text')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file)).toHaveLength(32)
    const changed = Uint8Array.from(sealed)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    expect(() => vault.open(changed)).toThrow('cannot be opened')
    expect(() => fileVault(join(folder, 'third.key')).open(sealed)).toThrow('cannot be opened')
  })
})
