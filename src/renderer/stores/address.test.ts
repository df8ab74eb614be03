/** Owns the proof of addresses and of what holds over screens, and of the folds of streams. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { LocationRow, NetworkSnapshot } from '../../shared/readModels/network.ts'
import type { PositionRow } from '../../shared/readModels/inventory.ts'

// The stores reach for the window when they are loaded; what is tested here needs none of it.
beforeAll(() => {
  vi.stubGlobal('window', {
    location: { hash: '', protocol: 'http:', host: 'tower.test' },
    localStorage: { getItem: () => null, setItem: () => undefined },
  })
  vi.stubGlobal(
    'WebSocket',
    class {
      addEventListener() {}
    },
  )
})

describe('addresses', () => {
  it('are read and written without loss', async () => {
    const { formatAddress, parseAddress } = await import('./address.ts')
    const { path, params } = parseAddress('#/inventory?text=a%26b&sort=sku')
    expect(path).toBe('/inventory')
    expect(params.get('text')).toBe('a&b')
    expect(formatAddress(path, params)).toBe('#/inventory?text=a%26b&sort=sku')
    expect(parseAddress('').path).toBe('/')
  })

  it('carry ids with any character', async () => {
    const { ledgerPath, matchPath } = await import('./address.ts')
    const path = ledgerPath('https://id.gs1.org/414/1', 'gtin:1@KGM 100%')
    expect(matchPath('/inventory/:location/:sku', path)).toEqual({
      location: 'https://id.gs1.org/414/1',
      sku: 'gtin:1@KGM 100%',
    })
    expect(matchPath('/inventory/:location/:sku', '/inventory/%E0%A4%A/x')).toBeUndefined()
    expect(matchPath('/inventory', '/inventory/x')).toBeUndefined()
  })

  it('take scope and time along to another screen, and leave the rest', async () => {
    const { heldParams } = await import('./address.ts')
    const kept = heldParams(new URLSearchParams('region=Oregon&text=abc&asOf=2026-01-01T00:00:00Z'))
    expect([...kept.keys()]).toEqual(['region', 'asOf'])
  })

  it('state scope and time', async () => {
    const { asOfOf, scopeOf } = await import('./scope.ts')
    expect(scopeOf(new URLSearchParams('region=NY&category=&x=1'))).toEqual({ region: 'NY' })
    expect(asOfOf(new URLSearchParams('asOf=2026-01-01T00:00:00Z'))).toBe(Date.UTC(2026, 0, 1))
    expect(asOfOf(new URLSearchParams('asOf=yesterday'))).toBeNull()
    expect(asOfOf(new URLSearchParams())).toBeNull()
  })
})

describe('folds', () => {
  it('put changed locations in place and new ones last', async () => {
    const { mergeNetwork } = await import('./network.ts')
    const row = (location: string, onHandUnits: number) => ({ location, onHandUnits }) as LocationRow
    const totals = {} as NetworkSnapshot['totals']
    const last = { rows: [row('a', 1), row('b', 2)], totals }
    const next = mergeNetwork(last, { rows: [row('c', 3), row('a', 9)], totals })
    expect(next.rows.map((each) => [each.location, each.onHandUnits])).toEqual([
      ['a', 9],
      ['b', 2],
      ['c', 3],
    ])
  })

  it('do the same for feeds and positions', async () => {
    const { mergeFeeds } = await import('./feeds.ts')
    const { mergePositions } = await import('./positions.ts')
    const feed = (name: string, received: number) => ({ feed: name, received }) as never
    expect(mergeFeeds({ feeds: [feed('a', 1)] }, { feeds: [feed('a', 2), feed('b', 1)] }).feeds).toEqual([
      { feed: 'a', received: 2 },
      { feed: 'b', received: 1 },
    ])
    const position = (onHandUnits: number) => ({ location: 'l', sku: 's', onHandUnits }) as PositionRow
    expect(mergePositions({ rows: [position(1)] }, { rows: [position(2)] }).rows).toEqual([position(2)])
  })
})

describe('position pages', () => {
  it('are those in sight', async () => {
    const { pagesFor } = await import('./positions.ts')
    expect(pagesFor(0, 40)).toEqual([0])
    expect(pagesFor(90, 210)).toEqual([0, 1, 2])
  })

  it('grow past a lower bound as its end comes into sight', async () => {
    const { rowCount } = await import('./positions.ts')
    expect(rowCount({ total: 48_000, totalIsLowerBound: false }, 47_999)).toBe(48_000)
    expect(rowCount({ total: 100_000, totalIsLowerBound: true }, 10)).toBe(100_000)
    expect(rowCount({ total: 100_000, totalIsLowerBound: true }, 99_990)).toBe(100_091)
  })
})

it('reads preferences from whatever was stored', async () => {
  const { DEFAULT_PREFERENCES, readPreferences } = await import('./preferences.ts')
  for (const text of [null, '', '{', '[]', 'null', '{"density":7,"columns":3,"timeZone":"Mars/Base"}']) {
    expect(readPreferences(text)).toEqual(DEFAULT_PREFERENCES)
  }
  expect(readPreferences('{"density":"comfortable","columns":{"positions":["sku",4]}}')).toMatchObject({
    density: 'comfortable',
    columns: { positions: ['sku'] },
  })
})
