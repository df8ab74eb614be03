/** Owns the drawer of one feed: what it sends, how it is doing, its key and its switch. */
import { useState } from 'react'
import { Button, Modal } from '@mantine/core'
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { Instant, Moment } from '../../components/Age.tsx'
import { CopyField } from '../../components/CopyField.tsx'
import { formatDuration } from '../../components/format.ts'
import { Loading, Message } from '../../components/Message.tsx'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { useTowerCommand } from '../../stores/engine.ts'
import { isBalanced } from './balanced.ts'
import { FEED_STATES, FeedState } from './FeedTable.tsx'
import { ForgedSection } from './Forged.tsx'
import { Sparkline } from './Sparkline.tsx'
import classes from './Feeds.module.css'

interface FeedPanelProps {
  name: string
  feed: FeedRow | undefined
  known: boolean
  onClose(): void
}

export function FeedPanel({ name, feed, known, onClose }: FeedPanelProps) {
  return (
    <SidePanel title={name} subtitle="Feed" onClose={onClose} testId="feed-panel">
      {feed ? (
        <Body feed={feed} />
      ) : known ? (
        <Message title="There is no such feed">
          It may have another name, or belong to the other network.
        </Message>
      ) : (
        <Loading label="Loading the feed" />
      )}
    </SidePanel>
  )
}

function Body({ feed }: { feed: FeedRow }) {
  const format = useFormat()
  const counts: [string, number, string][] = [
    ['Received', feed.received, ''],
    ['Accepted', feed.accepted, '='],
    ['Duplicates', feed.duplicates, '+'],
    ['Quarantined', feed.quarantined, '+'],
  ]
  return (
    <>
      <div>
        <FeedState feed={feed} />{' '}
        <span className="dim">{feed.enabled ? FEED_STATES[feed.state].says : ''}</span>
      </div>
      <Section title="Every record is accounted for" note="records">
        <div className={classes.equation}>
          {counts.map(([word, value, sign]) => (
            <div key={word} className={classes.term}>
              {sign ? <span className="dim">{sign}</span> : null}
              <div>
                <div className="dim">{word}</div>
                <strong data-testid={`panel-${word.toLowerCase()}`} data-value={value}>
                  {format.number(value)}
                </strong>
              </div>
            </div>
          ))}
          {isBalanced(feed) ? (
            <StateMark state="good" word="Balances" />
          ) : (
            <StateMark
              state="critical"
              word="Does not balance"
              title="Run tower verify and quote this feed."
            />
          )}
        </div>
        {feed.quarantined > 0 ? (
          <a href={addressOf('/feeds/quarantine', { feed: feed.feed })}>Look at what was refused</a>
        ) : null}
      </Section>
      <ForgedSection feed={feed} />
      <Section
        title="Records a minute, last 60 minutes"
        note={`most ${format.number(Math.max(0, ...feed.recordsByMinute))}`}
      >
        <Sparkline
          values={feed.recordsByMinute}
          width={460}
          height={56}
          label="Records a minute over the last hour"
        />
      </Section>
      <Facts>
        <Fact name="Rate">{format.number(feed.recordsPerSecond, 1)} records/s</Fact>
        <Fact name="Lag of the latest">{formatDuration(feed.lastEventAt ? feed.lagMs : null)}</Fact>
        <Fact name="Formats">{feed.formats.join(', ') || '–'}</Fact>
        <Fact name="Comes by">{feed.transports.join(', ') || '–'}</Fact>
        <Fact name="Authentication">{AUTHENTICATION_WORDS[feed.authentication]}</Fact>
      </Facts>
      <Facts wide>
        <Fact name="Last event">
          <Instant at={feed.lastEventAt || null} />
        </Fact>
        <Fact name="Last received">
          <Instant at={feed.lastReceivedAt} />
        </Fact>
        <Fact name="Connected">
          <Moment at={feed.createdAt} />
        </Fact>
      </Facts>
      <Actions feed={feed} />
    </>
  )
}

const AUTHENTICATION_WORDS = {
  bearer: 'Bearer key',
  hmac: 'Signature (HMAC)',
  none: 'none (local files)',
} as const

function Actions({ feed }: { feed: FeedRow }) {
  const [asking, setAsking] = useState(false)
  const [key, setKey] = useState<string | null>(null)
  const enable = useTowerCommand('feeds.setEnabled')
  const rotate = useTowerCommand('feeds.rotateKey')
  return (
    <Section title="Key and switch">
      {key === null ? null : (
        <>
          <CopyField label="New key: shown once, take it now" text={key} testId="feed-key" />
          <p className="dim">The old key no longer works.</p>
        </>
      )}
      <div className={classes.actions}>
        <Button
          variant="default"
          loading={enable.isPending}
          onClick={() =>
            enable.mutate(
              { feed: feed.feed, enabled: !feed.enabled },
              {
                onSuccess: ({ enabled }) =>
                  notifyDone(enabled ? `${feed.feed} is on again.` : `${feed.feed} is off.`),
                onError: (error) => notifyFailure('The feed could not be switched', error),
              },
            )
          }
        >
          {feed.enabled ? 'Switch off' : 'Switch on'}
        </Button>
        {feed.authentication === 'none' ? null : (
          <Button variant="default" onClick={() => setAsking(true)}>
            Make a new key
          </Button>
        )}
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Make a new key?" size="sm">
        <p>
          The present key of {feed.feed} stops working at once. Its sender is refused until it has the new
          one.
        </p>
        <div className={classes.actions} style={{ marginTop: 16 }}>
          <Button
            color="red"
            loading={rotate.isPending}
            onClick={() =>
              rotate.mutate(
                { feed: feed.feed },
                {
                  onSuccess: (answer) => setKey(answer.key),
                  onError: (error) => notifyFailure('No new key was made', error),
                  onSettled: () => setAsking(false),
                },
              )
            }
          >
            Replace the key
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep the present key
          </Button>
        </div>
      </Modal>
    </Section>
  )
}
