/** Owns the way from an order, a contact or a pseudonym to the customer behind it. */
import { setImmediate as later } from 'node:timers/promises'
import { TowerError } from '../../shared/errors.ts'
import type { QueryContext } from './context.ts'

/** How a customer may be named; exactly one. */
export interface CustomerName {
  order?: string
  contact?: string
  customer?: string
  pseudonym?: string
}

/** Where customers are named; each has an index by them. */
const TABLES = ['orders', 'contacts', 'touches', 'feedback'] as const
/** Names looked at before others get their turn. */
const NAMES_AT_ONCE = 1_000

/** The customer's own id. @throws TowerError `notFound`, or `invalid` where not exactly one name is given. */
export async function findCustomer(context: QueryContext, name: CustomerName): Promise<string> {
  const given = (['order', 'contact', 'customer', 'pseudonym'] as const).filter(
    (one) => name[one] !== undefined,
  )
  if (given.length !== 1) {
    throw new TowerError('invalid', 'Name one of order, contact, customer and pseudonym, and only one.')
  }
  const found =
    name.pseudonym === undefined ? byName(context, name) : await byPseudonym(context, name.pseudonym)
  if (found !== null) return found
  throw new TowerError('notFound', `No record names a customer by this ${given[0]}.`)
}

function byName({ reader }: QueryContext, { order, contact, customer }: CustomerName): string | null {
  const first = (sql: string, key: string) =>
    reader.get<{ customer: string | null }>(sql, [key])?.customer ?? null
  const ofOrder = (id: string) =>
    first('SELECT customer FROM orders WHERE order_id = ?', id) ??
    first('SELECT customer FROM feedback WHERE order_id = ? AND customer IS NOT NULL LIMIT 1', id)
  if (order !== undefined) return ofOrder(order)
  if (contact !== undefined) {
    const named = first('SELECT customer FROM contacts WHERE contact = ?', contact)
    const about = reader.get<{ order: string | null }>(
      'SELECT order_id AS "order" FROM contacts WHERE contact = ?',
      [contact],
    )?.order
    return named ?? (about ? ofOrder(about) : null)
  }
  const known = TABLES.some((table) =>
    reader.get(`SELECT 1 AS one FROM ${table} WHERE customer = ? LIMIT 1`, [customer ?? '']),
  )
  return known ? (customer ?? null) : null
}

/** Pseudonyms cannot be turned back: every customer is given one until it is found. Others are served in between. */
async function byPseudonym({ reader, pseudonymOf }: QueryContext, pseudonym: string): Promise<string | null> {
  for (const table of TABLES) {
    let after = ''
    for (;;) {
      const names = reader.all<{ customer: string }>(
        `SELECT DISTINCT customer FROM ${table} WHERE customer > ? ORDER BY customer LIMIT ?`,
        [after, NAMES_AT_ONCE],
      )
      for (const { customer } of names) if (pseudonymOf(customer) === pseudonym) return customer
      const last = names.at(-1)
      if (!last) break
      after = last.customer
      await later()
    }
  }
  return null
}
