/** Owns `tower feed`: a feed and its key without a browser, and which feeds there are. */
import type { FeedRow } from '../shared/readModels/feeds.ts'
import { callFolder, expectLedger, type Folder } from './openFolder.ts'
import { printJson, printLine, printTable, stderrLogger } from './output.ts'
import { WrongUsage } from './failure.ts'

export interface FeedOptions extends Folder {
  json: boolean
}

export interface NewFeedOptions extends FeedOptions {
  name: string
  authentication: string
  mapping: string | undefined
}

const AUTHENTICATIONS = ['bearer', 'hmac']

/** Makes the feed and prints its key, which nobody can read again. @throws TowerError `conflict` where the name is taken. */
export async function addFeed(options: NewFeedOptions): Promise<void> {
  const { name: feed, authentication, mapping } = options
  if (!AUTHENTICATIONS.includes(authentication)) {
    throw new WrongUsage(`--authentication is one of ${AUTHENTICATIONS.join(', ')}.`)
  }
  const input = { feed, authentication, ...(mapping === undefined ? {} : { mapping }) }
  const made = (await callFolder(options, stderrLogger(), 'command', 'feeds.create', input)) as {
    feed: string
    key: string
    address: string | null
  }
  if (options.json) return printJson(made)
  printLine(`The feed ${feed} is there. Its ${authentication === 'hmac' ? 'secret' : 'key'}, shown only now:`)
  printLine(made.key)
  const path = `/feeds/${feed}`
  printLine(made.address === null ? `Once a hub runs, it takes ${path}.` : `Send to ${made.address}${path}`)
}

/** Prints every feed with its figures; keys cannot be shown. */
export async function listFeeds(options: FeedOptions): Promise<void> {
  expectLedger(options)
  const { feeds } = (await callFolder(options, stderrLogger(), 'query', 'feeds.list', {})) as {
    feeds: FeedRow[]
  }
  if (options.json) return printJson(feeds)
  if (feeds.length === 0) return printLine('There is no feed. Make one: tower feed add NAME')
  printTable(
    ['feed', 'authentication', 'state', 'received', 'accepted', 'duplicates', 'quarantined'],
    feeds.map((feed) => [
      feed.feed,
      feed.authentication,
      feed.enabled ? feed.state : 'disabled',
      feed.received,
      feed.accepted,
      feed.duplicates,
      feed.quarantined,
    ]),
  )
}
