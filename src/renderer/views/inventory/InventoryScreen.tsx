/** Owns the Inventory screen: every position, filtered and sorted by the engine, live where it is seen. */
import { useCallback, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { PositionRow } from '../../../shared/readModels/inventory.ts'
import { useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, ledgerPath, matchPath, setParams, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { refresh, useTowerQuery } from '../../stores/engine.ts'
import { positionKey, useLivePositions, usePositionWindow } from '../../stores/positions.ts'
import { outOfOrder } from '../network/stableOrder.ts'
import { DEFAULT_COLUMNS, POSITION_COLUMNS, sortValue } from './columns.tsx'
import { filterOf, isNarrowed } from './filter.ts'
import { LedgerPanel } from './LedgerPanel.tsx'
import { SkuPanel } from './SkuPanel.tsx'
import { Toolbar } from './Toolbar.tsx'
import classes from './Inventory.module.css'

const START: [number, number] = [0, 40]
const LOOK_FOR_NEW_MS = 10_000

export default function InventoryScreen() {
  const { path, params } = useAddress()
  const text = JSON.stringify(filterOf(params))
  const filter = useMemo(() => JSON.parse(text) as ReturnType<typeof filterOf>, [text])
  const isLive = filter.asOf === undefined
  const [reported, setReported] = useState<{ of: string; range: [number, number] }>({
    of: text,
    range: [0, 40],
  })
  // Another filter begins at its top.
  const range = reported.of === text ? reported.range : START
  const [round, setRound] = useState(0)
  const positions = usePositionWindow(filter, range[0], range[1], round)
  const { rowAt: pageRow } = positions
  const inSight: PositionRow[] = []
  for (let index = range[0]; index <= range[1]; index += 1) {
    const row = pageRow(index)
    if (row) inSight.push(row)
  }
  const live = useLivePositions(inSight, isLive)
  const rowAt = (index: number) => {
    const row = pageRow(index)
    return row && (live.get(positionKey(row)) ?? row)
  }
  const format = useFormat()
  const shown = useShownColumns('positions', DEFAULT_COLUMNS)
  const sku = matchPath('/inventory/sku/:sku', path)?.sku
  const position = sku === undefined ? matchPath('/inventory/:location/:sku', path) : undefined
  const close = useCallback(() => go('/inventory'), [])

  // Live rows change in place; whether that breaks the order is said, not done.
  const latest = inSight.map((row) => live.get(positionKey(row)) ?? row)
  const direction = filter.descending ? -1 : 1
  const moved = outOfOrder(
    latest,
    (a, b) => direction * ((sortValue(a, filter.sort) ?? 0) - (sortValue(b, filter.sort) ?? 0)),
  )
  return (
    <>
      <h1 className="visually-hidden">Inventory</h1>
      <Toolbar filter={filter} positions={positions} />
      <div className={classes.stage}>
        {positions.count === undefined ? (
          positions.error ? (
            <Failure what="The positions" error={positions.error} retry={positions.retry} />
          ) : (
            <Loading label="Loading positions" lines={14} />
          )
        ) : positions.count === 0 ? (
          <NothingFound narrowed={isNarrowed(filter)} live={isLive} />
        ) : (
          <DataGrid
            key={text}
            label="Positions"
            columns={POSITION_COLUMNS}
            shown={shown}
            count={positions.count}
            rowAt={rowAt}
            rowId={positionKey}
            rowTestId={(row) => `position-${row.location}-${row.sku}`}
            rowTitle={(row: PositionRow) => describeFreshness(row.freshness, clockNow(), format)}
            rowFaded={(row: PositionRow) => row.freshness.stale}
            selectedId={position ? `${position.location} ${position.sku}` : undefined}
            onOpen={(row) => go(ledgerPath(row.location, row.sku))}
            sort={{ by: filter.sort ?? 'location', descending: filter.descending ?? false }}
            onSort={({ by, descending }) => setParams({ sort: by, order: descending ? 'down' : null })}
            onRange={(first, last) => setReported({ of: text, range: [first, Math.max(last, first + 40)] })}
          />
        )}
        {isLive && positions.total ? (
          <NewsChip
            filter={filter}
            known={positions.total.total}
            moved={moved}
            show={() => {
              refresh('inventory.positions')
              setRound(round + 1)
            }}
          />
        ) : null}
        {sku === undefined ? null : <SkuPanel key={sku} sku={sku} onClose={close} />}
        {position?.location && position.sku ? (
          <LedgerPanel
            key={`${position.location} ${position.sku}`}
            location={position.location}
            sku={position.sku}
            onClose={close}
          />
        ) : null}
      </div>
    </>
  )
}

interface NewsChipProps {
  filter: ReturnType<typeof filterOf>
  known: number
  moved: number
  show(): void
}

/** Says that there is more to see than is shown, and leaves the rows where they are until asked. */
function NewsChip({ filter, known, moved, show }: NewsChipProps) {
  const format = useFormat()
  const input = useMemo(() => ({ ...filter, offset: 0, limit: 1 }), [filter])
  const { data } = useTowerQuery('inventory.positions', input, { refetchEveryMs: LOOK_FOR_NEW_MS })
  const fresh = data ? data.total - known : 0
  const words = [
    fresh > 0 ? `${format.number(fresh)} new` : fresh < 0 ? `${format.number(-fresh)} no longer fit` : null,
    moved > 0 ? `${format.count(moved, 'row', 'rows')} out of order` : null,
  ].filter(Boolean)
  if (words.length === 0) return null
  return (
    <Button className={classes.news} leftSection={<IconRefresh size={13} />} onClick={show} radius="xl">
      {words.join(', ')}: show
    </Button>
  )
}

function NothingFound({ narrowed, live }: { narrowed: boolean; live: boolean }) {
  if (!narrowed) {
    return (
      <Message title={live ? 'No stock has been moved or counted yet' : 'No stock was known at that time'}>
        Positions appear here with the first movement or count that a feed sends.
      </Message>
    )
  }
  return (
    <Message
      title="No position fits"
      action={
        <Button
          variant="default"
          onClick={() =>
            setParams({
              text: null,
              state: null,
              location: null,
              sku: null,
              region: null,
              country: null,
              category: null,
            })
          }
        >
          Clear all filters and the scope
        </Button>
      }
    >
      The search looks at the start of words in names and ids. The scope on top narrows this list too.
    </Message>
  )
}
