/** Owns the Inventory screen's filters, each of them in the address. */
import { useState } from 'react'
import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { POSITION_STATES } from '../../../shared/contract.ts'
import { ColumnChooser } from '../../components/ColumnChooser.tsx'
import { ExportButton } from '../../components/ExportButton.tsx'
import { SavedViews } from '../../components/SavedViews.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { setParams } from '../../stores/address.ts'
import { client } from '../../stores/engine.ts'
import type { PositionFilter, PositionWindow } from '../../stores/positions.ts'
import { CSV_HEADER, csvRow, DEFAULT_COLUMNS, POSITION_COLUMNS } from './columns.tsx'
import { STATE_WORDS } from './filter.ts'
import classes from './Inventory.module.css'

const STATES = POSITION_STATES.map((value) => ({ value, label: STATE_WORDS[value] }))
const TYPING_MS = 200
const KEPT = ['region', 'country', 'category', 'location', 'sku', 'text', 'state', 'sort', 'order'] as const

export function Toolbar({ filter, positions }: { filter: PositionFilter; positions: PositionWindow }) {
  const format = useFormat()
  const asked = filter.text ?? ''
  const [draft, setDraft] = useState({ since: asked, text: asked })
  // What is typed stands until the address says something else.
  const text = draft.since === asked || draft.text.trim() === asked ? draft.text : asked
  const ask = useDebouncedCallback((value: string) => setParams({ text: value.trim() || null }), TYPING_MS)
  const sample = positions.rowAt(0)
  return (
    <div className={classes.toolbar} role="search" aria-label="Positions">
      <TextInput
        data-screen-search
        aria-label="Find by location or SKU"
        placeholder="Location or SKU, name or id ( / )"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => {
          setDraft({ since: asked, text: event.currentTarget.value })
          ask(event.currentTarget.value)
        }}
        className={classes.find}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        leftSection={<IconFilter size={14} />}
        data={STATES}
        value={filter.state ?? null}
        onChange={(state) => setParams({ state })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        style={{ flex: '0 1 188px', minWidth: 100 }}
      />
      {filter.location ? (
        <Chip
          label={`Location: ${sample?.location === filter.location ? (sample.locationName ?? filter.location) : filter.location}`}
          clear={() => setParams({ location: null })}
        />
      ) : null}
      {filter.sku ? (
        <Chip
          label={`SKU: ${sample?.sku === filter.sku ? (sample.skuName ?? filter.sku) : filter.sku}`}
          clear={() => setParams({ sku: null })}
        />
      ) : null}
      <span className="dim nowrap" data-testid="positions-total" data-value={positions.total?.total ?? ''}>
        {positions.total
          ? `${positions.total.totalIsLowerBound ? 'over ' : ''}${format.count(positions.total.total, 'position', 'positions')}`
          : ''}
      </span>
      <div className={classes.spacer} />
      <SavedViews table="positions" kept={KEPT} defaults={DEFAULT_COLUMNS} />
      <ColumnChooser
        table="positions"
        columns={POSITION_COLUMNS}
        defaults={DEFAULT_COLUMNS}
        fixed={['location', 'sku']}
      />
      <ExportButton
        one="position"
        many="positions"
        count={positions.count ?? 0}
        header={CSV_HEADER}
        csvRow={csvRow}
        read={(offset, limit, signal) =>
          client.call('inventory.positions', { ...filter, offset, limit }, signal)
        }
      />
    </div>
  )
}

function Chip({ label, clear }: { label: string; clear(): void }) {
  return (
    <Button
      variant="light"
      rightSection={<IconX size={12} />}
      onClick={clear}
      aria-label={`${label}. Remove this filter`}
      maw={220}
    >
      {label}
    </Button>
  )
}
