/** Owns the list of rated orders: what each customer said, beside what happened to the order. */
import { Checkbox, Select } from '@mantine/core'
import { ORDER_CAUSES } from '../../../shared/experienceContract.ts'
import type { RatedOrder } from '../../../shared/readModels/experience.ts'
import type { RatingScale } from '../../../shared/vocabulary.ts'
import { Age } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { UNKNOWN } from '../../components/format.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, useAddress } from '../../stores/address.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { flowWord } from '../orderWords.ts'
import { causeWord } from './causeWords.ts'
import { ratingPath, type ExperienceScope } from './filter.ts'
import { LateBy } from './LateBy.tsx'
import { Stars } from './Stars.tsx'
import classes from './Experience.module.css'

const CAUSES = ORDER_CAUSES.map((value) => ({ value, label: causeWord(value) }))

const columns: GridColumn<RatedOrder>[] = [
  {
    id: 'rating',
    header: 'Rating',
    width: '96px',
    cell: (row) => <Stars rating={row.rating} scale={row.scale} />,
  },
  {
    id: 'text',
    header: 'What the customer wrote',
    width: 'minmax(180px, 3fr)',
    cell: (row) => <Wrote row={row} />,
  },
  {
    id: 'channel',
    header: 'Channel and flow',
    width: 'minmax(120px, 1.4fr)',
    cell: (row) => `${row.channel ?? 'not stated'} · ${flowWord(row.flow)}`,
  },
  {
    id: 'late',
    header: 'Late by',
    about: 'Hours after the promise; negative: early',
    width: '92px',
    right: true,
    cell: (row) => <LateBy hours={row.lateHours} />,
  },
  {
    id: 'cause',
    header: 'What happened',
    width: 'minmax(140px, 1.6fr)',
    cell: (row) => (
      <span title={row.causeDetail ?? undefined}>{row.cause ? causeWord(row.cause) : UNKNOWN}</span>
    ),
  },
  { id: 'at', header: 'Answered', width: '96px', right: true, cell: (row) => <Age at={row.at} /> },
]

function Wrote({ row }: { row: RatedOrder }) {
  const text = [row.title, row.text].filter(Boolean).join(' – ')
  return text ? <span title={text}>{text}</span> : <span className="dim">no words</span>
}

const answerId = (row: RatedOrder) => `${row.order} ${row.at} ${row.scale}`

interface RatedOrdersProps {
  scope: ExperienceScope
  scale: RatingScale
  selected: string | undefined
}

export function RatedOrders({ scope, scale, selected }: RatedOrdersProps) {
  const { params } = useAddress()
  const cause = ORDER_CAUSES.find((each) => each === params.get('cause'))
  const late = params.get('late') === '1'
  const poor = params.get('poor') === '1'
  const withText = params.get('withText') === '1'
  const poorMax = scale === 'nps' ? 6 : 2
  const filter = {
    ...scope,
    scale,
    ...(cause ? { cause } : {}),
    ...(late ? { late } : {}),
    ...(poor ? { ratingMax: poorMax } : {}),
    ...(withText ? { withText } : {}),
  }
  const rows = useRowPages('experience.ratedOrders', filter, answerId)
  const format = useFormat()
  const check = (name: string, label: string, checked: boolean) => (
    <Checkbox
      label={label}
      checked={checked}
      onChange={(event) => setParams({ [name]: event.currentTarget.checked ? '1' : null })}
    />
  )
  return (
    <>
      <div className={classes.subBar}>
        <h2>Rated orders</h2>
        <span className="dim nowrap" data-testid="rated-total" data-value={rows.count ?? ''}>
          {rows.count === undefined ? '' : format.number(rows.count)}
        </span>
        <Select
          aria-label="What happened"
          placeholder="Whatever happened"
          data={CAUSES}
          value={cause ?? null}
          onChange={(next) => setParams({ cause: next })}
          clearable
          w={200}
        />
        {check('poor', `Poor (${poorMax} and lower)`, poor)}
        {check('late', 'Late', late)}
        {check('withText', 'With words', withText)}
      </div>
      <div className={classes.rows}>
        {rows.count === undefined ? (
          rows.error ? (
            <Failure what="The rated orders" error={rows.error} retry={rows.retry} />
          ) : (
            <Loading label="Loading the rated orders" />
          )
        ) : rows.count === 0 ? (
          <Message title="No rated order fits">
            Remove a filter, or choose another scale or a longer time.
          </Message>
        ) : (
          <DataGrid
            label="Rated orders"
            columns={columns}
            count={rows.count}
            rowAt={rows.rowAt}
            rowId={answerId}
            rowTestId={(row) => `rated-${row.order}`}
            selectedId={selected}
            onOpen={(row) => go(ratingPath(row.order))}
            onRange={rows.onRange}
          />
        )}
      </div>
    </>
  )
}
