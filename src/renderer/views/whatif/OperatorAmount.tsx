/** Owns the fields that say how much an operator of a scenario changes. */
import { NumberInput, SegmentedControl, Select } from '@mantine/core'
import { SOURCING_RULES, type ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { SOURCING_WORDS } from './operatorWords.ts'
import classes from './Whatif.module.css'

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

export function OperatorAmount({
  operator,
  onChange,
}: {
  operator: ScenarioOperator
  onChange(operator: ScenarioOperator): void
}) {
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
