/** Owns the filters of the list of transfers, each of them in the address. */
import { useState } from 'react'
import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import {
  TRANSFER_STATUSES,
  TRANSFER_TROUBLES,
  type TransferRow,
} from '../../../shared/readModels/transfers.ts'
import { ColumnChooser } from '../../components/ColumnChooser.tsx'
import { isoTime, type CsvValue } from '../../components/csv.ts'
import { ExportButton } from '../../components/ExportButton.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { go, setParams } from '../../stores/address.ts'
import { client } from '../../stores/engine.ts'
import { useTransferRights, type TransferFilter } from '../../stores/transfers.ts'
import { TRANSFER_COLUMNS, TRANSFER_DEFAULTS, TRANSFER_FIXED } from './transferColumns.tsx'
import { KEPT_PARAMS } from './transferFilter.ts'
import { STATUS_WORDS, TROUBLE_WORDS } from './transferWords.ts'
import classes from './Transfers.module.css'

export const TRANSFER_TABLE = 'transfers'
const TYPING_MS = 200
const EXPORT_PAGE = 500
const STATUS_CHOICES = [
  { value: 'open', label: 'Open: not over yet' },
  ...TRANSFER_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
]
const WHOSE_CHOICES = [
  { value: 'waiting', label: 'Wait for me' },
  { value: 'requested', label: 'Asked for by me' },
]
const TROUBLE_CHOICES = TRANSFER_TROUBLES.map((value) => ({ value, label: TROUBLE_WORDS[value] }))
const CSV_HEADER = [
  'transfer',
  'request',
  'title',
  'status',
  'from',
  'to',
  'lines',
  'requested_units',
  'approved_units',
  'sent_units',
  'received_units',
  'lost_units',
  'value_minor',
  'currency',
  'distance_km',
  'requested_by',
  'approved_by',
  'changed_at',
]
const csvRow = (row: TransferRow): CsvValue[] => [
  row.transfer,
  row.request,
  row.title,
  row.status,
  row.from.location,
  row.to.location,
  row.lines,
  row.requestedUnits,
  row.approvedUnits,
  row.sentUnits,
  row.receivedUnits,
  row.lostUnits,
  row.valueMinor,
  row.currency,
  row.distanceKm,
  row.requestedBy,
  row.approvedBy,
  isoTime(row.changedAt),
]

export function TransferToolbar({ filter, total }: { filter: TransferFilter; total: number | undefined }) {
  const rights = useTransferRights()
  const asked = filter.text ?? ''
  const [draft, setDraft] = useState({ since: asked, text: asked })
  // What is typed stands until the address says something else.
  const text = draft.since === asked || draft.text.trim() === asked ? draft.text : asked
  const ask = useDebouncedCallback((value: string) => setParams({ text: value.trim() || null }), TYPING_MS)
  return (
    <div className={classes.toolbar} role="search" aria-label="Transfers">
      <TextInput
        data-screen-search
        aria-label="Find transfers by number, title, place or SKU"
        placeholder="Number, place, SKU ( / )"
        leftSection={<IconSearch size={14} />}
        value={text}
        maxLength={200}
        onChange={(event) => {
          setDraft({ since: asked, text: event.currentTarget.value })
          ask(event.currentTarget.value)
        }}
        className={classes.find}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={STATUS_CHOICES}
        value={filter.status ?? null}
        onChange={(status) => setParams({ status })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any status' }}
        className={classes.choice}
      />
      <Select
        aria-label="Whose"
        placeholder="Anybody’s"
        data={WHOSE_CHOICES}
        value={filter.mine ?? null}
        onChange={(mine) => setParams({ mine })}
        clearable
        clearButtonProps={{ 'aria-label': 'Anybody’s' }}
        className={classes.choice}
      />
      <Select
        aria-label="Trouble"
        placeholder="Any trouble"
        data={TROUBLE_CHOICES}
        value={filter.trouble ?? null}
        onChange={(trouble) => setParams({ trouble })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any trouble or none' }}
        className={classes.choice}
        comboboxProps={{ width: 300, position: 'bottom-start' }}
      />
      {filter.request === undefined ? null : (
        <Button size="compact-xs" variant="light" onClick={() => setParams({ request: null })}>
          One request only: show all
        </Button>
      )}
      <div className={classes.spacer} />
      <SavedViews table={TRANSFER_TABLE} kept={KEPT_PARAMS} defaults={TRANSFER_DEFAULTS} />
      <ColumnChooser
        table={TRANSFER_TABLE}
        columns={TRANSFER_COLUMNS.filter(({ id }) => id !== 'mark')}
        defaults={TRANSFER_DEFAULTS}
        fixed={TRANSFER_FIXED}
      />
      <ExportButton
        one="transfer"
        many="transfers"
        count={total ?? 0}
        header={CSV_HEADER}
        csvRow={csvRow}
        pageRows={EXPORT_PAGE}
        read={(offset, limit, signal) => client.call('transfers.list', { ...filter, offset, limit }, signal)}
      />
      <Button
        leftSection={<IconPlus size={14} />}
        disabled={!rights.ask}
        title={rights.ask ? 'Key: n' : rights.why}
        onClick={() => go('/transfers/new')}
      >
        New transfer
      </Button>
    </div>
  )
}
