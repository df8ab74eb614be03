/** Proves what a scenario starts from: what is counted, what is left out and why, and that a digest tells one base from another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DC, NOW, openWhatifEngine, sku, store, type WhatifEngine } from './whatif.fixture.ts'

let on: WhatifEngine

beforeAll(async () => {
  on = await openWhatifEngine({ stores: 6, skus: 8, days: 40 })
})
afterAll(() => on.close())

describe('a base', () => {
  it('tells what is there, what is left out, and what is assumed', async () => {
    const base = await on.call('whatif.base', { scope: {} })
    expect(base).toMatchObject({ locations: 7, skus: 8, pairs: 56, lanes: 6 + 6 * 5, currency: 'EUR' })
    expect(base.base).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(base.excluded).toEqual([])
    expect(base.assumptions.join(' ')).toContain('40 % of the price')
  })

  it('is the same where the same is read, and another where a unit has moved', async () => {
    const scope = { category: 'Food' }
    const one = await on.call('whatif.base', { scope, horizonDays: 7 })
    expect(one).toMatchObject({ skus: 4 })
    expect(await on.call('whatif.base', { scope, horizonDays: 7 })).toEqual(one)
    await on.append({
      identity: 'one more',
      occurredAt: NOW - 1_000,
      events: [
        {
          type: 'StockMoved',
          sku: sku(1),
          units: 1,
          from: 'supplier',
          to: { location: DC, disposition: 'sellable' },
        },
      ],
    })
    const other = await on.call('whatif.base', { scope, horizonDays: 7 })
    expect(other.base).not.toBe(one.base)
    expect(other.position).toBeGreaterThan(one.position)
  })

  it('leaves out what is set aside, kept back, recalled, below zero, and all of a place that is behind', async () => {
    const shelf = { location: store(0), disposition: 'sellable' } as const
    await on.append(
      {
        identity: 'kept back',
        occurredAt: NOW - 1_000,
        events: [{ type: 'SafetyStockSet', sku: sku(0), location: store(0), units: 3 }],
      },
      {
        identity: 'recalled',
        occurredAt: NOW - 1_000,
        events: [
          {
            type: 'StockMoved',
            sku: sku(0),
            units: 5,
            from: shelf,
            to: { ...shelf, disposition: 'recalled' },
          },
        ],
      },
      {
        identity: 'lent',
        occurredAt: NOW - 1_000,
        events: [
          { type: 'LocationDescribed', location: store(90), name: 'New', kind: 'store' },
          {
            type: 'StockMoved',
            sku: sku(0),
            units: 7,
            from: { location: store(90), disposition: 'sellable' },
            to: 'customer',
          },
        ],
      },
    )
    await on.append({
      identity: 'long ago',
      occurredAt: NOW - 30 * 86_400_000,
      events: [
        { type: 'LocationDescribed', location: store(91), name: 'Asleep', kind: 'store' },
        {
          type: 'StockMoved',
          sku: sku(0),
          units: 11,
          from: 'supplier',
          to: { location: store(91), disposition: 'sellable' },
        },
      ],
    })
    const claim = { claim: 'c', order: 'o', sku: sku(0), location: store(0), units: 2, kind: 'firm' } as const
    await on.call('claims.take', claim, { role: 'operator' })
    const base = await on.call('whatif.base', { scope: { skus: [sku(0)] } })
    expect(Object.fromEntries(base.excluded.map(({ cause, units }) => [cause, units]))).toEqual({
      safetyStock: 3,
      recalled: 5,
      negative: 7,
      stale: 11,
      claimed: 2,
    })
    expect(base.assumptions.join(' ')).toContain('1 of 9 places are left out')
    const withStale = await on.call('whatif.base', {
      scope: { skus: [sku(0)] },
      settings: { useStale: true },
    })
    expect(withStale.excluded.some(({ cause }) => cause === 'stale')).toBe(false)
  })

  it('refuses a scope without anything in it, in words', async () => {
    await expect(on.call('whatif.base', { scope: { region: 'Atlantis' } })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(on.call('whatif.base', { scope: {} }, { role: 'viewer' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
