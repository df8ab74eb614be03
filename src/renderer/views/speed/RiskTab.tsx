/** Owns the orders at risk: the most valuable first, what holds each, and what would save it. */
import { useMemo } from 'react'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { IconRoute, IconTargetArrow, IconX } from '@tabler/icons-react'
import type { InputOf } from '../../../shared/contract.ts'
import type { OrderAtRisk } from '../../../shared/readModels/speed.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { DataGrid } from '../../components/DataGrid.tsx'
import { describeFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, orderPath, setParams, useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { FLOW_WORDS } from '../orderWords.ts'
import { NewsChip } from './NewsChip.tsx'
import { RISK_COLUMNS } from './riskColumns.tsx'
import { screenScopeOf } from './speedScope.ts'
import classes from './Speed.module.css'

export const CALIBRATION_PATH = '/speed/calibration'
/** The odds of all open lines are reckoned for each answer. */
const LOOK_AGAIN_MS = 60_000
type RiskFilter = Omit<InputOf<'orders.atRisk'>, 'offset' | 'limit'>
const FLOW_CHOICES = FLOWS.map((value) => ({ value, label: FLOW_WORDS[value] }))
const idOf = (row: OrderAtRisk) => `${row.order}\n${row.line}`

export function RiskTab() {
  const { params } = useAddress()
  const format = useFormat()
  const missed = params.get('missed') === 'also'
  const text = JSON.stringify({ ...screenScopeOf(params), ...placeOf(params), ...(missed ? { missed } : {}) })
  const filter = useMemo(() => JSON.parse(text) as RiskFilter, [text])
  const list = useRowPages('orders.atRisk', filter, idOf, LOOK_AGAIN_MS)
  return (
    <>
      <div className={classes.toolbar}>
        <SegmentedControl
          aria-label="Which promises"
          data={[
            { value: 'open', label: 'Can still be kept' },
            { value: 'also', label: 'Missed ones too' },
          ]}
          value={missed ? 'also' : 'open'}
          onChange={(value) => setParams({ missed: value === 'also' ? 'also' : null })}
          className={classes.fixed}
        />
        <Select
          aria-label="Flow"
          placeholder="Any flow"
          leftSection={<IconRoute size={14} />}
          data={FLOW_CHOICES}
          value={params.get('flow')}
          onChange={(flow) => setParams({ flow })}
          clearable
          clearButtonProps={{ 'aria-label': 'Any flow' }}
          className={classes.choice}
        />
        {Object.entries(placeOf(params)).map(([name, value]) => (
          <Button
            key={name}
            variant="light"
            rightSection={<IconX size={12} />}
            onClick={() => setParams({ [name]: null })}
            aria-label={`${PLACE_WORDS[name] ?? name}: ${value}. Remove this filter`}
            maw={230}
          >
            {PLACE_WORDS[name] ?? name}: {value}
          </Button>
        ))}
        <span className={`dim clip ${classes.rest}`} data-testid="risk-total" data-value={list.count ?? ''}>
          {list.count === undefined ? null : (
            <>{format.count(list.count, 'open line', 'open lines')}, by probability × value</>
          )}{' '}
          <ReckonedAt filter={filter} />
        </span>
        <Button
          variant="default"
          leftSection={<IconTargetArrow size={14} />}
          onClick={() => go(CALIBRATION_PATH)}
        >
          How good are the odds?
        </Button>
      </div>
      <div className={classes.body}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The orders at risk" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Reckoning the odds of open orders" lines={14} />
          )
        ) : list.count === 0 ? (
          <Message title="No open promise is at risk">
            Open lines with a promise appear here, with the probability of missing it. The scope on top and
            the flow narrow this list too.
          </Message>
        ) : (
          <DataGrid
            key={text}
            label="Orders at risk"
            columns={RISK_COLUMNS}
            count={list.count}
            rowAt={list.rowAt}
            rowId={idOf}
            rowTestId={(row: OrderAtRisk) => `risk-${row.order}-${row.line}`}
            rowTitle={(row: OrderAtRisk) => describeFreshness(row.freshness, clockNow(), format)}
            rowFaded={(row: OrderAtRisk) => row.freshness.stale}
            onOpen={(row) => go(orderPath(row.order))}
            onRange={list.onRange}
            tall
          />
        )}
        <NewsChip list={list} />
      </div>
    </>
  )
}

const PLACE_WORDS: Record<string, string> = { location: 'Location', carrier: 'Carrier' }

/** The location or carrier that another screen led here for. */
function placeOf(params: URLSearchParams): { location?: string; carrier?: string } {
  const location = params.get('location')
  const carrier = params.get('carrier')
  return { ...(location ? { location } : {}), ...(carrier ? { carrier } : {}) }
}

/** When the odds were reckoned: they are kept for a while, unlike other figures. */
function ReckonedAt({ filter }: { filter: RiskFilter }) {
  const input = useMemo(() => ({ ...filter, offset: 0, limit: 100 }), [filter])
  const { data } = useTowerQuery('orders.atRisk', input)
  return data ? (
    <>
      · reckoned <ShortMoment at={data.asOf} />
    </>
  ) : null
}
