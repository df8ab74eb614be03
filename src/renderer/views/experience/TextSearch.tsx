/** Owns the tab of texts: words found in reviews, surveys and contacts, and the terms that stand out among them. */
import { useState } from 'react'
import { SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import type { FeedbackHit } from '../../../shared/readModels/experience.ts'
import { Age } from '../../components/Age.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, orderPath, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { flowWord } from '../orderWords.ts'
import { ratingPath, type ExperienceScope } from './filter.ts'
import { Stars } from './Stars.tsx'
import { TermList } from './TermList.tsx'
import classes from './Experience.module.css'

const TYPING_MS = 200
const HITS = 100
const KINDS = [
  { value: 'both', label: 'All' },
  { value: 'feedback', label: 'Reviews and surveys' },
  { value: 'contact', label: 'Contacts' },
]

export function TextSearch({ scope }: { scope: ExperienceScope }) {
  const { params } = useAddress()
  const words = params.get('words') ?? ''
  const chosen = params.get('kind')
  /** Null: what the address says. */
  const [typed, setTyped] = useState<string | null>(null)
  const kind = chosen === 'feedback' || chosen === 'contact' ? chosen : undefined
  const search = useTowerQuery(
    'experience.search',
    { ...scope, limit: HITS, ...(words ? { text: words } : {}), ...(kind ? { kind } : {}) },
    { keepPrevious: true },
  )
  const ask = useDebouncedCallback(
    (text: string) => setParams({ words: text.trim().slice(0, 400) }),
    TYPING_MS,
  )
  const format = useFormat()
  return (
    <>
      <div className={classes.subBar}>
        <TextInput
          aria-label="Words in reviews, surveys and contacts"
          placeholder="Words in reviews, surveys and contacts"
          leftSection={<IconSearch size={14} />}
          value={typed ?? words}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            ask(event.currentTarget.value)
          }}
          onBlur={() => setTyped(null)}
          w={320}
        />
        <SegmentedControl
          aria-label="Where to look"
          data={KINDS}
          value={kind ?? 'both'}
          onChange={(next) => setParams({ kind: next === 'both' ? null : next })}
        />
        <span className="dim nowrap" data-testid="texts-total" data-value={search.data?.total ?? ''}>
          {search.data?.totalIsLeast ? 'more than ' : ''}
          {search.data ? format.count(search.data.total, 'text', 'texts') : ''}
          {search.data && search.data.total > HITS ? `, the latest ${HITS} shown` : ''}
        </span>
      </div>
      <div className={classes.texts}>
        {search.data ? (
          <>
            {search.data.hits.length === 0 ? (
              <div>
                <Message
                  title={words ? 'No text has these words' : 'Nobody has written anything in this time'}
                >
                  {words ? 'Words are matched from their start, without accents.' : 'Choose a longer time.'}
                </Message>
              </div>
            ) : (
              <ul className={classes.hits} aria-label="Texts found">
                {search.data.hits.map((hit) => (
                  <Hit key={`${hit.kind} ${hit.order ?? hit.contact} ${hit.at}`} hit={hit} />
                ))}
              </ul>
            )}
            <aside className={classes.side} aria-label="Words that stand out">
              <h2>Words that stand out</h2>
              <TermList search={search.data} />
            </aside>
          </>
        ) : search.error ? (
          <Failure what="The texts" error={search.error} retry={() => void search.refetch()} />
        ) : (
          <Loading label="Searching the texts" />
        )}
      </div>
    </>
  )
}

function Hit({ hit }: { hit: FeedbackHit }) {
  return (
    <li>
      <div className={classes.hitHead}>
        {hit.rating !== null && hit.scale ? <Stars rating={hit.rating} scale={hit.scale} /> : 'Contact'}
        <span className="dim">
          {hit.channel ?? 'channel not stated'} · {flowWord(hit.flow)} · <Age at={hit.at} />
        </span>
        <span className={classes.spacer} />
        {hit.order ? (
          <a href={addressOf(hit.kind === 'feedback' ? ratingPath(hit.order) : orderPath(hit.order))}>
            {hit.kind === 'feedback' ? 'What happened' : 'The order'}
          </a>
        ) : null}
      </div>
      <p>
        {hit.snippet.map(({ text, marked }, index) =>
          // Pieces have no id of their own; they never move.
          marked ? (
            <mark key={`${index} ${text}`}>{text}</mark>
          ) : (
            <span key={`${index} ${text}`}>{text}</span>
          ),
        )}
      </p>
    </li>
  )
}
