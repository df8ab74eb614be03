/** Owns the numbers of locations, SKUs and feeds in PostgreSQL: read once, made at first sight, kept in memory. */
import type { Client } from 'pg'

export interface StoreNames {
  knownLocation(location: string): number | undefined
  knownSku(sku: string): number | undefined
  /** Makes the number of a name that is not known yet. */
  location(location: string): Promise<number>
  sku(sku: string): Promise<number>
  feed(feed: string): Promise<number>
}

export async function openNames(client: Client): Promise<StoreNames> {
  const locations = await numbering(client, 'locations', 'location_id', 'location')
  const skus = await numbering(client, 'skus', 'sku_id', 'sku')
  const feeds = await numbering(client, 'feeds', 'feed_number', 'name')
  return {
    knownLocation: locations.known,
    knownSku: skus.known,
    location: locations.make,
    sku: skus.make,
    feed: async (feed) => feeds.known(feed) ?? feeds.make(feed),
  }
}

async function numbering(client: Client, table: string, number: string, name: string) {
  const { rows } = await client.query<{ id: number; name: string }>(
    `SELECT ${number} AS id, ${name} AS name FROM ${table}`,
  )
  const known = new Map(rows.map((row) => [row.name, row.id]))
  let next = Math.max(0, ...known.values()) + 1
  return {
    known: (text: string) => known.get(text),
    async make(text: string) {
      const id = next++
      await client.query(`INSERT INTO ${table} (${number}, ${name}) VALUES ($1, $2)`, [id, text])
      known.set(text, id)
      return id
    },
  }
}
