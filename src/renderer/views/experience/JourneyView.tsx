/** Owns the tab of journeys: from the first touch over channel, flow and outcome to the return; drawn, and as a table. */
import { lazy, Suspense } from 'react'
import { SegmentedControl } from '@mantine/core'
import type { Journeys } from '../../../shared/readModels/experience.ts'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import type { ExperienceScope } from './filter.ts'
import { nodeWord, STAGE_WORDS } from './journeyWords.ts'
import classes from './Experience.module.css'

const JourneyChart = lazy(() => import('./JourneyChart.tsx'))
const FORMS = [
  { value: 'drawn', label: 'Drawn' },
  { value: 'table', label: 'Table' },
]

export function JourneyView({ scope }: { scope: ExperienceScope }) {
  const { params } = useAddress()
  const asTable = params.get('as') === 'table'
  const journeys = useTowerQuery('experience.journeys', scope, { keepPrevious: true })
  const format = useFormat()
  if (!journeys.data) {
    return journeys.error ? (
      <Failure what="The journeys" error={journeys.error} retry={() => void journeys.refetch()} />
    ) : (
      <Loading label="Loading the journeys" lines={10} />
    )
  }
  const { data } = journeys
  return (
    <>
      <div className={classes.subBar}>
        <h2>Journeys, by number of orders</h2>
        <span className="dim" data-testid="journey-orders" data-value={data.orders}>
          {format.count(data.orders, 'order', 'orders')}; of {format.number(data.withTouch)} a touch is known
          before
        </span>
        <span className={classes.spacer} />
        <SegmentedControl
          aria-label="Form"
          data={FORMS}
          value={asTable ? 'table' : 'drawn'}
          onChange={(next) => setParams({ as: next === 'table' ? next : null })}
        />
      </div>
      {data.orders === 0 ? (
        <Message title="No order was placed in this time">
          Choose a longer time, or remove the filters.
        </Message>
      ) : asTable ? (
        <JourneyTable journeys={data} />
      ) : (
        <Suspense fallback={<Loading label="Drawing the journeys" />}>
          <JourneyChart journeys={data} />
        </Suspense>
      )}
    </>
  )
}

interface LinkRow {
  from: string
  to: string
  stage: string
  orders: number
}

const columns: GridColumn<LinkRow>[] = [
  { id: 'stage', header: 'Step', width: 'minmax(140px, 1fr)', cell: (row) => row.stage },
  { id: 'from', header: 'From', width: 'minmax(140px, 2fr)', cell: (row) => row.from },
  { id: 'to', header: 'To', width: 'minmax(140px, 2fr)', cell: (row) => row.to },
  {
    id: 'orders',
    header: 'Orders',
    width: '96px',
    right: true,
    cell: (row) => <Count value={row.orders} />,
  },
]

function Count({ value }: { value: number }) {
  return <>{useFormat().number(value)}</>
}

function JourneyTable({ journeys }: { journeys: Journeys }) {
  const nodes = new Map(journeys.nodes.map((node) => [node.key, node]))
  const rows = journeys.links.flatMap(({ from, to, orders }): LinkRow[] => {
    const [start, end] = [nodes.get(from), nodes.get(to)]
    if (!start || !end) return []
    const stage = `${STAGE_WORDS[start.stage]} → ${STAGE_WORDS[end.stage].toLowerCase()}`
    return [{ from: nodeWord(start), to: nodeWord(end), stage, orders }]
  })
  return (
    <DataGrid
      label="Journeys"
      columns={columns}
      count={rows.length}
      rowAt={(index) => rows[index]}
      rowId={(row) => `${row.stage} ${row.from} ${row.to}`}
    />
  )
}
