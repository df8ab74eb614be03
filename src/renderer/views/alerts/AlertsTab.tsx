/** Owns the live list of alerts: rows that stay under the pointer, the keyboard's triage, and what it acts on. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@mantine/core'
import { IconRefresh, IconShieldCheck, IconX } from '@tabler/icons-react'
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { alertPath, go, setParams, useAddress } from '../../stores/address.ts'
import { useFlatAlerts, useGroupedAlerts, type TriageList, type TriageRow } from '../../stores/alertGroups.ts'
import { useAlertSummary, type AlertFilter } from '../../stores/alerts.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { ActBar } from './ActBar.tsx'
import {
  ALERT_COLUMNS,
  ALERT_DEFAULTS,
  alertRowId,
  ListHandsContext,
  type ListHands,
} from './alertColumns.tsx'
import { alertFilterOf, isGrouped, isNarrowed, NO_FILTER } from './alertFilter.ts'
import { ALERT_TABLE, AlertToolbar, FilterChips } from './AlertToolbar.tsx'
import { triageKey } from './triageKey.ts'
import { useAtRest } from './useAtRest.ts'
import { useTriage, type Triage } from './useTriage.ts'
import { useTriageKeys } from './useTriageKeys.ts'
import classes from './Alerts.module.css'

export interface AlertsTabProps {
  /** The alert in the drawer. */
  opened: string | undefined
  openedRow: AlertRow | undefined
  /** Hands what is chosen to the drawer, which offers the same acts. */
  children(triage: Triage): React.ReactNode
}

export function AlertsTab(props: AlertsTabProps) {
  const { params } = useAddress()
  const text = JSON.stringify(alertFilterOf(params))
  const filter = useMemo(() => JSON.parse(text) as AlertFilter, [text])
  return isGrouped(params) ? (
    <Grouped key="groups" {...props} filter={filter} />
  ) : (
    <Flat key="each" {...props} filter={filter} />
  )
}

type WithFilter = AlertsTabProps & { filter: AlertFilter }
function Grouped(props: WithFilter) {
  return <AlertList {...props} list={useGroupedAlerts(props.filter)} />
}
function Flat(props: WithFilter) {
  return <AlertList {...props} list={useFlatAlerts(props.filter)} />
}

function AlertList({ filter, list, opened, openedRow, children }: WithFilter & { list: TriageList }) {
  const triage = useTriage(list, filter, openedRow)
  const shown = useShownColumns(ALERT_TABLE, ALERT_DEFAULTS)
  const box = useRef<HTMLDivElement>(null)
  const [isTop, setTop] = useState(true)
  const rest = useAtRest(box)
  const isFree = rest && opened === undefined && triage.marked.size === 0 && triage.menu === null && isTop
  const { act: mayAct } = useAlertRights()
  const { news, showNews } = list
  const hasNews = news !== null
  useEffect(() => {
    // Nobody's hand is on the list, so that the present order may show by itself.
    if (hasNews && isFree) showNews()
  })
  useTriageKeys((key) => triageKey(key, { list, triage, opened, mayAct }))
  const { rowAt, toggle } = list
  const open = useCallback(
    (row: TriageRow) => {
      if (row.kind === 'alert') go(alertPath(row.row.alert))
      else if (row.kind === 'group') toggle(row.group)
      else setParams({ group: row.group.group, rows: 'each' })
    },
    [toggle],
  )
  const hands: ListHands = {
    isMarked: triage.isMarked,
    mark(row, range) {
      const index = indexOf(row, list)
      if (range) triage.markUpTo(index)
      else triage.mark(index)
    },
  }
  return (
    <ListHandsContext value={hands}>
      <AlertToolbar filter={filter} list={list} />
      <FilterChips filter={filter} list={list} />
      <div className={classes.body} ref={box}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The alerts" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading the alerts" lines={14} />
          )
        ) : list.count === 0 ? (
          <NothingFound filter={filter} />
        ) : (
          <DataGrid
            key={JSON.stringify(filter)}
            label="Alerts"
            columns={ALERT_COLUMNS}
            shown={shown.includes('mark') ? shown : ['mark', ...shown]}
            count={list.count}
            rowAt={rowAt}
            rowId={alertRowId}
            rowTestId={(row: TriageRow) =>
              row.kind === 'alert' ? `alert-${row.row.rule}` : `alert-group-${row.group.group}`
            }
            isMarked={triage.isMarked}
            selectedId={opened}
            onOpen={open}
            onActive={triage.stand}
            onRange={(first, last) => {
              setTop(first === 0)
              list.onRange(first, last)
            }}
            tall
            minWidth="940px"
          />
        )}
        {hasNews && !isFree ? <NewsChip news={news} show={showNews} /> : null}
      </div>
      {list.count === 0 || list.count === undefined ? null : (
        <Foot triage={triage} isBehind={opened !== undefined} />
      )}
      {children(triage)}
    </ListHandsContext>
  )
}

const FURTHEST = 5_000
function indexOf(row: TriageRow, list: TriageList): number {
  const id = alertRowId(row)
  for (let index = 0; index < Math.min(list.count ?? 0, FURTHEST); index += 1) {
    const each = list.rowAt(index)
    if (each && alertRowId(each) === id) return index
  }
  return 0
}

/** @param isBehind whether the drawer offers the same, so that the small forms open there */
function Foot({ triage, isBehind }: { triage: Triage; isBehind: boolean }) {
  const format = useFormat()
  const { marked, targets } = triage
  return (
    <div className={classes.foot}>
      <ActBar targets={targets} menu={isBehind ? null : triage.menu} setMenu={triage.setMenu}>
        <span className={`${classes.chosen} clip dim`} role="status" data-testid="alerts-chosen">
          {marked.size > 0
            ? `${format.count(marked.size, 'alert', 'alerts')} selected`
            : (targets.only?.summary ??
              (targets.count > 0
                ? 'All alerts of this group'
                : 'Choose an alert with j and k, or select some with x'))}
        </span>
        {marked.size > 0 ? (
          <Button variant="subtle" leftSection={<IconX size={14} />} onClick={triage.unmark}>
            Clear
          </Button>
        ) : null}
      </ActBar>
    </div>
  )
}

function NewsChip({ news, show }: { news: { added: number; moved: boolean }; show(): void }) {
  const format = useFormat()
  const { added } = news
  const words =
    added > 0
      ? `${format.number(added)} new`
      : added < 0
        ? `${format.number(-added)} no longer fit`
        : 'The order has changed'
  return (
    <Button className={classes.news} leftSection={<IconRefresh size={13} />} onClick={show} radius="xl">
      {words}: show
    </Button>
  )
}

function NothingFound({ filter }: { filter: AlertFilter }) {
  const summary = useAlertSummary()
  const format = useFormat()
  if (isNarrowed(filter)) {
    return (
      <Message
        title="No alert fits"
        action={
          <Button
            variant="default"
            onClick={() => setParams({ ...NO_FILTER, region: null, country: null, category: null })}
          >
            Clear all filters and the scope
          </Button>
        }
      >
        The search looks at an alert’s words, its rule and its place. The scope on top narrows this list too.
      </Message>
    )
  }
  const quiet = [
    summary?.pending ? `${format.number(summary.pending)} pending, not yet long enough to fire` : null,
    summary?.muted ? `${format.number(summary.muted)} muted` : null,
  ].filter(Boolean)
  return (
    <>
      <div className={classes.calm}>
        <IconShieldCheck size={40} stroke={1.3} aria-hidden="true" />
      </div>
      <div className={classes.calmWords}>
        <Message
          title="Nothing is wrong"
          action={
            <Button variant="default" onClick={() => go('/alerts/rules')}>
              See what is watched
            </Button>
          }
        >
          No rule fires now. An alert shows here within seconds of the record that causes it, and goes away by
          itself when its cause does.{quiet.length > 0 ? ` There are ${quiet.join(', and ')}.` : ''}
        </Message>
      </div>
    </>
  )
}
