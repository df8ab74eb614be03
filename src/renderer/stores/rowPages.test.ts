/** Owns the proof that rows stay where they are while a list is read anew. */
import { beforeAll, describe, expect, it, vi } from 'vitest'

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

const row = (id: string, figure: number) => ({ id, figure })
const idOf = ({ id }: { id: string }) => id

describe('a page that is read again', () => {
  it('takes over newer figures in place', async () => {
    const { settlePage } = await import('./rowPages.ts')
    expect(settlePage([row('a', 1), row('b', 2)], [row('a', 9), row('b', 2)], idOf)).toEqual({
      rows: [row('a', 9), row('b', 2)],
      moved: false,
    })
  })

  it('keeps its order and says that it would be another', async () => {
    const { settlePage } = await import('./rowPages.ts')
    expect(settlePage([row('a', 1), row('b', 2)], [row('new', 5), row('a', 9)], idOf)).toEqual({
      rows: [row('a', 9), row('b', 2)],
      moved: true,
    })
  })

  it('is taken as it comes at first', async () => {
    const { settlePage } = await import('./rowPages.ts')
    expect(settlePage(undefined, [row('a', 1)], idOf)).toEqual({ rows: [row('a', 1)], moved: false })
  })
})
