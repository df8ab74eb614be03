/** Owns the lanes: from where, to which region, by whom, how fast against the promise; as a table and as arcs on a map. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import type { InputOf } from '../../../shared/contract.ts'
import type { LaneRow } from '../../../shared/readModels/speed.ts'
import { DataGrid } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, lanePath, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import type { Period } from '../../stores/period.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { DataAge } from './DataAge.tsx'
import { LANE_COLUMNS } from './laneColumns.tsx'
import { laneId, laneOrderOf, type LaneKey } from './laneFigures.ts'
import { LaneMap } from './LaneMap.tsx'
import { NewsChip } from './NewsChip.tsx'
import { PeriodControl } from './PeriodControl.tsx'
import { screenScopeOf, spanOf } from './speedScope.ts'
import classes from './Speed.module.css'

/** More arcs than this would hide each other. */
const MOST_ARCS = 200
type LaneFilter = Omit<InputOf<'speed.lanes'>, 'offset' | 'limit'>

export const openLane = ({ origin, destinationRegion, carrier }: LaneKey): void =>
  go(lanePath(origin, destinationRegion, carrier))

export function LanesTab({ period, selected }: { period: Period; selected: LaneKey | undefined }) {
  const { params } = useAddress()
  const format = useFormat()
  const order = laneOrderOf(params)
  const scope = JSON.stringify({ ...screenScopeOf(params), ...spanOf(period) })
  const text = JSON.stringify({ ...(JSON.parse(scope) as object), ...order })
  const filter = useMemo(() => JSON.parse(text) as LaneFilter, [text])
  const list = useRowPages('speed.lanes', filter, laneId)
  const drawn = useMemo(
    (): InputOf<'speed.lanes'> => ({
      ...(JSON.parse(scope) as LaneFilter),
      sort: 'lines',
      descending: true,
      limit: MOST_ARCS,
    }),
    [scope],
  )
  const arcs = useTowerQuery('speed.lanes', drawn, { keepPrevious: true, refetchEveryMs: 10_000 })
  const selectedId = selected && laneId(selected)
  return (
    <>
      <div className={classes.toolbar}>
        <span data-testid="lanes-total" data-value={list.count ?? ''}>
          {list.count === undefined ? '' : format.count(list.count, 'lane', 'lanes')}
        </span>
        <span className="dim clip">from a location to a region, by carrier</span>
        <div className={classes.spacer} />
        <DataAge />
        <PeriodControl period={period} compares={false} />
      </div>
      <div className={classes.body}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The lanes" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading the lanes" lines={14} />
          )
        ) : list.count === 0 ? (
          <Nothing period={period} />
        ) : (
          <div className={classes.halves}>
            <DataGrid
              key={text}
              label="Lanes"
              columns={LANE_COLUMNS}
              count={list.count}
              rowAt={list.rowAt}
              rowId={laneId}
              rowTestId={(row: LaneRow) => `lane-${row.origin}-${row.destinationRegion}-${row.carrier}`}
              selectedId={selectedId}
              onOpen={openLane}
              sort={{ by: order.sort, descending: order.descending }}
              onSort={({ by, descending }) => setParams({ sort: by, order: descending ? null : 'up' })}
              onRange={list.onRange}
            />
            <LaneMap
              lanes={arcs.data?.rows}
              total={arcs.data?.total ?? 0}
              selected={selectedId}
              onOpen={openLane}
            />
          </div>
        )}
        <NewsChip list={list} />
      </div>
    </>
  )
}

function Nothing({ period }: { period: Period }) {
  return (
    <Message
      title="No lane was travelled in this period"
      action={
        period.name === 'all' ? null : (
          <Button variant="default" onClick={() => setParams({ period: 'all' })}>
            Show all time
          </Button>
        )
      }
    >
      A lane is known by lines that were shipped from a location and came into a customer’s hands. Choose a
      longer period, or widen the scope on top.
    </Message>
  )
}
