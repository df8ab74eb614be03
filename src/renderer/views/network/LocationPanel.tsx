/** Owns the drawer of one location: its figures with their freshness, SKUs, sales, conditions, shipments. */
import { lazy, Suspense, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import type { LocationDetail, LocationRow } from '../../../shared/readModels/network.ts'
import type { PositionRow } from '../../../shared/readModels/inventory.ts'
import { Instant, Moment } from '../../components/Age.tsx'
import { DataGrid, type GridColumn, type GridSort } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { FreshnessCell, WithFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, go, ledgerPath } from '../../stores/address.ts'
import { useAlertSummary } from '../../stores/alerts.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { positionKey, useLivePositions, usePositionWindow } from '../../stores/positions.ts'
import { useAsOf } from '../../stores/scope.ts'
import { ShipmentList } from './ShipmentList.tsx'
import { COVER_RULE, DISPOSITION_WORDS, KIND_WORDS, LEAVING_RULE } from '../words.ts'

const SoldChart = lazy(() => import('./SoldChart.tsx'))

interface LocationPanelProps {
  location: string
  /** The row of the stream that the screen follows anyway; newer than the detail's own. */
  live: LocationRow | undefined
  onClose(): void
}

export function LocationPanel({ location, live, onClose }: LocationPanelProps) {
  const detail = useTowerQuery('location.detail', { location }, { refetchEveryMs: 5_000 })
  const row = live ?? detail.data?.row
  const place = row ? [row.city, row.region, row.country].filter(Boolean).join(', ') : ''
  return (
    <SidePanel
      title={row?.name ?? location}
      subtitle={[row?.kind ? KIND_WORDS[row.kind] : null, place, row?.name ? location : null]
        .filter(Boolean)
        .join(' · ')}
      onClose={onClose}
      testId="location-panel"
    >
      {row ? <Figures row={row} /> : null}
      {detail.error && !detail.data ? (
        <Failure what="This location" error={detail.error} retry={() => void detail.refetch()} />
      ) : null}
      {row ? <Skus location={location} /> : null}
      {detail.data ? <Details detail={detail.data} zone={row?.timeZone ?? null} /> : null}
      {!row && !detail.error ? <Loading label="Loading the location" /> : null}
    </SidePanel>
  )
}

const RULES: Record<string, string> = {
  'panel-cover': `Days of cover: ${COVER_RULE}`,
  'panel-leaving': `Leaves a day: ${LEAVING_RULE}`,
  'panel-sold':
    'Sold a day: to customers. Not known by category, so there is none while a category is chosen',
}

function Figures({ row }: { row: LocationRow }) {
  const format = useFormat()
  const figures: [name: string, value: number | null, unit: string, id: string, digits?: number][] = [
    ['On hand', row.onHandUnits, 'units', 'panel-onHand'],
    ['ATP', row.atpUnits, 'units', 'panel-atp'],
    ['Days of cover', row.daysOfCover, 'days', 'panel-cover', 1],
    ['Sold a day', row.soldUnitsPerDay, 'units', 'panel-sold', 1],
    ['Leaves a day', row.leavingUnitsPerDay, 'units', 'panel-leaving', 1],
  ]
  return (
    <>
      <Facts>
        {figures.map(([name, value, unit, id, digits]) => (
          <Fact key={id} name={name}>
            <WithFreshness freshness={row.freshness} rule={RULES[id]}>
              <Figure value={value} testId={id} digits={digits} /> {value === null ? null : unit}
            </WithFreshness>
          </Fact>
        ))}
        <Fact name="Stockouts">
          <WithFreshness freshness={row.freshness}>
            <Figure value={row.stockoutCount} /> of {format.number(row.skuCount)} SKUs
          </WithFreshness>
        </Fact>
        <Fact name="Below zero">{format.count(row.negativeCount, 'SKU', 'SKUs')}</Fact>
        <Fact name="Open alerts">
          <OpenAlerts location={row.location} />
        </Fact>
        <Fact name="Local time zone">{row.timeZone ?? 'not stated'}</Fact>
        <Fact name="Feed">{row.freshness.feed ?? '–'}</Fact>
      </Facts>
      <Facts wide>
        <Fact name="Last event">
          <Instant at={row.freshness.dataAsOf} zone={row.timeZone} />
        </Fact>
        <Fact name="Last recorded">
          <Instant at={row.freshness.recordedAt} zone={row.timeZone} />
        </Fact>
      </Facts>
    </>
  )
}

function OpenAlerts({ location }: { location: string }) {
  const summary = useAlertSummary()
  const format = useFormat()
  const badge = summary?.byLocation.find((each) => each.location === location)
  if (!badge) return 'none'
  return (
    <a href={addressOf('/alerts', { location })}>
      <StateMark state={badge.severity} word={format.count(badge.alerts, 'alert', 'alerts')} />
    </a>
  )
}

const columns: GridColumn<PositionRow>[] = [
  {
    id: 'sku',
    header: 'SKU',
    width: 'minmax(120px, 1fr)',
    sort: 'sku',
    cell: (row) => <span title={row.sku}>{row.skuName ?? row.sku}</span>,
  },
  {
    id: 'onHand',
    header: 'On hand',
    unit: 'units',
    width: '100px',
    right: true,
    sort: 'onHandUnits',
    cell: (row) => <Figure value={row.onHandUnits} testId="figure-onHand" />,
  },
  {
    id: 'atp',
    header: 'ATP',
    unit: 'units',
    width: '84px',
    right: true,
    sort: 'atpUnits',
    cell: (row) => <Figure value={row.atpUnits} testId="figure-atp" />,
  },
  {
    id: 'age',
    header: 'Data',
    width: '104px',
    sort: 'lastEventAt',
    cell: (row) => <FreshnessCell freshness={row.freshness} />,
  },
]

function Skus({ location }: { location: string }) {
  const format = useFormat()
  const asOf = useAsOf()
  const [sort, setSort] = useState<GridSort>({ by: 'onHandUnits', descending: true })
  const [range, setRange] = useState<[number, number]>([0, 20])
  const filter = useMemo(
    () => ({
      location,
      sort: sort.by as 'sku' | 'onHandUnits' | 'atpUnits' | 'lastEventAt',
      descending: sort.descending,
      ...(asOf === null ? {} : { asOf }),
    }),
    [location, sort, asOf],
  )
  const positions = usePositionWindow(filter, range[0], range[1])
  const { rowAt: pageRow } = positions
  const inSight = Array.from({ length: range[1] - range[0] + 1 }, (_each, index) =>
    pageRow(range[0] + index),
  ).filter((row): row is PositionRow => row !== undefined)
  const live = useLivePositions(inSight, asOf === null)
  const rowAt = (index: number) => {
    const row = pageRow(index)
    return row && (live.get(positionKey(row)) ?? row)
  }
  if (positions.error && !positions.total) {
    return <Failure what="The SKUs" error={positions.error} retry={positions.retry} />
  }
  return (
    <Section
      title="SKUs here"
      note={
        <Button size="compact-xs" variant="subtle" onClick={() => go('/inventory', { location })}>
          All {positions.count === undefined ? '' : format.number(positions.count)} in Inventory
        </Button>
      }
    >
      {positions.count === undefined ? (
        <Loading label="Loading the SKUs" />
      ) : positions.count === 0 ? (
        <p className="dim">Nothing was ever moved or counted here.</p>
      ) : (
        <DataGrid
          label="SKUs at this location"
          columns={columns}
          count={positions.count}
          rowAt={rowAt}
          rowId={positionKey}
          rowTestId={(row) => `position-${row.location}-${row.sku}`}
          onOpen={(row) => go(ledgerPath(row.location, row.sku))}
          sort={sort}
          onSort={setSort}
          onRange={(first, last) => setRange([first, Math.max(last, first + 20)])}
          rowsInSight={8}
        />
      )}
    </Section>
  )
}

function Details({ detail, zone }: { detail: LocationDetail; zone: string | null }) {
  const format = useFormat()
  const address = [detail.address, detail.postalCode, detail.row.city].filter(Boolean).join(', ')
  const sold = detail.soldByDay.some((day) => day.units > 0)
  return (
    <>
      <Section title="Units sold a day, last 28 days" note="to the latest event">
        {sold ? (
          <Suspense fallback={<div style={{ height: 120 }} />}>
            <SoldChart days={detail.soldByDay} />
          </Suspense>
        ) : (
          <p className="dim">Nothing was sold here in these days.</p>
        )}
      </Section>
      <Section title="Stock by condition">
        <Facts>
          {detail.dispositions.map(({ disposition, units }) => (
            <Fact key={disposition} name={DISPOSITION_WORDS[disposition]}>
              {format.units(units)} units
            </Fact>
          ))}
        </Facts>
      </Section>
      <Section title="Coming in">
        <ShipmentList rows={detail.inbound} none="No shipment is on its way here." />
      </Section>
      <Section title="Going out">
        <ShipmentList rows={detail.outbound} none="No shipment is on its way from here." />
      </Section>
      <Section title="Description">
        <Facts>
          <Fact name="Address">{address || 'not stated'}</Fact>
          <Fact name="Opened on">{detail.openedOn ?? 'not stated'}</Fact>
          <Fact name="Described">
            {detail.history.length === 0
              ? 'by no feed yet'
              : format.count(detail.history.length, 'time', 'times')}
          </Fact>
        </Facts>
        {detail.history.length > 0 ? (
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {detail.history.slice(0, 5).map((each) => (
              <li key={`${each.validFrom} ${each.recordedAt} ${each.feed}`}>
                <Moment at={each.validFrom} zone={zone} />: {each.name ?? 'without a name'}{' '}
                <span className="dim">by {each.feed}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </Section>
    </>
  )
}
