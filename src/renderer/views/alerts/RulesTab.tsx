/** Owns the list of rules: how each is set, how much it fires, and how far it can be trusted. */
import { useMemo } from 'react'
import { Button, Select } from '@mantine/core'
import { IconFilter, IconPlus } from '@tabler/icons-react'
import type { AlertRuleRow } from '../../../shared/readModels/alerts.ts'
import { ALERT_AREAS } from '../../../shared/vocabulary.ts'
import { Age } from '../../components/Age.tsx'
import { ColumnChooser, useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { formatDuration } from '../../components/format.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { alertRulePath, go, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { SeverityMark } from './AlertMarks.tsx'
import { AREA_WORDS, figureWords } from './alertWords.ts'
import classes from './Alerts.module.css'

const nothing = {}
const TABLE = 'rules'
const AREA_CHOICES = ALERT_AREAS.map((value) => ({ value, label: AREA_WORDS[value] }))

export function RuleState({ row }: { row: AlertRuleRow }) {
  if (row.fault !== null) return <StateMark state="serious" word="Fault" title={row.fault} />
  if (!row.settings.enabled) return <StateMark state="warning" word="Off" title="Nobody is told of it." />
  if (row.lastEvaluatedAt === null) {
    return <StateMark state="neutral" word="Waits" title="Nothing that it looks at has come in yet." />
  }
  return <StateMark state="good" word="Watches" />
}

function Threshold({ row }: { row: AlertRuleRow }) {
  const format = useFormat()
  return (
    <span className={classes.two}>
      <span className="clip">
        {row.direction === 'above' ? 'over' : 'under'} {figureWords(row.settings.threshold, row.unit, format)}
      </span>
      <span className="dim clip">
        {row.scopedSettings > 0 ? format.count(row.scopedSettings, 'exception', 'exceptions') : ''}
      </span>
    </span>
  )
}

function Fired({ row }: { row: AlertRuleRow }) {
  const format = useFormat()
  return (
    <span className={classes.two}>
      <span>{format.number(row.fired)}</span>
      <span className="dim">{row.lastFiredAt === null ? null : <Age at={row.lastFiredAt} />}</span>
    </span>
  )
}

export function Precision({ row }: { row: AlertRuleRow }) {
  const format = useFormat()
  const { useful, noise } = row.votes
  if (row.precision === null) return <span className="dim">no votes</span>
  return (
    <span title={`${useful} useful, ${noise} noise`}>
      {format.share(row.precision, 0)} <span className="dim">of {format.number(useful + noise)}</span>
    </span>
  )
}

function FiringNow({ row }: { row: AlertRuleRow }) {
  const format = useFormat()
  return (
    <span className={classes.two}>
      <span>{format.number(row.firing)}</span>
      <span className="dim">{row.pending > 0 ? `${format.number(row.pending)} pending` : ''}</span>
    </span>
  )
}

const columns: readonly GridColumn<AlertRuleRow>[] = [
  {
    id: 'rule',
    header: 'Rule',
    unit: 'when it fires',
    width: 'minmax(260px, 3fr)',
    cell: (row) => (
      <span className={classes.two} title={row.definition}>
        <span className="clip">
          {row.title}
          {row.own ? <span className="dim"> · own</span> : null}
        </span>
        <span className="dim clip">{row.definition}</span>
      </span>
    ),
  },
  { id: 'state', header: 'State', width: '94px', cell: (row) => <RuleState row={row} /> },
  { id: 'area', header: 'Area', width: '86px', cell: (row) => AREA_WORDS[row.area] },
  {
    id: 'threshold',
    header: 'Threshold',
    unit: 'exceptions',
    width: 'minmax(120px, 0.8fr)',
    cell: (row) => <Threshold row={row} />,
  },
  {
    id: 'firing',
    header: 'Firing',
    unit: 'now',
    width: '92px',
    right: true,
    cell: (row) => <FiringNow row={row} />,
  },
  {
    id: 'fired',
    header: 'Fired',
    unit: '28 days, last',
    width: '104px',
    right: true,
    cell: (row) => <Fired row={row} />,
  },
  {
    id: 'precision',
    header: 'Useful',
    unit: 'by vote',
    about: 'Useful votes ÷ votes',
    width: '98px',
    right: true,
    cell: (row) => <Precision row={row} />,
  },
  {
    id: 'severity',
    header: 'Severity',
    width: '98px',
    cell: (row) => <SeverityMark severity={row.settings.severity} />,
  },
  {
    id: 'acknowledged',
    header: 'Acknowledged in',
    unit: 'median',
    width: '120px',
    right: true,
    cell: (row) => formatDuration(row.acknowledgeMsMedian),
  },
  {
    id: 'evaluated',
    header: 'Last judged',
    unit: 'a subject takes',
    width: '112px',
    cell: (row) => <Judged row={row} />,
  },
]
const DEFAULTS = ['rule', 'state', 'area', 'threshold', 'firing', 'fired', 'precision']

function Judged({ row }: { row: AlertRuleRow }) {
  const format = useFormat()
  return (
    <span className={classes.two}>
      <Age at={row.lastEvaluatedAt} />
      <span className="dim">
        {row.evaluationMicroseconds === null ? '' : `${format.number(row.evaluationMicroseconds, 1)} µs`}
      </span>
    </span>
  )
}

const idOf = (row: AlertRuleRow) => row.rule

export function RulesTab({ selected }: { selected: string | undefined }) {
  const answer = useTowerQuery('alerts.rules', nothing, { refetchEveryMs: 10_000 })
  const { params } = useAddress()
  const rights = useAlertRights()
  const format = useFormat()
  const shown = useShownColumns(TABLE, DEFAULTS)
  const area = ALERT_AREAS.find((each) => each === params.get('area'))
  const all = answer.data?.rules
  const rows = useMemo(() => all?.filter((row) => !area || row.area === area), [all, area])
  const rowAt = useMemo(() => (index: number) => rows?.[index], [rows])
  const faults = all?.filter(({ fault }) => fault !== null).length ?? 0
  return (
    <>
      <div className={classes.toolbar}>
        <Select
          aria-label="Area"
          placeholder="Any area"
          leftSection={<IconFilter size={14} />}
          data={AREA_CHOICES}
          value={area ?? null}
          onChange={(value) => setParams({ area: value })}
          clearable
          clearButtonProps={{ 'aria-label': 'Any area' }}
          className={classes.choice}
        />
        <span className="dim nowrap">{rows ? format.count(rows.length, 'rule', 'rules') : ''}</span>
        {faults > 0 ? (
          <StateMark state="serious" word={format.count(faults, 'rule has a fault', 'rules have a fault')} />
        ) : null}
        <div className={classes.spacer} />
        <ColumnChooser table={TABLE} columns={columns} defaults={DEFAULTS} fixed={['rule']} />
        <Button
          leftSection={<IconPlus size={14} />}
          disabled={!rights.set}
          title={rights.why}
          onClick={() => go('/alerts/rules/new')}
        >
          Rule of your own
        </Button>
      </div>
      <div className={classes.body}>
        {rows === undefined ? (
          answer.error ? (
            <Failure what="The rules" error={answer.error} retry={() => void answer.refetch()} />
          ) : (
            <Loading label="Loading the rules" lines={14} />
          )
        ) : rows.length === 0 ? (
          <Message title="No rule of this area" />
        ) : (
          <DataGrid
            label="Rules"
            columns={columns}
            shown={shown}
            count={rows.length}
            rowAt={rowAt}
            rowId={idOf}
            rowTestId={(row: AlertRuleRow) => `rule-${row.rule}`}
            selectedId={selected}
            onOpen={(row) => go(alertRulePath(row.rule))}
            tall
          />
        )}
      </div>
    </>
  )
}
