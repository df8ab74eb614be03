/** Owns the equation that must hold for every feed: received = accepted + duplicates + quarantined. */
import type { FeedRow } from '../../../shared/readModels.ts'
import { Figure } from '../../components/Figure.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import classes from './Feeds.module.css'

export const isBalanced = (feed: Pick<FeedRow, 'received' | 'accepted' | 'duplicates' | 'quarantined'>) =>
  feed.received === feed.accepted + feed.duplicates + feed.quarantined

export function Balance({ feed }: { feed: FeedRow }) {
  const balanced = isBalanced(feed)
  return (
    <span className={classes.balance}>
      <Figure value={feed.received} testId="feed-received" title="received" />
      <span className="dim">=</span>
      <Figure value={feed.accepted} testId="feed-accepted" title="accepted" />
      <span className="dim">+</span>
      <Figure value={feed.duplicates} testId="feed-duplicates" title="duplicates" />
      <span className="dim">+</span>
      <span className={feed.quarantined > 0 ? classes.refused : undefined}>
        <Figure value={feed.quarantined} testId="feed-quarantined" title="quarantined" />
      </span>
      {balanced ? null : <StateMark state="critical" word="Does not balance" />}
    </span>
  )
}
