/** Owns the order lines behind a figure of speed: each with its hours, how late it was, and why; each leads to its order. */
import { useMemo } from 'react'
import { SegmentedControl } from '@mantine/core'
import type { SpeedOrderRow } from '../../../shared/readModels/speed.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, orderPath, setParams, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { CAUSE_WORDS } from '../orderWords.ts'
import { NewsChip } from './NewsChip.tsx'
import { OrderId } from './OrderId.tsx'
import type { CauseName, SpeedQuestion } from './speedScope.ts'
import classes from './Speed.module.css'

const columns: readonly GridColumn<SpeedOrderRow>[] = [
  {
    id: 'order',
    header: 'Order, line',
    width: 'minmax(130px, 1.4fr)',
    cell: (row) => <OrderId order={row.order} line={row.line} />,
  },
  { id: 'placed', header: 'Placed', width: '140px', cell: (row) => <ShortMoment at={row.placedAt} /> },
  {
    id: 'hours',
    header: 'Took',
    unit: 'hours',
    about: 'From the order to the customer’s hands',
    width: '64px',
    right: true,
    cell: (row) => <Hours hours={row.hours} />,
  },
  {
    id: 'late',
    header: 'Late by',
    unit: 'hours',
    about: 'Past the promise; negative: that long before it',
    width: '72px',
    right: true,
    cell: (row) => <Hours hours={row.lateHours} />,
  },
  {
    id: 'cause',
    header: 'Cause',
    width: 'minmax(128px, 1.2fr)',
    cell: (row) => <Cause row={row} />,
  },
]

function Hours({ hours }: { hours: number | null }) {
  const format = useFormat()
  return (
    <span className="nowrap">{format.number(hours, hours !== null && Math.abs(hours) < 10 ? 1 : 0)}</span>
  )
}

function Cause({ row }: { row: SpeedOrderRow }) {
  if (row.cause === null) return <span className="dim">{row.lineLate === false ? 'on time' : '–'}</span>
  const word = row.cause === 'unknown' ? 'Not known' : CAUSE_WORDS[row.cause]
  return <StateMark state={row.lineHandedOverAt === null ? 'serious' : 'warning'} word={word} />
}

const idOf = (row: SpeedOrderRow) => `${row.order}\n${row.line}`

interface SpeedOrdersProps {
  question: SpeedQuestion
  cause: CauseName | undefined
  title: string
}

export function SpeedOrders({ question, cause, title }: SpeedOrdersProps) {
  const format = useFormat()
  const lateOnly = useAddress().params.get('lines') !== 'all'
  const text = JSON.stringify({ ...question, ...(cause ? { cause } : lateOnly ? { lateOnly } : {}) })
  const filter = useMemo(() => JSON.parse(text) as SpeedQuestion, [text])
  const list = useRowPages('speed.orders', filter, idOf)
  return (
    <Section
      title={title}
      note={
        cause ? (
          list.count === undefined ? null : (
            format.count(list.count, 'line', 'lines')
          )
        ) : (
          <SegmentedControl
            aria-label="Which lines"
            data={[
              { value: 'late', label: 'Late' },
              { value: 'all', label: 'All' },
            ]}
            value={lateOnly ? 'late' : 'all'}
            onChange={(value) => setParams({ lines: value === 'all' ? 'all' : null })}
          />
        )
      }
    >
      {list.count === undefined ? (
        list.error ? (
          <Failure what="The lines" error={list.error} retry={list.retry} />
        ) : (
          <Loading label="Loading the lines" />
        )
      ) : list.count === 0 ? (
        <p className="dim">{cause || lateOnly ? 'No late line.' : 'No line.'}</p>
      ) : (
        <div className={classes.within}>
          <DataGrid
            key={text}
            label={title}
            columns={columns}
            count={list.count}
            rowAt={list.rowAt}
            rowId={idOf}
            rowTestId={(row: SpeedOrderRow) => `speed-order-${row.order}-${row.line}`}
            rowTitle={(row: SpeedOrderRow) => describeFreshness(row.freshness, clockNow(), format)}
            rowFaded={(row: SpeedOrderRow) => row.freshness.stale}
            onOpen={(row) => go(orderPath(row.order))}
            onRange={list.onRange}
            rowsInSight={10}
          />
          <NewsChip list={list} />
        </div>
      )}
    </Section>
  )
}
