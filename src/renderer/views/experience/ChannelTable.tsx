/** Owns the table of channels and their flows: every figure of experience, with its interval behind it. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ExperienceMatrix, ExperienceRow } from '../../../shared/readModels/experience.ts'
import { ColumnChooser, useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { FLOW_RULES, flowWord } from '../orderWords.ts'
import { saveExperience } from './experienceCsv.ts'
import { DEFAULT_EXPERIENCE_COLUMNS, EXPERIENCE_FIGURES } from './figures.ts'
import { FigureText } from './FigureText.tsx'
import { cellOf, cellPath, type ExperienceScope } from './filter.ts'
import { TrendLine } from './TrendLine.tsx'
import classes from './Experience.module.css'

const TABLE = 'experience'
const REFRESH_MS = 10_000
const channelWord = (channel: string | null) => channel ?? 'Channel not stated'
const rowId = (row: ExperienceRow) => `${row.level} ${row.channel ?? ''} ${row.flow ?? ''}`

function Place({ row }: { row: ExperienceRow }) {
  return row.level === 'channel' ? (
    <strong title={channelWord(row.channel)}>{channelWord(row.channel)}</strong>
  ) : (
    <span className={classes.flow} title={row.flow ? FLOW_RULES[row.flow] : 'Nothing tells the flow'}>
      {flowWord(row.flow)}
    </span>
  )
}

function Trend({ row, stepDays }: { row: ExperienceRow; stepDays: number }) {
  const format = useFormat()
  const values = row.trend.map(({ promiseKept }) => promiseKept)
  const known = values.filter((value) => value !== null)
  const last = known.at(-1) ?? null
  return (
    <TrendLine
      values={values}
      low={0.5}
      high={1}
      label={
        last === null
          ? 'Promise kept over time: not known'
          : `Promise kept over time, every ${stepDays} days, on a scale from 50 to 100 %: from ${format.share(known[0] ?? null)} to ${format.share(last)}`
      }
    />
  )
}

function columnsOf(stepDays: number): GridColumn<ExperienceRow>[] {
  return [
    {
      id: 'place',
      header: 'Channel and flow',
      width: 'minmax(180px, 2fr)',
      cell: (row) => <Place row={row} />,
    },
    {
      id: 'orders',
      header: 'Orders',
      width: 'minmax(72px, 1fr)',
      right: true,
      cell: (row) => <Count value={row.orders} />,
    },
    ...EXPERIENCE_FIGURES.map((figure): GridColumn<ExperienceRow> => ({
      id: figure.id,
      header: figure.header,
      ...(figure.unit ? { unit: figure.unit } : {}),
      about: figure.about,
      width: 'minmax(96px, 1fr)',
      right: true,
      cell: (row) => <FigureText figure={figure} figures={row} />,
    })),
    {
      id: 'trend',
      header: 'Trend',
      unit: `promise kept, ${stepDays} d`,
      about: `Promise kept, each ${stepDays} days, on a scale from 50 to 100 %`,
      width: '136px',
      cell: (row) => <Trend row={row} stepDays={stepDays} />,
    },
  ]
}

function Count({ value }: { value: number }) {
  return <>{useFormat().number(value)}</>
}

interface ChannelTableProps {
  scope: ExperienceScope
  selected: ReturnType<typeof cellOf>
}

export function ChannelTable({ scope, selected }: ChannelTableProps) {
  const answer = useTowerQuery('experience.matrix', scope, {
    keepPrevious: true,
    refetchEveryMs: REFRESH_MS,
  })
  if (!answer.data) {
    return answer.error ? (
      <Failure what="The channels" error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading label="Loading the channels" lines={12} />
    )
  }
  if (answer.data.rows.length === 0) return <NoOrders matrix={answer.data} />
  return <Table matrix={answer.data} selected={selected} />
}

interface TableProps {
  matrix: ExperienceMatrix
  selected: ReturnType<typeof cellOf>
}

function Table({ matrix, selected }: TableProps) {
  const format = useFormat()
  const columns = useMemo(() => columnsOf(matrix.trendStepDays), [matrix.trendStepDays])
  const shown = useShownColumns(TABLE, DEFAULT_EXPERIENCE_COLUMNS)
  const { total } = matrix
  return (
    <>
      <div className={classes.totals}>
        <div className={classes.total}>
          <span className="dim">Orders</span>
          <span data-testid="experience-orders" data-value={total.orders}>
            {format.number(total.orders)}
          </span>
        </div>
        {EXPERIENCE_FIGURES.filter(({ id }) => TOTALS.has(id)).map((figure) => (
          <div key={figure.id} className={classes.total} data-testid={`experience-total-${figure.id}`}>
            <span className="dim">
              {figure.header}
              {figure.unit ? `, ${figure.unit}` : ''}
            </span>
            <FigureText figure={figure} figures={total} long />
          </div>
        ))}
        <div className={classes.spacer} />
        <div className={classes.buttons}>
          <ColumnChooser
            table={TABLE}
            columns={columns}
            defaults={DEFAULT_EXPERIENCE_COLUMNS}
            fixed={['place']}
          />
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => saveExperience(matrix.rows)}
            title="Saves every figure of every row with its interval as CSV"
          >
            Export CSV
          </Button>
        </div>
      </div>
      <DataGrid
        label="Channels and flows"
        columns={columns}
        shown={shown}
        count={matrix.rows.length}
        rowAt={(index) => matrix.rows[index]}
        rowId={rowId}
        rowTestId={(row) => `experience-${row.channel ?? 'none'}-${row.flow ?? row.level}`}
        selectedId={
          selected
            ? `${selected.flow === undefined ? 'channel' : 'flow'} ${selected.channel} ${selected.flow ?? ''}`
            : undefined
        }
        onOpen={(row) => go(cellPath(row))}
      />
      {matrix.feedbackWithoutOrder > 0 ? (
        <p className={classes.note}>
          {format.count(matrix.feedbackWithoutOrder, 'answer is', 'answers are')} about orders that no record
          has described; they stand in no row.
        </p>
      ) : null}
    </>
  )
}

const TOTALS = new Set(['promiseKept', 'cancelled', 'returned', 'rating'])

function NoOrders({ matrix }: { matrix: ExperienceMatrix }) {
  return (
    <Message title="No order was placed in this time">
      {matrix.dataUntil === null
        ? 'This screen shows how orders went for their customers. It fills when a feed sends orders: from a shop, as X12, by CSV or as CloudEvents.'
        : 'Choose a longer time, or remove the filters on channel, flow and region.'}
    </Message>
  )
}
