/** Owns the connection of a feed: its name, its key shown once, a command to try, and the first record seen coming. */
import { useMemo, useState } from 'react'
import { Button, Loader, SegmentedControl, Select, TextInput } from '@mantine/core'
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { CopyField } from '../../components/CopyField.tsx'
import { explain } from '../../components/Message.tsx'
import { Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { feedPath, go } from '../../stores/address.ts'
import { refresh, useTowerCommand, useTowerQuery } from '../../stores/engine.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { tryCommand } from './tryCommand.ts'
import classes from './Feeds.module.css'

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/
const nothing = {}

interface Made {
  feed: string
  key: string
  address: string | null
  authentication: 'bearer' | 'hmac'
  mapping: string | null
}

export function ConnectFeedPanel({ feeds, onClose }: { feeds: FeedRow[] | undefined; onClose(): void }) {
  const [made, setMade] = useState<Made | null>(null)
  return (
    <SidePanel
      wide
      title={made ? `Feed ${made.feed}` : 'Connect a feed'}
      subtitle={
        made
          ? 'Connected. Take the key now: it is not shown again.'
          : 'A source of records: tills, a warehouse system, a carrier'
      }
      onClose={onClose}
      testId="connect-feed-panel"
    >
      {made ? (
        <Try made={made} feed={feeds?.find((each) => each.feed === made.feed)} />
      ) : (
        <Form onMade={setMade} />
      )}
    </SidePanel>
  )
}

function Form({ onMade }: { onMade(made: Made): void }) {
  const [name, setName] = useState('')
  const [touched, setTouched] = useState(false)
  const [authentication, setAuthentication] = useState<'bearer' | 'hmac'>('bearer')
  const [secret, setSecret] = useState('')
  const [mapping, setMapping] = useState<string | null>(null)
  const mappings = useTowerQuery('mappings.list', nothing)
  const create = useTowerCommand('feeds.create')
  const fault = NAME.test(name)
    ? null
    : 'Small letters, digits, dots, dashes and underscores; begin with a letter or digit'
  const secretFault =
    authentication === 'hmac' && secret !== '' && secret.length < 8 ? 'At least 8 characters' : null
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        setTouched(true)
        if (fault || secretFault) return
        create.mutate(
          {
            feed: name,
            authentication,
            ...(mapping ? { mapping } : {}),
            ...(authentication === 'hmac' && secret ? { secret } : {}),
          },
          {
            onSuccess: (answer) => {
              refresh('feeds.list')
              onMade({ ...answer, authentication, mapping })
            },
          },
        )
      }}
    >
      <TextInput
        label="Name"
        description="Stands beside every figure that comes from it, e.g. store-pos-east"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={() => setTouched(name !== '')}
        error={touched ? fault : null}
        data-testid="feed-name"
        autoComplete="off"
        data-autofocus
      />
      <div>
        <div id="feed-authentication">How the sender proves who it is</div>
        <SegmentedControl
          aria-labelledby="feed-authentication"
          mt={4}
          data={[
            { value: 'bearer', label: 'Bearer key' },
            { value: 'hmac', label: 'Signature (webhook)' },
          ]}
          value={authentication}
          onChange={(value) => setAuthentication(value === 'hmac' ? 'hmac' : 'bearer')}
        />
        <p className="dim">
          {authentication === 'bearer'
            ? 'For stores, warehouses and your own systems: the key goes into each request.'
            : 'For carriers and shops that sign their webhooks with a shared secret.'}
        </p>
      </div>
      {authentication === 'hmac' ? (
        <TextInput
          label="Webhook secret (optional)"
          description="The one that the sender already has; left empty, one is made"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={secretFault}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      <Select
        label="Mapping (for CSV only)"
        description="Formats are told by their content; CSV needs to be told what its columns mean"
        placeholder="None: EPCIS, X12 214, EasyPost, CloudEvents"
        data={(mappings.data?.mappings ?? []).map((each) => ({ value: each.name, label: each.title }))}
        value={mapping}
        onChange={setMapping}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': 'No mapping' }}
      />
      {create.error ? (
        <p role="alert" className={classes.fault}>
          The feed was not made. {explain(create.error).text} (code: {explain(create.error).code})
        </p>
      ) : null}
      <div className={classes.actions}>
        <Button type="submit" loading={create.isPending} data-testid="create-feed">
          Make the feed and its key
        </Button>
      </div>
    </form>
  )
}

function Try({ made, feed }: { made: Made; feed: FeedRow | undefined }) {
  const status = useTowerStatus()
  const mappings = useTowerQuery('mappings.list', nothing)
  const listening = made.address ?? status?.listening ?? null
  const [{ eventId, at }] = useState(() => ({ eventId: crypto.randomUUID(), at: new Date() }))
  const command = useMemo(() => {
    if (!listening || !URL.canParse(listening)) return null
    return tryCommand({
      authentication: made.authentication,
      feed: made.feed,
      key: made.key,
      origin: new URL(listening).origin,
      mapping: made.mapping ?? undefined,
      columns: mappings.data?.mappings.find((each) => each.name === made.mapping)?.columns,
      eventId,
      at,
    })
  }, [listening, made, mappings.data, eventId, at])
  return (
    <>
      <CopyField
        label={
          made.authentication === 'bearer'
            ? 'Key: shown once, take it now'
            : 'Secret: shown once, take it now'
        }
        text={made.key}
        testId="feed-key"
      />
      {listening ? (
        <CopyField
          label="Address for records of any format"
          text={URL.canParse(listening) ? `${new URL(listening).origin}/feeds/${made.feed}` : listening}
          testId="feed-address"
        />
      ) : (
        <p className="dim">
          This host does not listen for HTTP. Put files into the watched folder, or run{' '}
          <code>tower serve</code>.
        </p>
      )}
      {command ? (
        <Section title="Try it" note="in a terminal on this machine">
          <CopyField
            label={
              made.mapping
                ? 'Sends a CSV file of yours'
                : made.authentication === 'hmac'
                  ? 'Sends one signed tracker event'
                  : 'Sends one count of 24 units'
            }
            text={command}
            testId="feed-command"
          />
        </Section>
      ) : null}
      <Arrival feed={feed} name={made.feed} />
    </>
  )
}

function Arrival({ feed, name }: { feed: FeedRow | undefined; name: string }) {
  const came = feed !== undefined && feed.received > 0
  return (
    <div className={classes.arrival} data-testid="first-record" data-received={came} role="status">
      {!came ? (
        <>
          <Loader size={16} type="dots" aria-hidden="true" />
          <span>Waiting for the first record…</span>
        </>
      ) : feed.accepted > 0 ? (
        <>
          <StateMark state="good" word="First record received" />
          <Button variant="default" onClick={() => go('/network')}>
            See the network
          </Button>
          <Button variant="default" onClick={() => go(feedPath(name))}>
            See the feed
          </Button>
        </>
      ) : (
        <>
          <StateMark state="serious" word="The first record came and was refused" />
          <Button variant="default" onClick={() => go('/feeds/quarantine', { feed: name })}>
            See why
          </Button>
        </>
      )}
    </div>
  )
}
