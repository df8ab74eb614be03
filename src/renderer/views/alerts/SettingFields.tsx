/** Owns the fields of a rule's settings; an empty one is as what stands behind it says. */
import { NumberInput, Select } from '@mantine/core'
import type {
  AlertRuleParameter,
  AlertRuleRow,
  AlertRuleSettingsRow,
} from '../../../shared/readModels/alerts.ts'
import { ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import { useFormat } from '../../components/useFormat.ts'
import { figureWords, SEVERITY_WORDS, spanWords } from './alertWords.ts'
import { putParameter, putSetting, type Settings } from './ruleSettingsDraft.ts'
import classes from './Alerts.module.css'

interface SettingFieldsProps {
  settings: Settings
  /** What holds where a field is empty. */
  base: AlertRuleSettingsRow
  parameters: readonly AlertRuleParameter[]
  row: AlertRuleRow
  disabled: boolean
  onChange(settings: Settings): void
}

const MINUTE_MS = 60_000
const SEVERITIES = ALERT_SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))

export function SettingFields({ settings, base, parameters, row, disabled, onChange }: SettingFieldsProps) {
  const format = useFormat()
  const minutes = (name: 'pendingMs' | 'recoverMs', label: string) => (
    <NumberInput
      size="xs"
      label={label}
      suffix=" min"
      min={0}
      max={43_200}
      decimalScale={2}
      disabled={disabled}
      placeholder={spanWords(base[name])}
      value={settings[name] === undefined ? '' : settings[name] / MINUTE_MS}
      onChange={(value) =>
        onChange(
          putSetting(settings, name, typeof value === 'number' ? Math.round(value * MINUTE_MS) : undefined),
        )
      }
    />
  )
  return (
    <div className={classes.pair}>
      <Select
        label="On or off"
        data={[
          { value: 'on', label: 'On' },
          { value: 'off', label: 'Off' },
        ]}
        placeholder={base.enabled ? 'On' : 'Off'}
        value={settings.enabled === undefined ? null : settings.enabled ? 'on' : 'off'}
        onChange={(value) =>
          onChange(putSetting(settings, 'enabled', value === null ? undefined : value === 'on'))
        }
        clearable
        disabled={disabled}
      />
      <Select
        label="Severity"
        data={SEVERITIES}
        placeholder={SEVERITY_WORDS[base.severity]}
        value={settings.severity ?? null}
        onChange={(value) =>
          onChange(
            putSetting(
              settings,
              'severity',
              ALERT_SEVERITIES.find((each) => each === value),
            ),
          )
        }
        clearable
        disabled={disabled}
      />
      <NumberInput
        size="xs"
        label={`Fires ${row.direction} (${row.unit})`}
        placeholder={figureWords(base.threshold, row.unit, format)}
        disabled={disabled}
        value={settings.threshold ?? ''}
        onChange={(value) =>
          onChange(putSetting(settings, 'threshold', typeof value === 'number' ? value : undefined))
        }
      />
      {minutes('pendingMs', 'Fires when held for')}
      {minutes('recoverMs', 'Ends when over for')}
      {parameters.map((parameter) => (
        <NumberInput
          key={parameter.name}
          size="xs"
          label={`${parameter.title}${parameter.unit ? ` (${parameter.unit})` : ''}`}
          placeholder={format.number(base.parameters[parameter.name] ?? parameter.default, 3)}
          min={parameter.minimum}
          max={parameter.maximum}
          disabled={disabled}
          value={settings.parameters?.[parameter.name] ?? ''}
          onChange={(value) =>
            onChange(putParameter(settings, parameter.name, typeof value === 'number' ? value : undefined))
          }
        />
      ))}
    </div>
  )
}
