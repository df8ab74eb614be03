/** Owns the fields that say whom an operator of a scenario is about: places, items, lanes. */
import { TagsInput } from '@mantine/core'
import type { LaneFilter, PlaceFilter, ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import { ChoiceField, PlacesField } from './PlacesField.tsx'

interface OperatorWhomProps {
  operator: ScenarioOperator
  scope: WhatifScope
  onChange(operator: ScenarioOperator): void
}

export function OperatorWhom({ operator, scope, onChange }: OperatorWhomProps) {
  switch (operator.kind) {
    case 'nodeOutage':
    case 'capacitySet':
      return (
        <PlacesField
          label="Locations"
          scope={scope}
          value={operator.locations}
          onChange={(locations) => onChange({ ...operator, locations })}
        />
      )
    case 'carrierDelay':
    case 'laneClosed':
    case 'laneCost':
      return (
        <LaneFields
          lanes={operator.lanes ?? {}}
          scope={scope}
          onChange={(lanes) => onChange({ ...operator, lanes })}
        />
      )
    case 'sourcingSet':
      return (
        <>
          <ChoiceField
            label="Regions (empty: all)"
            data={scope.regions}
            value={operator.regions ?? []}
            onChange={(regions) => {
              const { regions: _before, ...rest } = operator
              onChange(regions.length > 0 ? { ...rest, regions } : rest)
            }}
          />
          {operator.rule === 'listed' ? (
            <PlacesField
              label="Locations, in their order"
              scope={scope}
              value={operator.locations ?? []}
              onChange={(locations) => onChange({ ...operator, locations })}
            />
          ) : null}
        </>
      )
    default:
      return (
        <FilterFields
          filter={operator.filter ?? {}}
          scope={scope}
          onChange={(filter) => {
            const { filter: _before, ...rest } = operator
            onChange(Object.keys(filter).length > 0 ? { ...rest, filter } : rest)
          }}
        />
      )
  }
}

/** Leaves out what is empty, so that “all” is said by saying nothing. */
function without<T extends Record<string, readonly string[] | undefined>>(filter: T): T {
  return Object.fromEntries(
    Object.entries(filter).filter(([, values]) => values !== undefined && values.length > 0),
  ) as T
}

interface FilterFieldsProps {
  filter: PlaceFilter
  scope: WhatifScope
  onChange(filter: PlaceFilter): void
}

function FilterFields({ filter, scope, onChange }: FilterFieldsProps) {
  return (
    <>
      <PlacesField
        label="Locations (empty: all)"
        scope={scope}
        value={filter.locations ?? []}
        onChange={(locations) => onChange(without({ ...filter, locations }))}
      />
      <ChoiceField
        label="Regions (empty: all)"
        data={scope.regions}
        value={filter.regions ?? []}
        onChange={(regions) => onChange(without({ ...filter, regions }))}
      />
      <ChoiceField
        label="Categories (empty: all)"
        data={scope.categories}
        value={filter.categories ?? []}
        onChange={(categories) => onChange(without({ ...filter, categories }))}
      />
      <TagsInput
        label="SKUs (empty: all)"
        placeholder={filter.skus?.length ? '' : 'Number, then Enter'}
        value={filter.skus ?? []}
        onChange={(skus) => onChange(without({ ...filter, skus }))}
      />
    </>
  )
}

interface LaneFieldsProps {
  lanes: LaneFilter
  scope: WhatifScope
  onChange(lanes: LaneFilter): void
}

function LaneFields({ lanes, scope, onChange }: LaneFieldsProps) {
  return (
    <>
      <PlacesField
        label="From (empty: all)"
        scope={scope}
        value={lanes.from ?? []}
        onChange={(from) => onChange(without({ ...lanes, from }))}
      />
      <PlacesField
        label="To (empty: all)"
        scope={scope}
        value={lanes.to ?? []}
        onChange={(to) => onChange(without({ ...lanes, to }))}
      />
      {scope.carriers.length > 0 ? (
        <ChoiceField
          label="Carriers (empty: all)"
          data={scope.carriers}
          value={lanes.carriers ?? []}
          onChange={(carriers) => onChange(without({ ...lanes, carriers }))}
        />
      ) : null}
    </>
  )
}
