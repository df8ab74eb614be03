/** Owns the proof that an order is found by its number as well as by its whole id, whatever other ids there are. */
import { afterEach, describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../shared/events.ts'
import { openSmallNetwork } from '../smallNetwork.fixture.ts'
import { orderIdCondition } from './orderIds.ts'
import { orderPage } from './orders.ts'
import { findThings } from './search.ts'

const recordOf = (order: string): FeedRecord => ({
  identity: order,
  occurredAt: 1,
  events: [{ type: 'OrderPlaced', order }],
})

let network: ReturnType<typeof openSmallNetwork> | undefined
afterEach(() => {
  network?.ledger.close()
  network = undefined
})

function found(ids: readonly string[], text: string): string[] {
  network ??= openSmallNetwork(ids.map(recordOf))
  const listed = orderPage(network.context, { text }).rows.map(({ order }) => order)
  const hits = findThings(network.context, text).hits.filter(({ kind }) => kind === 'order')
  expect(hits.map(({ id }) => id).toSorted()).toEqual(listed.toSorted().slice(0, hits.length))
  return listed.toSorted()
}

describe('orders by what is known of their id', () => {
  it('are found where the text begins the id, and where it begins the number', () => {
    const many = Array.from({ length: 100 }, (_each, number) => `shop:order:${1000 + number}`)
    expect(found(many, '1099')).toEqual(['shop:order:1099'])
    expect(found(many, 'shop:order:109')).toHaveLength(10)
    expect(found(many, 'order')).toEqual([])
  })

  it('are found among many ids that have no scheme', () => {
    const bare = Array.from({ length: 30 }, (_each, number) => `no${number + 10}`)
    expect(found([...bare, 'shop:order:1001'], '1001')).toEqual(['shop:order:1001'])
    expect(found([], 'no39')).toEqual(['no39'])
  })

  it('are found under a scheme within a scheme, and under many', () => {
    const buyers = Array.from({ length: 30 }, (_each, number) => `x12:order:95060001343${10 + number}:77`)
    expect(found(['a:1', 'a:2', 'a:b:7', 'a:b:70', 'a:b', ...buyers], '7').slice(0, 2)).toEqual([
      'a:b:7',
      'a:b:70',
    ])
    expect(found([], '77')).toHaveLength(30)
    expect(found([], 'a:b')).toEqual(['a:b', 'a:b:7', 'a:b:70'])
  })

  it('are looked for in the indexes alone', () => {
    network = openSmallNetwork([])
    const { sql, parameters } = orderIdCondition('77')
    const plan = network.ledger.reader
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT order_id FROM orders WHERE ${sql}`, parameters)
      .map(({ detail }) => detail)
    expect(plan.join('\n')).not.toContain('SCAN')
    expect(plan.join('\n')).toContain('orders_by_number')
  })
})
