/** Owns the filters of the list of alerts, each of them in the address. */
import { useMemo, useState } from 'react'
import { Button, Checkbox, Popover, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react'
import { ALERT_AREAS, ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import { ColumnChooser } from '../../components/ColumnChooser.tsx'
import { ExportButton } from '../../components/ExportButton.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import type { TriageList } from '../../stores/alertGroups.ts'
import type { AlertFilter } from '../../stores/alerts.ts'
import { client, useTowerQuery } from '../../stores/engine.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { ALERT_COLUMNS, ALERT_DEFAULTS, ALERT_FIXED } from './alertColumns.tsx'
import { alertCsvRow, ALERT_CSV_HEADER } from './alertsCsv.ts'
import { isGrouped, KEPT_PARAMS, LABEL_PARAMS, NOBODY, STATE_CHOICES } from './alertFilter.ts'
import { AREA_WORDS, LABEL_WORDS, SEVERITY_WORDS } from './alertWords.ts'
import classes from './Alerts.module.css'

const TYPING_MS = 200
/** The most that one page of the contract holds. */
const EXPORT_PAGE = 500
export const ALERT_TABLE = 'alerts'
const nothing = {}
const AREA_CHOICES = ALERT_AREAS.map((value) => ({ value, label: AREA_WORDS[value] }))
const SEVERITY_CHOICES = ALERT_SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))
const SORT_CHOICES = [
  { value: 'cost', label: 'Most costly first' },
  { value: 'severity', label: 'Gravest first' },
  { value: 'newest', label: 'Newest first' },
]

export function AlertToolbar({ filter, list }: { filter: AlertFilter; list: TriageList }) {
  const { params } = useAddress()
  const format = useFormat()
  const asked = filter.text ?? ''
  const [draft, setDraft] = useState({ since: asked, text: asked })
  // What is typed stands until the address says something else.
  const text = draft.since === asked || draft.text.trim() === asked ? draft.text : asked
  const ask = useDebouncedCallback((value: string) => setParams({ text: value.trim() || null }), TYPING_MS)
  const grouped = isGrouped(params)
  const first = useMemo(() => ({ ...filter, offset: 0, limit: 1 }), [filter])
  const all = useTowerQuery('alerts.list', first, { keepPrevious: true })
  const total = all.data?.total
  return (
    <div className={classes.toolbar} role="search" aria-label="Alerts">
      <TextInput
        data-screen-search
        aria-label="Find alerts by their words, rule or place"
        placeholder="Words, place ( / )"
        leftSection={<IconSearch size={14} />}
        value={text}
        maxLength={200}
        onChange={(event) => {
          setDraft({ since: asked, text: event.currentTarget.value })
          ask(event.currentTarget.value)
        }}
        className={classes.find}
      />
      <Choice name="severity" placeholder="Any severity" data={SEVERITY_CHOICES} value={filter.severity} />
      <Choice name="area" placeholder="Any area" data={AREA_CHOICES} value={filter.area} />
      <MoreFilters filter={filter} />
      <span className={`dim nowrap ${classes.count}`} data-testid="alerts-total" data-value={total ?? ''}>
        {total === undefined ? '' : format.count(total, 'alert', 'alerts')}
      </span>
      <div className={classes.spacer} />
      <SegmentedControl
        aria-label="Rows"
        data={[
          { value: 'groups', label: 'Groups' },
          { value: 'each', label: 'Each' },
        ]}
        value={grouped ? 'groups' : 'each'}
        onChange={(value) => setParams({ rows: value === 'each' ? 'each' : null })}
        className={classes.fixed}
      />
      <SavedViews table={ALERT_TABLE} kept={KEPT_PARAMS} defaults={ALERT_DEFAULTS} />
      <ColumnChooser
        table={ALERT_TABLE}
        columns={ALERT_COLUMNS.filter(({ id }) => id !== 'mark')}
        defaults={ALERT_DEFAULTS}
        fixed={ALERT_FIXED}
      />
      <ExportButton
        one="alert"
        many="alerts"
        count={list.count === 0 ? 0 : (total ?? 0)}
        header={ALERT_CSV_HEADER}
        csvRow={alertCsvRow}
        pageRows={EXPORT_PAGE}
        read={(offset, limit, signal) => client.call('alerts.list', { ...filter, offset, limit }, signal)}
      />
    </div>
  )
}

interface ChoiceProps {
  name: string
  placeholder: string
  data: { value: string; label: string }[]
  value: string | undefined
  label?: string
}

function Choice({ name, placeholder, data, value, label }: ChoiceProps) {
  return (
    <Select
      label={label}
      aria-label={label ? undefined : placeholder.replace('Any ', '')}
      placeholder={placeholder}
      data={data}
      value={value ?? null}
      onChange={(chosen) => setParams({ [name]: chosen })}
      clearable
      searchable={data.length > 12}
      clearButtonProps={{ 'aria-label': placeholder }}
      className={label ? undefined : classes.choice}
      comboboxProps={{ withinPortal: !label }}
    />
  )
}

function MoreFilters({ filter }: { filter: AlertFilter }) {
  const { params } = useAddress()
  const rules = useTowerQuery('alerts.rules', nothing)
  const { owners } = usePreferences()
  const { actor } = useAlertRights()
  const names = [...new Set([actor, filter.owner, ...owners])].filter((name): name is string => Boolean(name))
  const count = [filter.state, filter.rule, filter.owner, filter.acknowledged, filter.muted].filter(
    (each) => each !== undefined,
  ).length
  return (
    <Popover position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant={count > 0 ? 'light' : 'default'}
          leftSection={<IconAdjustmentsHorizontal size={14} />}
        >
          More{count > 0 ? ` (${count})` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.more}>
          <Choice
            name="rule"
            label="Rule"
            placeholder="Any rule"
            data={(rules.data?.rules ?? []).map(({ rule, title }) => ({ value: rule, label: title }))}
            value={filter.rule}
          />
          <Choice
            name="state"
            label="State"
            placeholder="Open, but for pending"
            data={STATE_CHOICES}
            value={filter.state}
          />
          <Choice
            name="owner"
            label="Owner"
            placeholder="Anybody or nobody"
            data={[
              { value: NOBODY, label: 'Nobody' },
              ...names.map((name) => ({ value: name, label: name === actor ? `Me (${name})` : name })),
            ]}
            value={filter.owner === '' ? NOBODY : filter.owner}
          />
          <Choice
            name="acknowledged"
            label="Acknowledged"
            placeholder="Either"
            data={[
              { value: 'no', label: 'Not yet' },
              { value: 'yes', label: 'By somebody' },
            ]}
            value={params.get('acknowledged') ?? undefined}
          />
          <Checkbox
            label="Only those for which nobody is called"
            description="Snoozed, silenced, or explained by another alert"
            checked={filter.muted === true}
            onChange={(event) => setParams({ muted: event.currentTarget.checked ? 'yes' : null })}
          />
          <Select
            label="Order"
            data={SORT_CHOICES}
            value={filter.sort ?? 'cost'}
            onChange={(sort) => setParams({ sort: sort === 'cost' ? null : sort })}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What an address narrowed the list to that has no field of its own, each to be taken away. */
export function FilterChips({ filter, list }: { filter: AlertFilter; list: TriageList }) {
  const first = list.rowAt(0)
  const row = first?.kind === 'alert' ? first.row : first?.group.first[0]
  const nameOf = (label: (typeof LABEL_PARAMS)[number], id: string) =>
    row?.labels[label] === id ? (row.names[label] ?? id) : id
  const chips = [
    ...LABEL_PARAMS.map((label) => {
      const id = filter[label]
      return id === undefined ? null : { name: label, words: `${LABEL_WORDS[label]}: ${nameOf(label, id)}` }
    }),
    filter.group === undefined
      ? null
      : { name: 'group', words: first?.kind === 'group' ? `Group: ${first.group.title}` : 'One group' },
  ].filter((chip) => chip !== null)
  if (chips.length === 0) return null
  return (
    <div className={classes.chips}>
      {chips.map(({ name, words }) => (
        <Button
          key={name}
          size="compact-xs"
          variant="light"
          rightSection={<IconX size={12} />}
          onClick={() => setParams({ [name]: null })}
          aria-label={`${words}. Remove this filter`}
          maw={340}
        >
          {words}
        </Button>
      ))}
    </div>
  )
}
