/** Owns the Feeds screen: what comes in, what was refused, what a mapping makes of a file. */
import { useCallback } from 'react'
import { Button, Tabs } from '@mantine/core'
import { IconDownload, IconPlus } from '@tabler/icons-react'
import { Failure, Loading } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, matchPath, useAddress } from '../../stores/address.ts'
import { useFeeds } from '../../stores/feeds.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { ConnectFeedPanel } from './ConnectFeedPanel.tsx'
import { FeedPanel } from './FeedPanel.tsx'
import { FeedTable } from './FeedTable.tsx'
import { saveFeeds } from './feedsCsv.ts'
import { MappingPreview } from './MappingPreview.tsx'
import { QuarantineList } from './QuarantineList.tsx'
import { QuarantinePanel } from './QuarantinePanel.tsx'
import classes from './Feeds.module.css'

export default function FeedsScreen() {
  const { path, params } = useAddress()
  const format = useFormat()
  const status = useTowerStatus()
  const { feeds, error } = useFeeds()
  const part = path.split('/')[2] ?? ''
  const tab = part === 'quarantine' || part === 'preview' ? part : 'feeds'
  const feed = matchPath('/feeds/feed/:feed', path)?.feed
  const record = matchPath('/feeds/quarantine/:id', path)?.id
  const toFeeds = useCallback(() => go('/feeds'), [])
  const toQuarantine = useCallback(() => go('/feeds/quarantine'), [])
  return (
    <>
      <h1 className="visually-hidden">Feeds</h1>
      <div className={classes.bar}>
        <Tabs
          value={tab}
          onChange={(next) => go(next === 'feeds' || next === null ? '/feeds' : `/feeds/${next}`)}
          variant="default"
        >
          <Tabs.List aria-label="Feeds">
            <Tabs.Tab value="feeds">
              Feeds {feeds ? <span className="dim">{format.number(feeds.length)}</span> : null}
            </Tabs.Tab>
            <Tabs.Tab value="quarantine">
              Quarantine {status ? <span className="dim">{format.number(status.openQuarantine)}</span> : null}
            </Tabs.Tab>
            <Tabs.Tab value="preview">Mapping preview</Tabs.Tab>
          </Tabs.List>
        </Tabs>
        {tab === 'feeds' && feeds && feeds.length > 0 ? (
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => saveFeeds(feeds)}
            title="Saves the feeds and their counts as CSV"
            ml="auto"
            mr={8}
          >
            Export CSV
          </Button>
        ) : null}
        <Button
          leftSection={<IconPlus size={14} />}
          onClick={() => go('/feeds/new')}
          data-testid="connect-feed"
        >
          Connect a feed
        </Button>
      </div>
      <div className={classes.stage}>
        {tab === 'quarantine' ? (
          <QuarantineList feed={params.get('feed')} selected={record} />
        ) : tab === 'preview' ? (
          <MappingPreview />
        ) : feeds ? (
          <FeedTable feeds={feeds} selected={feed} />
        ) : error ? (
          <Failure what="The feeds" error={error} />
        ) : (
          <Loading label="Loading the feeds" />
        )}
        {part === 'new' ? <ConnectFeedPanel feeds={feeds} onClose={toFeeds} /> : null}
        {feed === undefined ? null : (
          <FeedPanel
            key={feed}
            name={feed}
            feed={feeds?.find((each) => each.feed === feed)}
            known={feeds !== undefined}
            onClose={toFeeds}
          />
        )}
        {record === undefined ? null : (
          <QuarantinePanel key={record} id={Number(record)} onClose={toQuarantine} />
        )}
      </div>
    </>
  )
}
