/** Owns the fields in which several locations, or several of a closed list, are chosen. */
import { useMemo } from 'react'
import { MultiSelect } from '@mantine/core'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'

/** More are found by typing on. */
const SHOWN = 50

interface PlacesFieldProps {
  label: string
  scope: WhatifScope
  value: readonly string[]
  placeholder?: string
  onChange(locations: string[]): void
}

export function PlacesField({ label, scope, value, placeholder = 'Name or id', onChange }: PlacesFieldProps) {
  const data = useMemo(
    () => scope.locations.map(({ location, name }) => ({ value: location, label: name ?? location })),
    [scope],
  )
  const known = new Set(data.map((each) => each.value))
  const strange = value.filter((location) => !known.has(location))
  return (
    <MultiSelect
      label={label}
      placeholder={value.length > 0 ? '' : placeholder}
      data={strange.length > 0 ? [...data, ...strange.map((each) => ({ value: each, label: each }))] : data}
      value={[...value]}
      onChange={onChange}
      searchable
      limit={SHOWN}
      hidePickedOptions
      nothingFoundMessage="No location of this name in the network"
      maxDropdownHeight={260}
    />
  )
}

interface ChoiceFieldProps {
  label: string
  data: readonly string[]
  value: readonly string[]
  onChange(values: string[]): void
}

export function ChoiceField({ label, data, value, onChange }: ChoiceFieldProps) {
  return (
    <MultiSelect
      label={label}
      data={[...new Set([...data, ...value])]}
      value={[...value]}
      onChange={onChange}
      searchable
      limit={SHOWN}
      hidePickedOptions
      nothingFoundMessage="None of this name"
    />
  )
}
