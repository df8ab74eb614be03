/** Owns the fields of one operator of a scenario: whom it is about, how much, and when. */
import { NumberInput, Select, SegmentedControl, TagsInput } from '@mantine/core'
import type {
  DayWindow,
  LaneFilter,
  PlaceFilter,
  ScenarioOperator,
} from '../../../shared/scenarioOperators.ts'
import { SOURCING_RULES } from '../../../shared/scenarioOperators.ts'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import { ChoiceField, PlacesField } from './PlacesField.tsx'
import { SOURCING_WORDS } from './operatorWords.ts'
import classes from './Whatif.module.css'

interface OperatorFormProps {
  operator: ScenarioOperator
  scope: WhatifScope
  horizonDays: number
  onChange(operator: ScenarioOperator): void
}

export function OperatorForm({ operator, scope, horizonDays, onChange }: OperatorFormProps) {
  const hasWindow =
    operator.kind === 'nodeOutage' ||
    operator.kind === 'carrierDelay' ||
    operator.kind === 'laneClosed' ||
    operator.kind === 'demandSurge'
  return (
    <div className={classes.fields}>
      <Whom operator={operator} scope={scope} onChange={onChange} />
      <Amount operator={operator} onChange={onChange} />
      {hasWindow ? (
        <WindowFields
          window={operator.window}
          horizonDays={horizonDays}
          onChange={(window) => {
            const { window: _before, ...rest } = operator
            onChange((window ? { ...rest, window } : rest) as ScenarioOperator)
          }}
        />
      ) : null}
    </div>
  )
}

type PartProps = Pick<OperatorFormProps, 'operator' | 'scope' | 'onChange'>

function Whom({ operator, scope, onChange }: PartProps) {
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

interface AmountFieldProps {
  label: string
  value: number | null | undefined
  min?: number
  max?: number
  step?: number
  /** Absent: it cannot be left empty. */
  onEmpty?(): void
  onValue(value: number): void
}

function AmountField({ label, value, min = 0, max, step, onEmpty, onValue }: AmountFieldProps) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={min}
      {...(max === undefined ? {} : { max })}
      {...(step === undefined ? {} : { step })}
      onChange={(next) => {
        if (next === '') onEmpty?.()
        else if (Number.isFinite(Number(next))) onValue(Number(next))
      }}
    />
  )
}

/** The operator without a member, or with it set. */
function having<T extends ScenarioOperator>(
  operator: T,
  member: string,
  value: number | null | undefined,
): T {
  const { [member]: _before, ...rest } = operator as Record<string, unknown>
  return (value === undefined ? rest : { ...rest, [member]: value }) as T
}

function Amount({ operator, onChange }: Pick<PartProps, 'operator' | 'onChange'>) {
  const field = (member: string, label: string, value: number | null | undefined, step = 1, min = 0) => (
    <AmountField
      label={label}
      value={value}
      step={step}
      min={min}
      onEmpty={() => onChange(having(operator, member, undefined))}
      onValue={(next) => onChange(having(operator, member, next))}
    />
  )
  switch (operator.kind) {
    case 'nodeOutage':
      return (
        <SegmentedControl
          aria-label="Its stock"
          fullWidth
          data={[
            { value: 'locked', label: 'Stock is locked' },
            { value: 'evacuable', label: 'Stock may be taken away' },
          ]}
          value={operator.stock}
          onChange={(stock) => onChange({ ...operator, stock: stock === 'locked' ? 'locked' : 'evacuable' })}
        />
      )
    case 'carrierDelay':
      return (
        <AmountField
          label="Days longer"
          value={operator.days}
          min={1}
          max={60}
          onValue={(days) => {
            const { distribution: _before, ...rest } = operator
            onChange({ ...rest, days })
          }}
        />
      )
    case 'laneClosed':
      return null
    case 'laneCost':
      return (
        <div className={classes.pair}>
          {field('unitFactor', 'Cost of a unit, times', operator.unitFactor, 0.1)}
          {field('unitAdded', 'Cost of a unit, plus', operator.unitAdded, 0.1)}
          {field('fixedFactor', 'Lane charge, times', operator.fixedFactor, 0.1)}
          {field('fixedAdded', 'Lane charge, plus', operator.fixedAdded)}
        </div>
      )
    case 'demandSurge':
      return (
        <div className={classes.pair}>
          <AmountField
            label="Demand times"
            value={operator.factor}
            step={0.1}
            max={100}
            onValue={(factor) => onChange({ ...operator, factor })}
          />
          <Select
            label="Of which demand"
            data={[
              { value: 'all', label: 'All of it' },
              { value: 'walkIn', label: 'Walk-in' },
              { value: 'online', label: 'Online' },
            ]}
            value={operator.channel ?? 'all'}
            onChange={(channel) => {
              const { channel: _before, ...rest } = operator
              onChange(channel === 'walkIn' || channel === 'online' ? { ...rest, channel } : rest)
            }}
            allowDeselect={false}
          />
        </div>
      )
    case 'inboundSlip':
      return (
        <AmountField
          label="Days later"
          value={operator.days}
          min={1}
          max={365}
          onValue={(days) => onChange({ ...operator, days })}
        />
      )
    case 'capacitySet':
      return (
        <div className={classes.pair}>
          {field('receiveUnits', 'Takes in at most, units', operator.receiveUnits)}
          {field('sendUnits', 'Sends out at most, units', operator.sendUnits)}
          {field('receiveUnitsPerDay', 'Takes in a day, units', operator.receiveUnitsPerDay)}
        </div>
      )
    case 'stockAdjusted':
      return (
        <div className={classes.pair}>
          {field('factor', 'Stock times', operator.factor, 0.01)}
          {field('addedUnits', 'Stock plus units', operator.addedUnits, 1, -1_000_000_000)}
        </div>
      )
    case 'floorSet':
      return (
        <div className={classes.pair}>
          {field('floorUnits', 'Keeps units', operator.floorUnits)}
          {field('factor', 'Or its floor times', operator.factor, 0.1)}
        </div>
      )
    case 'sourcingSet':
      return (
        <div className={classes.pair}>
          <Select
            label="Who serves it"
            data={SOURCING_RULES.map((value) => ({ value, label: SOURCING_WORDS[value] }))}
            value={operator.rule}
            onChange={(rule) => {
              const chosen = SOURCING_RULES.find((each) => each === rule)
              if (chosen) onChange({ ...operator, rule: chosen })
            }}
            allowDeselect={false}
          />
          {field('promiseDays', 'Promised within days', operator.promiseDays, 1, 1)}
        </div>
      )
  }
}

interface WindowFieldsProps {
  window: DayWindow | undefined
  horizonDays: number
  onChange(window: DayWindow | undefined): void
}

function WindowFields({ window, horizonDays, onChange }: WindowFieldsProps) {
  return (
    <div className={classes.pair}>
      <NumberInput
        label="From day (1: tomorrow)"
        value={window ? window.fromDay + 1 : ''}
        placeholder="at once"
        min={1}
        max={horizonDays}
        onChange={(next) =>
          onChange(
            next === ''
              ? undefined
              : { fromDay: Math.max(0, Number(next) - 1), days: window?.days ?? horizonDays },
          )
        }
      />
      <NumberInput
        label="For days"
        value={window?.days ?? ''}
        placeholder="the whole horizon"
        min={1}
        max={365}
        onChange={(next) =>
          onChange(
            next === '' ? undefined : { fromDay: window?.fromDay ?? 0, days: Math.max(1, Number(next)) },
          )
        }
      />
    </div>
  )
}
