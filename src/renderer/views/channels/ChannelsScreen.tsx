/** Owns the Channels screen: what each channel shows of each SKU, side by side, with the disagreements marked. */
import { useCallback, useMemo, useState } from 'react'
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconBuildingStore, IconSearch } from '@tabler/icons-react'
import type { BoardRow, CoordinationBoard } from '../../../shared/readModels/channels.ts'
import { DISAGREEMENTS } from '../../../shared/readModels/channels.ts'
import { DataGrid } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, matchPath, setParams, useAddress } from '../../stores/address.ts'
import { useAlertRefresh } from '../../stores/alerts.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { NewsChip } from '../speed/NewsChip.tsx'
import { boardColumns, boardMinWidth } from './boardColumns.tsx'
import { ANY_KIND, boardFilterOf, isNarrowed, type BoardFilter } from './boardFilter.ts'
import { KIND_WORDS } from './channelWords.ts'
import { SkuListingsPanel } from './SkuListingsPanel.tsx'
import classes from './Channels.module.css'

const TYPING_MS = 200
const skuOf = (row: BoardRow) => row.sku
export const listingsPath = (sku: string) => `/channels/sku/${encodeURIComponent(sku)}`

export default function ChannelsScreen() {
  const { path, params } = useAddress()
  useAlertRefresh()
  const text = JSON.stringify(boardFilterOf(params))
  const filter = useMemo(() => JSON.parse(text) as BoardFilter, [text])
  const list = useRowPages('channels.board', filter, skuOf)
  const first = useMemo(() => ({ ...filter, offset: 0, limit: 100 }), [filter])
  const board = useTowerQuery('channels.board', first, { keepPrevious: true, refetchEveryMs: 10_000 })
  const channels = board.data?.channels
  const shape = JSON.stringify(
    channels?.map(({ channel, name, dataAsOf, stale }) => ({ channel, name, dataAsOf, stale })),
  )
  const columns = useMemo(
    () => boardColumns(JSON.parse(shape ?? '[]') as CoordinationBoard['channels']),
    [shape],
  )
  const sku = matchPath('/channels/sku/:sku', path)?.sku
  const close = useCallback(() => go('/channels'), [])
  return (
    <>
      <h1 className="visually-hidden">Channels</h1>
      <Toolbar filter={filter} board={board.data} count={list.count} />
      <div className={classes.stage}>
        {list.count === undefined || channels === undefined ? (
          list.error ? (
            <Failure what="The board" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading what the channels show" lines={14} />
          )
        ) : list.count === 0 ? (
          <Nothing narrowed={isNarrowed(filter)} />
        ) : (
          <DataGrid
            key={text}
            label="SKUs by channel"
            columns={columns}
            count={list.count}
            rowAt={list.rowAt}
            rowId={skuOf}
            rowTestId={(row: BoardRow) => `board-${row.sku}`}
            selectedId={sku}
            onOpen={(row) => go(listingsPath(row.sku))}
            onRange={list.onRange}
            tall="four"
            pinsFirst
            minWidth={boardMinWidth(channels.length)}
          />
        )}
        <NewsChip list={list} />
        {sku === undefined ? null : <SkuListingsPanel key={sku} sku={sku} onClose={close} />}
      </div>
    </>
  )
}

interface ToolbarProps {
  filter: BoardFilter
  board: CoordinationBoard | undefined
  count: number | undefined
}

function Toolbar({ filter, board, count }: ToolbarProps) {
  const format = useFormat()
  const asked = filter.text ?? ''
  const [draft, setDraft] = useState({ since: asked, text: asked })
  const text = draft.since === asked || draft.text.trim() === asked ? draft.text : asked
  const ask = useDebouncedCallback((value: string) => setParams({ text: value.trim() || null }), TYPING_MS)
  return (
    <div className={classes.toolbar} role="search" aria-label="Channels">
      <TextInput
        data-screen-search
        aria-label="Find a SKU by name or id"
        placeholder="SKU, name or id ( / )"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => {
          setDraft({ since: asked, text: event.currentTarget.value })
          ask(event.currentTarget.value)
        }}
        className={classes.find}
      />
      <Select
        aria-label="Channel"
        placeholder="Any channel"
        leftSection={<IconBuildingStore size={14} />}
        data={(board?.channels ?? []).map(({ channel, name }) => ({
          value: channel,
          label: name ?? channel,
        }))}
        value={filter.channel ?? null}
        onChange={(channel) => setParams({ channel })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any channel' }}
        className={classes.choice}
      />
      <SegmentedControl
        aria-label="Disagreements"
        data={[
          { value: '', label: 'All SKUs' },
          { value: ANY_KIND, label: 'Disagreeing' },
          ...DISAGREEMENTS.map((kind) => ({
            value: kind,
            label: `${KIND_WORDS[kind].title} ${board ? format.number(board.byKind[kind]) : ''}`.trim(),
          })),
        ]}
        value={filter.disagreeing ? ANY_KIND : (filter.kind ?? '')}
        onChange={(kind) => setParams({ kind: kind || null })}
        className={classes.fixed}
      />
      <span className="dim nowrap" data-testid="board-total" data-value={count ?? ''}>
        {count === undefined ? '' : format.count(count, 'SKU', 'SKUs')}
      </span>
    </div>
  )
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  if (!narrowed) {
    return (
      <Message
        title="No channel has shown anything yet"
        action={
          <Button variant="default" onClick={() => go('/feeds/new')}>
            Connect a feed
          </Button>
        }
      >
        What shops and marketplaces show of a SKU appears here with the first listing that a feed tells:
        price, promotion, units offered, delivery promised.
      </Message>
    )
  }
  return (
    <Message
      title="No SKU fits"
      action={
        <Button
          variant="default"
          onClick={() => setParams({ text: null, channel: null, kind: null, category: null })}
        >
          Clear all filters and the category
        </Button>
      }
    >
      The search looks at the start of words in names and ids. The category on top narrows this list too.
    </Message>
  )
}
