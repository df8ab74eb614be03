/** Owns the equation that holds for every feed: received = accepted + duplicates + quarantined. */
import type { FeedRow } from '../../../shared/readModels/feeds.ts'

export const isBalanced = (
  feed: Pick<FeedRow, 'received' | 'accepted' | 'duplicates' | 'quarantined'>,
): boolean => feed.received === feed.accepted + feed.duplicates + feed.quarantined
