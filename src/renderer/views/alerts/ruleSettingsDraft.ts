/** Owns a rule's settings while they are written: only what differs from what stands behind them. */
import type { AlertRuleSettingsRow } from '../../../shared/readModels/alerts.ts'
import type { InputOf } from '../../../shared/contract.ts'

export type Settings = InputOf<'alerts.setRule'>['settings']

/** What of the settings is not as the definition says. */
export function changedSettings(settings: AlertRuleSettingsRow, defaults: AlertRuleSettingsRow): Settings {
  const changed: Settings = {}
  if (settings.enabled !== defaults.enabled) changed.enabled = settings.enabled
  if (settings.severity !== defaults.severity) changed.severity = settings.severity
  if (settings.threshold !== defaults.threshold) changed.threshold = settings.threshold
  if (settings.pendingMs !== defaults.pendingMs) changed.pendingMs = settings.pendingMs
  if (settings.recoverMs !== defaults.recoverMs) changed.recoverMs = settings.recoverMs
  const parameters = Object.entries(settings.parameters).filter(
    ([name, value]) => value !== defaults.parameters[name],
  )
  if (parameters.length > 0) changed.parameters = Object.fromEntries(parameters)
  return changed
}

/** Puts one setting, or takes it away where it is undefined. */
export function putSetting<K extends keyof Settings>(
  settings: Settings,
  name: K,
  value: Settings[K] | undefined,
): Settings {
  const { [name]: _before, ...rest } = settings
  return value === undefined ? (rest as Settings) : { ...rest, [name]: value }
}

export function putParameter(settings: Settings, name: string, value: number | undefined): Settings {
  const { [name]: _before, ...rest } = settings.parameters ?? {}
  const parameters = value === undefined ? rest : { ...rest, [name]: value }
  return putSetting(settings, 'parameters', Object.keys(parameters).length > 0 ? parameters : undefined)
}
