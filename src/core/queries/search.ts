/** Owns finding things by name or id over the whole network. */
import type { SearchHit } from '../../shared/readModels/tower.ts'
import type { QueryContext } from './context.ts'
import { orderIdCondition } from './orderIds.ts'
import { isPerson } from './people.ts'

const HITS_PER_KIND = 8

/** Locations but those of customers, SKUs, shipments and orders whose id or name has the text, at the start of a word. */
export function findThings({ reader }: QueryContext, text: string): { hits: SearchHit[] } {
  const pattern = text.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)
  const orders = orderIdCondition(text.trim())
  const starts = [`${pattern}%`, `%:${pattern}%`, `${pattern}%`, `% ${pattern}%`]
  const find = (kind: SearchHit['kind'], sql: string, parameters: string[]) =>
    reader
      .all<Omit<SearchHit, 'kind'>>(`${sql} LIMIT ${HITS_PER_KIND}`, parameters)
      .map((hit) => ({ kind, ...hit }))
  return {
    hits: [
      ...find(
        'location',
        String.raw`SELECT location AS id, coalesce(name, location) AS title, trim(coalesce(city, '') || ' ' || coalesce(region, '') || ' ' || location) AS detail
         FROM locations WHERE kind IS NOT 'customer' AND (location LIKE ? ESCAPE '\' OR location LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR city LIKE ? ESCAPE '\')`,
        [...starts, `${pattern}%`],
      ).filter(({ id }) => !isPerson(reader, id)),
      ...find(
        'sku',
        String.raw`SELECT sku AS id, coalesce(name, sku) AS title, trim(coalesce(category, '') || ' ' || sku) AS detail
         FROM skus WHERE (sku LIKE ? ESCAPE '\' OR sku LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\')
           AND NOT EXISTS (SELECT 1 FROM sku_aliases WHERE alias = skus.sku)`,
        starts,
      ),
      ...find(
        'shipment',
        String.raw`SELECT shipment AS id, coalesce(tracking_number, shipment) AS title, status || ' ' || coalesce(carrier, '') AS detail
         FROM shipments WHERE shipment LIKE ? ESCAPE '\' OR tracking_number LIKE ? ESCAPE '\' OR order_id LIKE ? ESCAPE '\'`,
        [`%${pattern}%`, `${pattern}%`, `${pattern}%`],
      ),
      ...find(
        'order',
        `SELECT order_id AS id, order_id AS title, status || ' ' || coalesce(channel, '') AS detail
         FROM orders WHERE ${orders.sql}`,
        orders.parameters,
      ),
    ],
  }
}
