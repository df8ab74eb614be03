/** Owns the feeds on the screen, live. */
import type { FeedRow } from '../../shared/readModels/feeds.ts'
import { useTowerStream } from './engine.ts'

type Feeds = { feeds: FeedRow[] }
const nothing = {}

/** Puts changed feeds in place of their old rows; new ones come last. */
export function mergeFeeds(last: Feeds, delta: Feeds): Feeds {
  const changed = new Map(delta.feeds.map((feed) => [feed.feed, feed]))
  const feeds = last.feeds.map((feed) => {
    const next = changed.get(feed.feed)
    changed.delete(feed.feed)
    return next ?? feed
  })
  return { feeds: [...feeds, ...changed.values()] }
}

export function useFeeds(): { feeds: FeedRow[] | undefined; error: Error | undefined } {
  const { value, error } = useTowerStream('feeds.live', nothing, mergeFeeds)
  return { feeds: value?.feeds, error }
}
