/** Owns the list of orders, the latest first: filtered by the engine, each filter in the address. */
import { useMemo, useState } from 'react'
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconRoute, IconSearch } from '@tabler/icons-react'
import type { OrderRow } from '../../../shared/readModels/orders.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { ColumnChooser, useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid } from '../../components/DataGrid.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, orderPath, setParams, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { FLOW_WORDS, STATUS_WORDS } from '../orderWords.ts'
import { NewsChip } from './NewsChip.tsx'
import { OrderCounts } from './OrderCounts.tsx'
import { ORDER_COLUMNS, ORDER_DEFAULTS, ORDER_FIXED } from './orderColumns.tsx'
import { isNarrowed, orderFilterOf, WHICH, whichOf } from './orderFilter.ts'
import classes from './Speed.module.css'

const TYPING_MS = 200
const TABLE = 'orders'
const idOf = (row: OrderRow) => row.order

export function OrdersTab({ selected }: { selected: string | undefined }) {
  const { params } = useAddress()
  const text = JSON.stringify(orderFilterOf(params))
  const filter = useMemo(() => JSON.parse(text) as ReturnType<typeof orderFilterOf>, [text])
  const list = useRowPages('orders.list', filter, idOf)
  const shown = useShownColumns(TABLE, ORDER_DEFAULTS)
  const format = useFormat()
  return (
    <>
      <OrderFilters count={list.count} />
      <div className={classes.body}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The orders" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading orders" lines={14} />
          )
        ) : list.count === 0 ? (
          <NothingFound narrowed={isNarrowed(filter)} />
        ) : (
          <DataGrid
            key={text}
            label="Orders"
            columns={ORDER_COLUMNS}
            shown={shown}
            count={list.count}
            rowAt={list.rowAt}
            rowId={idOf}
            rowTestId={(row: OrderRow) => `order-row-${row.order}`}
            rowTitle={(row: OrderRow) => describeFreshness(row.freshness, clockNow(), format)}
            rowFaded={(row: OrderRow) => row.freshness.stale}
            selectedId={selected}
            onOpen={(row) => go(orderPath(row.order))}
            onRange={list.onRange}
          />
        )}
        <NewsChip list={list} />
      </div>
    </>
  )
}

const FLOW_CHOICES = FLOWS.map((value) => ({ value, label: FLOW_WORDS[value] }))
const STATUS_CHOICES = Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label }))
const WHICH_CHOICES = Object.entries(WHICH).map(([value, label]) => ({ value, label }))

function OrderFilters({ count }: { count: number | undefined }) {
  const { params } = useAddress()
  const format = useFormat()
  const asked = params.get('text') ?? ''
  const [draft, setDraft] = useState({ since: asked, text: asked })
  // What is typed stands until the address says something else.
  const text = draft.since === asked || draft.text.trim() === asked ? draft.text : asked
  const ask = useDebouncedCallback((value: string) => setParams({ text: value.trim() || null }), TYPING_MS)
  return (
    <div className={classes.toolbar} role="search" aria-label="Orders">
      <TextInput
        data-screen-search
        aria-label="Find an order by the start of its id or number"
        placeholder="Order’s id or number ( / )"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => {
          setDraft({ since: asked, text: event.currentTarget.value })
          ask(event.currentTarget.value)
        }}
        className={classes.find}
      />
      <SegmentedControl
        aria-label="Which orders"
        data={WHICH_CHOICES}
        value={whichOf(params)}
        onChange={(value) => setParams({ which: value === 'all' ? null : value })}
        className={classes.fixed}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        leftSection={<IconFilter size={14} />}
        data={STATUS_CHOICES}
        value={params.get('status')}
        onChange={(status) => setParams({ status })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        className={classes.choice}
      />
      <Select
        aria-label="Flow"
        placeholder="Any flow"
        leftSection={<IconRoute size={14} />}
        data={FLOW_CHOICES}
        value={params.get('flow')}
        onChange={(flow) => setParams({ flow })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any flow' }}
        className={classes.choice}
      />
      <span className="dim nowrap" data-testid="orders-total" data-value={count ?? ''}>
        {count === undefined ? '' : format.count(count, 'order', 'orders')}
      </span>
      <div className={classes.spacer} />
      <OrderCounts />
      <ColumnChooser table={TABLE} columns={ORDER_COLUMNS} defaults={ORDER_DEFAULTS} fixed={ORDER_FIXED} />
    </div>
  )
}

function NothingFound({ narrowed }: { narrowed: boolean }) {
  if (!narrowed) {
    return (
      <Message
        title="No order has come in yet"
        action={
          <Button variant="default" onClick={() => go('/feeds/new')}>
            Connect a feed
          </Button>
        }
      >
        Orders appear here with the first that a shop, an order system or a file tells of.
      </Message>
    )
  }
  return (
    <Message
      title="No order fits"
      action={
        <Button
          variant="default"
          onClick={() =>
            setParams({ text: null, which: null, status: null, flow: null, region: null, country: null })
          }
        >
          Clear all filters and the scope
        </Button>
      }
    >
      The search looks at the start of the order’s id, or of the number after its scheme. The region or
      country on top narrows this list too.
    </Message>
  )
}
