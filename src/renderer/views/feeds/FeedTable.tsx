/** Owns the table of feeds. */
import { useMemo } from 'react'
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { Age } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { formatDuration } from '../../components/format.ts'
import { Message } from '../../components/Message.tsx'
import { StateMark, type State } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { feedPath, go } from '../../stores/address.ts'
import { Balance } from './Balance.tsx'
import { ForgedMark } from './Forged.tsx'
import { Sparkline } from './Sparkline.tsx'
import classes from './Feeds.module.css'

export const FEED_STATES: Record<FeedRow['state'], { mark: State; word: string; says: string }> = {
  live: { mark: 'good', word: 'Live', says: 'Records come as usual.' },
  quiet: { mark: 'neutral', word: 'Quiet', says: 'Nothing for a while, as is usual for this feed.' },
  silent: {
    mark: 'serious',
    word: 'Silent',
    says: 'Silent for longer than usual: figures that rest on it may be stale.',
  },
  never: { mark: 'neutral', word: 'Never', says: 'Nothing has come yet.' },
}

export function FeedState({ feed }: { feed: FeedRow }) {
  if (!feed.enabled)
    return <StateMark state="warning" word="Off" title="Switched off: its records are not taken." />
  const { mark, word, says } = FEED_STATES[feed.state]
  return <StateMark state={mark} word={word} title={says} />
}

function Rate({ feed }: { feed: FeedRow }) {
  const format = useFormat()
  const lastHour = feed.recordsByMinute.reduce((sum, each) => sum + each, 0)
  return (
    <span className={classes.rate}>
      <span>{format.number(feed.recordsPerSecond, 1)}</span>
      <Sparkline
        values={feed.recordsByMinute}
        width={70}
        label={`${format.count(lastHour, 'record', 'records')} in the last hour, most in a minute ${format.number(Math.max(0, ...feed.recordsByMinute))}`}
      />
    </span>
  )
}

const columns: GridColumn<FeedRow>[] = [
  {
    id: 'feed',
    header: 'Feed',
    width: 'minmax(112px, 1fr)',
    cell: (feed) => (
      <span className={classes.named}>
        <span className="clip" title={feed.feed}>
          {feed.feed}
        </span>
        <ForgedMark feed={feed} />
      </span>
    ),
  },
  { id: 'state', header: 'State', width: '86px', cell: (feed) => <FeedState feed={feed} /> },
  {
    id: 'rate',
    header: 'Rate, last hour',
    unit: 'records/s',
    width: '148px',
    cell: (feed) => <Rate feed={feed} />,
  },
  {
    id: 'lag',
    header: 'Lag',
    width: '70px',
    right: true,
    cell: (feed) => formatDuration(feed.lastEventAt ? feed.lagMs : null),
  },
  {
    id: 'last',
    header: 'Last event',
    width: '96px',
    right: true,
    // Master data without a time of its own is recorded at the beginning of time.
    cell: (feed) => <Age at={feed.lastEventAt || null} />,
  },
  {
    id: 'balance',
    header: 'Received = accepted',
    unit: '+ duplicates + quarantined',
    about: 'in records',
    width: 'minmax(312px, 1.2fr)',
    right: true,
    cell: (feed) => <Balance feed={feed} />,
  },
]
const idOf = (feed: FeedRow) => feed.feed

export function FeedTable({ feeds, selected }: { feeds: FeedRow[]; selected: string | undefined }) {
  const rowAt = useMemo(() => (index: number) => feeds[index], [feeds])
  if (feeds.length === 0) {
    return (
      <Message title="No feed is connected yet">
        A feed is a source of records: a store’s tills, a warehouse system, a carrier. Connect a feed to get
        its address and key.
      </Message>
    )
  }
  return (
    <DataGrid
      label="Feeds"
      columns={columns}
      count={feeds.length}
      rowAt={rowAt}
      rowId={idOf}
      rowTestId={(feed) => `feed-row-${feed.feed}`}
      selectedId={selected}
      onOpen={(feed) => go(feedPath(feed.feed))}
    />
  )
}
