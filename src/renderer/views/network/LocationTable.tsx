/** Owns the map's twin: the same locations and figures as rows. */
import { useMemo, useState } from 'react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconArrowsSort, IconDownload, IconSearch } from '@tabler/icons-react'
import type { LocationRow } from '../../../shared/readModels/network.ts'
import { DataGrid, type GridColumn, type GridSort } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { Message } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { saveLocations } from './locationsCsv.ts'
import { COVER_RULE } from '../words.ts'
import { useAlertSummary } from '../../stores/alerts.ts'
import { clockNow } from '../../stores/clock.ts'
import { insideBounds, isPlaced, type Bounds } from './clusters.ts'
import { compareBy, hasStock, matchesText } from './locationOrder.ts'
import { sharedStart } from './sharedStart.ts'
import { useStableOrder } from './stableOrder.ts'
import classes from './Network.module.css'

const columnsFor = (shared: string): GridColumn<LocationRow>[] => [
  {
    id: 'name',
    header: 'Location',
    width: 'minmax(110px, 1fr)',
    sort: 'name',
    cell: (row) => <Name row={row} shared={shared} />,
  },
  {
    id: 'onHand',
    header: 'On hand',
    unit: 'units',
    width: '90px',
    right: true,
    sort: 'onHand',
    cell: (row) =>
      hasStock(row) ? (
        <Figure value={row.onHandUnits} testId="figure-onHand" />
      ) : (
        <span className="dim" title="No stock was ever counted or moved here.">
          none yet
        </span>
      ),
  },
  {
    id: 'atp',
    header: 'ATP',
    unit: 'units',
    width: '84px',
    right: true,
    sort: 'atp',
    cell: (row) => <Figure value={hasStock(row) ? row.atpUnits : null} testId="figure-atp" />,
  },
  {
    id: 'cover',
    header: 'Cover',
    unit: 'days',
    about: COVER_RULE,
    width: '60px',
    right: true,
    sort: 'cover',
    cell: (row) => (
      <Figure value={row.daysOfCover} digits={(row.daysOfCover ?? 0) < 100 ? 1 : 0} testId="figure-cover" />
    ),
  },
  {
    id: 'stockouts',
    header: 'Out',
    unit: 'SKUs',
    width: '52px',
    right: true,
    sort: 'stockouts',
    cell: (row) => <Figure value={hasStock(row) ? row.stockoutCount : null} testId="figure-stockouts" />,
  },
]

function Name({ row, shared }: { row: LocationRow; shared: string }) {
  const format = useFormat()
  const about = describeFreshness(row.freshness, clockNow(), format)
  const { name } = row
  return (
    <span className={classes.name}>
      <span className={classes.nameParts}>
        {name?.startsWith(shared) && shared ? <span className={classes.shared}>{shared}</span> : null}
        <span className="clip">
          {name === null ? (
            <span className="mono">{row.location}</span>
          ) : name.startsWith(shared) ? (
            name.slice(shared.length)
          ) : (
            name
          )}
        </span>
      </span>
      <AlertCount location={row.location} />
      {row.freshness.stale ? <StateMark state="warning" word="stale" title={about} /> : null}
      {isPlaced(row) ? null : <span className={classes.tag}>not on map</span>}
    </span>
  )
}

/** The same as the badge on the map. */
function AlertCount({ location }: { location: string }) {
  const summary = useAlertSummary()
  const format = useFormat()
  const badge = summary?.byLocation.find((each) => each.location === location)
  if (!badge) return null
  return (
    <StateMark
      state={badge.severity}
      word={format.number(badge.alerts)}
      title={`${format.count(badge.alerts, 'open alert', 'open alerts')}, the gravest ${badge.severity}`}
    />
  )
}

export interface LocationTableProps {
  rows: readonly LocationRow[]
  bounds: Bounds | undefined
  sort: GridSort
  onSort(sort: GridSort): void
  selected: string | undefined
  onOpen(location: string): void
}

const idOf = (row: LocationRow) => row.location

export function LocationTable({ rows, bounds, sort, onSort, selected, onOpen }: LocationTableProps) {
  const [text, setText] = useState('')
  const [which, setWhich] = useState<'all' | 'inSight' | 'unplaced'>('all')
  const format = useFormat()
  const unplaced = rows.filter((row) => !isPlaced(row)).length
  const filtered = useMemo(
    () =>
      rows.filter(
        (row) =>
          matchesText(row, text) &&
          (which === 'all' ||
            (which === 'unplaced' ? !isPlaced(row) : bounds !== undefined && insideBounds(row, bounds))),
      ),
    [rows, text, which, bounds],
  )
  const shared = useMemo(() => sharedStart(rows.map((row) => row.name ?? '')), [rows])
  const columns = useMemo(() => columnsFor(shared), [shared])
  const compare = useMemo(() => compareBy(sort), [sort])
  const key = `${sort.by} ${sort.descending} ${text} ${which} ${which === 'inSight' ? JSON.stringify(bounds) : ''}`
  const order = useStableOrder(filtered, compare, idOf, key)
  const rowAt = useMemo(() => (index: number) => order.rows[index], [order])
  return (
    <section className={classes.twin} aria-label="Locations">
      <div className={classes.twinBar}>
        <TextInput
          data-screen-search
          aria-label="Find a location"
          placeholder="Find a location ( / )"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className={classes.grow}
        />
        <Checkbox
          label="Only in sight"
          checked={which === 'inSight'}
          onChange={(event) => setWhich(event.currentTarget.checked ? 'inSight' : 'all')}
        />
        {unplaced > 0 ? (
          <Checkbox
            label={`Not on map (${format.number(unplaced)})`}
            checked={which === 'unplaced'}
            onChange={(event) => setWhich(event.currentTarget.checked ? 'unplaced' : 'all')}
          />
        ) : null}
      </div>
      {filtered.length === 0 ? (
        <Message
          title="No location fits"
          action={
            <Button
              variant="default"
              onClick={() => {
                setText('')
                setWhich('all')
              }}
            >
              Show all {format.number(rows.length)}
            </Button>
          }
        >
          {text ? `No name, city or id starts with “${text}”` : 'None lies in what the map shows'}; the scope
          on top may also limit what is shown.
        </Message>
      ) : (
        <DataGrid
          label="Locations, the same as on the map"
          columns={columns}
          count={order.rows.length}
          rowAt={rowAt}
          rowId={idOf}
          rowTestId={(row) => `location-row-${row.location}`}
          rowTitle={(row) =>
            `${row.name ?? row.location} · ${describeFreshness(row.freshness, clockNow(), format)}`
          }
          rowFaded={(row) => row.freshness.stale}
          selectedId={selected}
          onOpen={(row) => onOpen(row.location)}
          sort={sort}
          onSort={onSort}
        />
      )}
      <footer className={classes.twinFoot}>
        <span className="dim">
          {format.number(order.rows.length)} of {format.count(rows.length, 'location', 'locations')}
        </span>
        {order.moved > 0 ? (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<IconArrowsSort size={13} />}
            onClick={order.sortAgain}
          >
            {format.count(order.moved, 'row', 'rows')} out of order, sort again
          </Button>
        ) : null}
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconDownload size={13} />}
          disabled={order.rows.length === 0}
          onClick={() => saveLocations(order.rows)}
          title="Saves the locations of this list as CSV"
        >
          Export CSV
        </Button>
      </footer>
    </section>
  )
}
