/** Owns the filters of the list of transfers, each of them in the address. */
import { useState } from 'react'
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { TRANSFER_STATUSES, type TransferRow } from '../../../shared/readModels/transfers.ts'
import { ColumnChooser } from '../../components/ColumnChooser.tsx'
import { isoTime, type CsvValue } from '../../components/csv.ts'
import { ExportButton } from '../../components/ExportButton.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { go, setParams } from '../../stores/address.ts'
import { client } from '../../stores/engine.ts'
import { useTransferRights, type TransferFilter } from '../../stores/transfers.ts'
import { TRANSFER_COLUMNS, TRANSFER_DEFAULTS, TRANSFER_FIXED } from './transferColumns.tsx'
import { KEPT_PARAMS } from './transferFilter.ts'
import { STATUS_WORDS } from './transferWords.ts'
import classes from './Transfers.module.css'

export const TRANSFER_TABLE = 'transfers'
const TYPING_MS = 200
const EXPORT_PAGE = 500
const STATUS_CHOICES = TRANSFER_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))
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
      <Checkbox
        label="Waits for me"
        title="Those that you may approve: asked for by somebody else, within your limits"
        checked={filter.waiting === true}
        onChange={(event) => setParams({ waiting: event.currentTarget.checked ? 'yes' : null })}
      />
      <Checkbox
        label="In trouble"
        title="A variance, a document that cannot be delivered, or a request that the stock no longer allows"
        checked={filter.trouble === true}
        onChange={(event) => setParams({ trouble: event.currentTarget.checked ? 'yes' : null })}
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
