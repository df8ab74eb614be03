/** Owns what is shown of messages without a right signature: how many, when the last one came, what it means. */
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { Instant } from '../../components/Age.tsx'
import { Fact, Facts, Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'

/** The table's mark; nothing where every message was rightly signed. */
export function ForgedMark({ feed }: { feed: FeedRow }) {
  const format = useFormat()
  if (feed.forged === 0) return null
  const words = format.count(feed.forged, 'message', 'messages')
  return (
    <span data-testid="feed-forged" data-value={feed.forged}>
      <StateMark
        state="warning"
        word={`${format.number(feed.forged)} unsigned`}
        title={`${words} without a right signature: refused, without effect. Open the feed to see what to do.`}
      />
    </span>
  )
}

/** The panel's part, for feeds that are checked by signature. */
export function ForgedSection({ feed }: { feed: FeedRow }) {
  const format = useFormat()
  if (feed.authentication !== 'hmac' && feed.forged === 0) return null
  return (
    <Section title="Without a right signature" note="since the tower was started">
      <Facts>
        <Fact name="Messages refused">
          <strong data-testid="panel-forged" data-value={feed.forged}>
            {format.number(feed.forged)}
          </strong>
        </Fact>
        <Fact name="Last one">
          {feed.lastForgedAt === null ? 'none' : <Instant at={feed.lastForgedAt} />}
        </Fact>
      </Facts>
      <p className="dim">
        {feed.forged === 0
          ? 'Every message is checked by its signature before it is read. One without a right signature is answered 401 and has no effect.'
          : 'They were answered 401 and had no effect; they are no records, so they do not count above. If your sender means to be heard, it signs with another secret: give it the present one, or make a new key below. If it does not, somebody else knows this address.'}
      </p>
    </Section>
  )
}
