/** Owns how a feed's equation stands in one cell of a table. */
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { Figure } from '../../components/Figure.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { isBalanced } from './balanced.ts'
import classes from './Feeds.module.css'

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
