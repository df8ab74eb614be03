/** Owns the drawer that lists the shipments under way, those in trouble on request. */
import { useDeferredValue, useMemo, useState } from 'react'
import { SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ShipmentRow } from '../../../shared/readModels/shipments.ts'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { Moment } from '../../components/Age.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, shipmentPath, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { inException, ShipmentState } from './ShipmentList.tsx'
import classes from './Network.module.css'

const MOST_ROWS = 1000
const WHICH = {
  all: { label: 'All', fits: () => true },
  late: { label: 'Late', fits: (row: ShipmentRow) => row.late === true },
  exception: { label: 'Exception', fits: (row: ShipmentRow) => inException(row) },
}
const isWhich = (text: string | null): text is keyof typeof WHICH => text !== null && text in WHICH

const columns: GridColumn<ShipmentRow>[] = [
  {
    id: 'way',
    header: 'From → to',
    width: 'minmax(150px, 1fr)',
    cell: (row) => `${row.originName ?? 'origin unknown'} → ${row.destinationName ?? 'destination unknown'}`,
  },
  {
    id: 'units',
    header: 'Units',
    width: '70px',
    right: true,
    // Without lines nobody has said how much is in it.
    cell: (row) => <Figure value={row.units || null} />,
  },
  { id: 'state', header: 'State', width: '172px', cell: (row) => <ShipmentState row={row} /> },
  {
    id: 'promised',
    header: 'Promised',
    unit: 'or estimated',
    width: '184px',
    cell: (row) => <Due row={row} />,
  },
]
function Due({ row }: { row: ShipmentRow }) {
  if (row.promisedDeliveryAt !== null) return <Moment at={row.promisedDeliveryAt} />
  if (row.estimatedDeliveryAt === null) return <span className="dim">not stated</span>
  return (
    <span className="dim">
      est. <Moment at={row.estimatedDeliveryAt} />
    </span>
  )
}

const idOf = (row: ShipmentRow) => row.shipment

export function ShipmentsPanel({ onClose }: { onClose(): void }) {
  const format = useFormat()
  const { params } = useAddress()
  const [text, setText] = useState('')
  const asked = useDeferredValue(text.trim().toLowerCase())
  const chosen = params.get('shipments')
  const which = isWhich(chosen) ? chosen : 'all'
  const page = useTowerQuery(
    'shipments.list',
    { inTransit: true, limit: MOST_ROWS },
    { refetchEveryMs: 5_000 },
  )
  const rows = page.data?.rows
  const shown = useMemo(
    () =>
      (rows ?? []).filter(
        (row) =>
          WHICH[which].fits(row) &&
          [
            row.shipment,
            row.originName,
            row.destinationName,
            row.carrier,
            row.trackingNumber,
            row.order,
          ].some((part) => part?.toLowerCase().includes(asked)),
      ),
    [rows, which, asked],
  )
  const rowAt = useMemo(() => (index: number) => shown[index], [shown])
  const total = page.data?.total ?? 0
  return (
    <SidePanel
      wide
      title="Shipments under way"
      subtitle="The whole network, the latest word first"
      onClose={onClose}
      testId="shipments-panel"
    >
      <div className={classes.shipmentsBar}>
        <TextInput
          aria-label="Find a shipment"
          placeholder="Place, carrier, order, tracking number or id"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className={classes.grow}
        />
        <SegmentedControl
          aria-label="Which shipments"
          value={which}
          onChange={(value) => setParams({ shipments: value === 'all' ? null : value })}
          data={Object.entries(WHICH).map(([value, { label, fits }]) => ({
            value,
            label: rows ? `${label} ${format.number(rows.filter(fits).length)}` : label,
          }))}
        />
      </div>
      {page.data ? (
        <>
          {shown.length === 0 ? (
            <p className="dim">
              {total === 0
                ? 'Nothing is under way that a feed has told of.'
                : 'No shipment under way fits. Choose All, or clear the search.'}
            </p>
          ) : (
            <DataGrid
              label="Shipments under way"
              columns={columns}
              count={shown.length}
              rowAt={rowAt}
              rowId={idOf}
              rowTestId={(row) => `shipment-row-${row.shipment}`}
              rowTitle={(row) => `${row.shipment} · ${describeFreshness(row.freshness, clockNow(), format)}`}
              rowFaded={(row) => row.freshness.stale}
              onOpen={(row) => go(shipmentPath(row.shipment))}
              rowsInSight={16}
            />
          )}
          <p className="dim" role="status">
            {format.number(shown.length)} of {format.count(total, 'shipment', 'shipments')} under way
            {total > MOST_ROWS ? `; the latest ${format.number(MOST_ROWS)} are looked through` : ''}
          </p>
        </>
      ) : page.error ? (
        <Failure what="The shipments" error={page.error} retry={() => void page.refetch()} />
      ) : (
        <Loading label="Loading the shipments" />
      )}
    </SidePanel>
  )
}
