/** Owns the field in which a location is chosen by its name or id. */
import { useState } from 'react'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useTowerQuery } from '../../stores/engine.ts'

const TYPING_MS = 200

interface PlaceFieldProps {
  label: string
  value: string | null
  /** The name of what is chosen, where it is known. */
  name?: string | null
  onChange(location: string | null, name: string | null): void
  disabled?: boolean
}

export function PlaceField({ label, value, name, onChange, disabled }: PlaceFieldProps) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const found = useTowerQuery(
    'search.find',
    { text: asked },
    { enabled: asked.length > 0, keepPrevious: true },
  )
  const hits = (found.data?.hits ?? []).filter(({ kind }) => kind === 'location')
  const data = hits.map((hit) => ({ value: hit.id, label: hit.title }))
  if (value !== null && !data.some((each) => each.value === value)) {
    data.unshift({ value, label: name ?? value })
  }
  return (
    <Select
      label={label}
      placeholder="Name or id of a location"
      data={data}
      value={value}
      searchable
      onSearchChange={setText}
      onChange={(location, option) => onChange(location, option?.label ?? null)}
      filter={({ options }) => options}
      nothingFoundMessage={asked ? 'No location of this name' : 'Type a name or an id'}
      disabled={disabled ?? false}
      comboboxProps={{ withinPortal: true }}
    />
  )
}
