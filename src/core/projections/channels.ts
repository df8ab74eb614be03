/** Owns what is known of sales channels: the latest statement about each field. */
import type { Projection } from '../ledger/subjects.ts'
import { mergeStatements } from './masterData.ts'

export const channelProjection: Projection = {
  kind: 'channel',
  types: ['ChannelDescribed'],
  subjectsOf: (event) => (event.type === 'ChannelDescribed' ? [event.channel] : []),
  save({ writer }, channel, facts) {
    if (facts.length === 0) {
      writer.run('DELETE FROM channels WHERE channel = ?', [channel])
      return
    }
    const row = mergeStatements(facts, 'ChannelDescribed')
    writer.run(
      `INSERT OR REPLACE INTO channels (channel, name, locations, stock_age_minutes, currency) VALUES (?, ?, ?, ?, ?)`,
      [
        channel,
        row.name ?? null,
        row.locations === undefined ? null : JSON.stringify(row.locations.toSorted()),
        row.stockAgeMinutes ?? null,
        row.currency ?? null,
      ],
    )
  },
}
