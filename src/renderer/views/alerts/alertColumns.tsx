/** Owns the columns that alerts and their groups are listed in. */
import { createContext, useContext } from 'react'
import { Checkbox } from '@mantine/core'
import { IconCheck, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { Age } from '../../components/Age.tsx'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, linkAddress } from '../../stores/address.ts'
import type { TriageRow } from '../../stores/alertGroups.ts'
import { SeverityMark, StateNote } from './AlertMarks.tsx'
import { AREA_WORDS, figureWords, impactParts } from './alertWords.ts'
import classes from './Alerts.module.css'

export interface ListHands {
  isMarked(row: TriageRow): boolean
  mark(row: TriageRow, range: boolean): void
}
export const ListHandsContext = createContext<ListHands>({ isMarked: () => false, mark: () => undefined })

export const alertRowId = (row: TriageRow): string =>
  row.kind === 'alert' ? row.row.alert : `${row.kind} ${row.group.group}`
const titleOf = (row: TriageRow): string => (row.kind === 'alert' ? row.row.summary : row.group.title)

export const ALERT_COLUMNS: readonly GridColumn<TriageRow>[] = [
  { id: 'mark', header: '', width: '40px', cell: (row) => <Mark row={row} /> },
  {
    id: 'severity',
    header: 'Severity',
    unit: 'state',
    width: '102px',
    cell: (row) => <Severity row={row} />,
  },
  {
    id: 'alert',
    header: 'What and where',
    unit: 'rule',
    width: 'minmax(250px, 3fr)',
    cell: (row) => <What row={row} />,
  },
  {
    id: 'stake',
    header: 'At stake',
    about: 'While nobody acts. The list is ordered by money first, then promises, customers, units',
    width: 'minmax(124px, 0.9fr)',
    right: true,
    cell: (row) => <Stake row={row} />,
  },
  {
    id: 'since',
    header: 'Since',
    unit: 'data as of',
    width: '96px',
    cell: (row) => <Since row={row} />,
  },
  { id: 'owner', header: 'Owner', unit: 'acknowledged', width: '118px', cell: (row) => <Owner row={row} /> },
  {
    id: 'action',
    header: 'What to do',
    width: 'minmax(150px, 1.3fr)',
    cell: (row) => <Action row={row} />,
  },
  { id: 'area', header: 'Area', width: '88px', cell: (row) => <Area row={row} /> },
  {
    id: 'figure',
    header: 'Figure',
    unit: 'threshold',
    width: '104px',
    right: true,
    cell: (row) => <Measured row={row} />,
  },
]
export const ALERT_DEFAULTS = ['mark', 'severity', 'alert', 'stake', 'since', 'owner', 'action']
export const ALERT_FIXED = ['mark', 'severity', 'alert']

function Mark({ row }: { row: TriageRow }) {
  const hands = useContext(ListHandsContext)
  if (row.kind === 'rest') return null
  return (
    <span className={classes.mark} onClick={(event) => event.stopPropagation()}>
      <Checkbox
        aria-label={`Select: ${titleOf(row)}`}
        tabIndex={-1}
        checked={hands.isMarked(row)}
        onChange={(event) => hands.mark(row, (event.nativeEvent as unknown as MouseEvent).shiftKey)}
      />
    </span>
  )
}

function Severity({ row }: { row: TriageRow }) {
  if (row.kind === 'rest') return null
  return (
    <span className={classes.two}>
      <SeverityMark severity={row.kind === 'alert' ? row.row.severity : row.group.severity} />
      {row.kind === 'alert' ? <StateNote row={row.row} /> : <Unacknowledged row={row} />}
    </span>
  )
}

function Unacknowledged({ row: { group } }: { row: Extract<TriageRow, { kind: 'group' }> }) {
  const format = useFormat()
  return (
    <span className="dim clip" title={`${group.unacknowledged} of ${group.alerts} not acknowledged`}>
      {group.unacknowledged === 0 ? 'all seen' : `${format.number(group.unacknowledged)} unseen`}
    </span>
  )
}

/** Names of where an alert is, as far as the summary's own line does not hold them. */
export function placeWords(row: AlertRow): string {
  const words = (...labels: string[]) =>
    labels.map((label) => row.names[label] ?? row.labels[label]).filter(Boolean)
  const place = words('location', 'channel', 'carrier')
  return [...(place.length > 0 ? place : words('feed')), ...words('region', 'category')].join(' · ')
}

function What({ row }: { row: TriageRow }) {
  const format = useFormat()
  if (row.kind === 'rest') {
    return (
      <span className={`${classes.inside} dim`}>
        {row.more === null
          ? 'Loading its alerts…'
          : `${format.number(row.more)} more. Press Enter to list this group alone.`}
      </span>
    )
  }
  if (row.kind === 'group') {
    const { group } = row
    const Chevron = row.open ? IconChevronDown : IconChevronRight
    return (
      <span className={classes.group} title={group.title}>
        <Chevron size={16} aria-hidden="true" />
        <span className={classes.two}>
          <strong className="clip">{group.title}</strong>
          <span className="dim clip">
            {format.count(group.alerts, 'alert', 'alerts')} · {row.open ? 'fold' : 'open'} with Enter
          </span>
        </span>
      </span>
    )
  }
  const { row: alert } = row
  return (
    <span className={`${classes.two} ${row.inGroup ? classes.inside : ''}`} title={alert.summary}>
      <span className="clip" data-unseen={alert.acknowledgedAt === null || undefined}>
        {alert.summary}
      </span>
      <span className="dim clip">{[alert.ruleTitle, placeWords(alert)].filter(Boolean).join(' · ')}</span>
    </span>
  )
}

function Stake({ row }: { row: TriageRow }) {
  const format = useFormat()
  if (row.kind === 'rest') return null
  const [first, ...rest] = impactParts(row.kind === 'alert' ? row.row.impact : row.group.impact, format)
  return (
    <span className={classes.two} title={[first, ...rest].filter(Boolean).join(', ') || 'Not known'}>
      <span className="clip">{first ?? '–'}</span>
      <span className="dim clip">{rest.slice(0, 2).join(', ')}</span>
    </span>
  )
}

function Since({ row }: { row: TriageRow }) {
  if (row.kind === 'rest') return null
  return (
    <span className={classes.two}>
      <Age at={row.kind === 'alert' ? row.row.since : row.group.since} />
      <span className="dim">{row.kind === 'alert' ? <Age at={row.row.dataAsOf} /> : null}</span>
    </span>
  )
}

function Owner({ row }: { row: TriageRow }) {
  if (row.kind !== 'alert') return null
  const { owner, acknowledgedBy } = row.row
  return (
    <span className={classes.two}>
      <span className="clip" title={owner ?? undefined}>
        {owner ?? <span className="dim">nobody</span>}
      </span>
      {acknowledgedBy === null ? null : (
        <span className={`dim ${classes.seen}`} title={`Acknowledged by ${acknowledgedBy}`}>
          <IconCheck size={12} aria-hidden="true" />
          <span className="clip">{acknowledgedBy}</span>
        </span>
      )}
    </span>
  )
}

function Action({ row }: { row: TriageRow }) {
  if (row.kind === 'rest') return null
  if (row.kind === 'group') {
    return (
      <a
        href={addressOf('/alerts', { group: row.group.group, rows: 'each' })}
        tabIndex={-1}
        onClick={(event) => event.stopPropagation()}
      >
        List these alone
      </a>
    )
  }
  const { action } = row.row
  if (!action) return null
  return (
    <a
      href={linkAddress(action.link)}
      title={action.text}
      tabIndex={-1}
      className={classes.action}
      onClick={(event) => event.stopPropagation()}
    >
      {action.text}
    </a>
  )
}

function Area({ row }: { row: TriageRow }) {
  return row.kind === 'alert' ? AREA_WORDS[row.row.area] : null
}

function Measured({ row }: { row: TriageRow }) {
  const format = useFormat()
  if (row.kind !== 'alert') return null
  const { figure, threshold, unit } = row.row
  return (
    <span className={classes.two}>
      <span className="clip">{figureWords(figure, unit, format)}</span>
      <span className="dim clip">{figureWords(threshold, unit, format)}</span>
    </span>
  )
}
