/** Owns the proof that an order is found by its number as well as by its whole id, and in few steps. */
import { describe, expect, it, vi } from 'vitest'
import type { Reader } from '../ledger/types.ts'
import { orderIdRanges, orderSchemes } from './orderIds.ts'

/** Answers the one question of the walk from a sorted list; `asked` counts the steps. */
function readerOf(ids: readonly string[]) {
  const sorted = ids.toSorted()
  const asked = vi.fn<(from: string) => void>()
  const get = (_sql: string, [from]: [string]) => {
    asked(from)
    const id = sorted.find((each) => each >= from)
    return id === undefined ? undefined : { id }
  }
  return { reader: { get } as unknown as Reader, asked }
}

const many = Array.from({ length: 500 }, (_each, number) => `shop:order:${1000 + number}`)

describe('orders by what is known of their id', () => {
  it('has schemes found without reading every order', () => {
    const { reader, asked } = readerOf([...many, 'olist:order:ab12', 'x12:850:77'])
    expect(orderSchemes(reader)).toEqual(['olist:order:', 'shop:order:', 'x12:850:'])
    expect(asked).toHaveBeenCalledTimes(4)
  })

  it('looks where the text begins the id, and where it begins the number', () => {
    const { reader } = readerOf(many)
    const found = (text: string) =>
      many.filter((id) => orderIdRanges(reader, text).some(([from, until]) => id >= from && id < until))
    expect(found('1499')).toEqual(['shop:order:1499'])
    expect(found('shop:order:149')).toHaveLength(10)
    expect(found('order')).toEqual([])
  })

  it('is bounded where ids have no scheme in common', () => {
    const { reader, asked } = readerOf(Array.from({ length: 300 }, (_each, number) => `no${number}`))
    expect(orderSchemes(reader).length).toBeLessThanOrEqual(12)
    expect(asked.mock.calls.length).toBeLessThanOrEqual(13)
  })
})
