/** Owns the fields of one operator of a scenario: whom it is about, how much, and when. */
import { NumberInput } from '@mantine/core'
import type { DayWindow, ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import { OperatorAmount } from './OperatorAmount.tsx'
import { OperatorWhom } from './OperatorWhom.tsx'
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
      <OperatorWhom operator={operator} scope={scope} onChange={onChange} />
      <OperatorAmount operator={operator} onChange={onChange} />
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
