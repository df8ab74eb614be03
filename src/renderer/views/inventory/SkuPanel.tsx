/** Owns a SKU across the network: its figures, the accounts that sum to zero, and each location that has had it. */
import { useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import type { PositionRow, SkuDetail } from '../../../shared/readModels/inventory.ts'
import { DataGrid, type GridColumn, type GridSort } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { FreshnessCell } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, ledgerPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { positionKey } from '../../stores/positions.ts'
import { useAsOf } from '../../stores/scope.ts'
import { MICROUNITS_PER_UNIT } from '../../../shared/units.ts'
import { useStableOrder } from '../network/stableOrder.ts'
import { PositionStateMark } from './columns.tsx'
import classes from './Inventory.module.css'

const ACCOUNTS = [
  ['locations', 'Locations'],
  ['inTransit', 'In transit'],
  ['customer', 'Customers'],
  ['supplier', 'Suppliers'],
  ['adjustment', 'Adjustments'],
] as const

export function SkuPanel({ sku, onClose }: { sku: string; onClose(): void }) {
  const asOf = useAsOf()
  const detail = useTowerQuery(
    'inventory.sku',
    { sku, ...(asOf === null ? {} : { asOf }) },
    { refetchEveryMs: 3_000 },
  )
  return (
    <SidePanel
      wide
      title={detail.data?.name ?? sku}
      subtitle={[sku, detail.data?.category, detail.data?.brand].filter(Boolean).join(' · ')}
      onClose={onClose}
      testId="sku-panel"
    >
      {detail.data ? (
        <Body detail={detail.data} />
      ) : detail.error ? (
        <Failure what="This SKU" error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <Loading label="Loading the SKU" lines={10} />
      )}
    </SidePanel>
  )
}

const columns: GridColumn<PositionRow>[] = [
  {
    id: 'location',
    header: 'Location',
    width: 'minmax(140px, 1fr)',
    sort: 'location',
    cell: (row) => row.locationName ?? row.location,
  },
  {
    id: 'onHand',
    header: 'On hand',
    unit: 'units',
    width: '106px',
    right: true,
    sort: 'onHandUnits',
    cell: (row) => <Figure value={row.onHandUnits} testId="figure-onHand" />,
  },
  {
    id: 'atp',
    header: 'ATP',
    unit: 'units',
    width: '92px',
    right: true,
    sort: 'atpUnits',
    cell: (row) => <Figure value={row.atpUnits} testId="figure-atp" />,
  },
  { id: 'state', header: 'State', width: '130px', cell: (row) => <PositionStateMark row={row} /> },
  { id: 'data', header: 'Data', width: '112px', cell: (row) => <FreshnessCell freshness={row.freshness} /> },
]

function compareRows(sort: GridSort): (a: PositionRow, b: PositionRow) => number {
  const direction = sort.descending ? -1 : 1
  const name = (row: PositionRow) => (row.locationName ?? row.location).toLowerCase()
  return (a, b) => {
    if (sort.by === 'onHandUnits') return direction * (a.onHandUnits - b.onHandUnits)
    if (sort.by === 'atpUnits') return direction * (a.atpUnits - b.atpUnits)
    return name(a) === name(b) ? 0 : direction * (name(a) < name(b) ? -1 : 1)
  }
}

function Body({ detail }: { detail: SkuDetail }) {
  const format = useFormat()
  const [sort, setSort] = useState<GridSort>({ by: 'onHandUnits', descending: true })
  const compare = useMemo(() => compareRows(sort), [sort])
  const order = useStableOrder(detail.rows, compare, positionKey, `${sort.by} ${sort.descending}`)
  const rowAt = useMemo(() => (index: number) => order.rows[index], [order])
  const sum = ACCOUNTS.reduce(
    (total, [id]) => total + Math.round(detail.accounts[id] * MICROUNITS_PER_UNIT),
    0,
  )
  return (
    <>
      <Facts>
        <Fact name="On hand">
          <Figure value={detail.onHandUnits} testId="sku-onHand" /> units
        </Fact>
        <Fact name="Sellable">{format.units(detail.sellableUnits)} units</Fact>
        <Fact name="Claimed">
          <Figure value={detail.claimedUnits} testId="sku-claimed" /> units
        </Fact>
        {detail.allocatedUnits === 0 ? null : (
          <Fact name="Allocated">{format.units(detail.allocatedUnits)} units</Fact>
        )}
        <Fact name="ATP">{format.units(detail.atpUnits)} units</Fact>
        <Fact name="Locations">{format.number(detail.locations)}</Fact>
        <Fact name="Out of stock at">{format.count(detail.stockoutLocations, 'location', 'locations')}</Fact>
      </Facts>
      <Section title="Where its units are" note="every move has two sides, so the accounts sum to zero">
        <div className={classes.equation}>
          {ACCOUNTS.map(([id, name], index) => (
            <div key={id} className={classes.pair}>
              {index > 0 ? <span aria-hidden="true">+</span> : null}
              <div className={classes.term}>
                <div className="dim">{name}</div>
                <Figure value={detail.accounts[id]} testId={`account-${id}`} />
              </div>
            </div>
          ))}
          <span aria-hidden="true">=</span>
          <div className={classes.term}>
            <div className="dim">Sum</div>
            <Figure value={sum / MICROUNITS_PER_UNIT} testId="account-sum" />
          </div>
          <div className={classes.proof}>
            {sum === 0 ? (
              <StateMark state="good" word="Sums to zero" />
            ) : (
              <StateMark
                state="critical"
                word="Does not sum to zero"
                title="Run tower verify and quote this page."
              />
            )}
          </div>
        </div>
      </Section>
      <Section
        title="By location"
        note={
          order.moved > 0 ? (
            <Button size="compact-xs" variant="light" onClick={order.sortAgain}>
              {format.number(order.moved)} changed places, sort again
            </Button>
          ) : null
        }
      >
        {detail.rows.length === 0 ? (
          <p className="dim">No location has had this SKU.</p>
        ) : (
          <DataGrid
            label="Locations with this SKU"
            columns={columns}
            count={order.rows.length}
            rowAt={rowAt}
            rowId={positionKey}
            rowTestId={(row) => `position-${row.location}-${row.sku}`}
            onOpen={(row) => go(ledgerPath(row.location, row.sku))}
            sort={sort}
            onSort={setSort}
            rowsInSight={12}
          />
        )}
      </Section>
    </>
  )
}
