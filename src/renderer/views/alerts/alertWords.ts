/** Owns the words for alerts: severities, states with what they mean, areas, acts, mutes and labels. */
import type { AlertImpact, AlertMute } from '../../../shared/readModels/alerts.ts'
import type { AlertAct, AlertArea, AlertSeverity, AlertState } from '../../../shared/vocabulary.ts'
import type { State } from '../../components/StateMark.tsx'
import type { useFormat } from '../../components/useFormat.ts'

type Format = ReturnType<typeof useFormat>

export const SEVERITY_WORDS: Record<AlertSeverity, string> = {
  critical: 'Critical',
  serious: 'Serious',
  warning: 'Warning',
}

interface StateWords {
  word: string
  says: string
  mark: State
}

export const ALERT_STATE_WORDS: Record<AlertState, StateWords> = {
  pending: {
    word: 'Pending',
    says: 'It holds, for less than the time after which the rule fires. Nobody is called yet.',
    mark: 'neutral',
  },
  firing: { word: 'Firing', says: 'It holds, and somebody should act.', mark: 'serious' },
  recovering: {
    word: 'Recovering',
    says: 'It holds no more; it is over when it stays so for a while.',
    mark: 'neutral',
  },
  resolved: { word: 'Resolved', says: 'It is over.', mark: 'good' },
  noData: {
    word: 'No data',
    says: 'What it is judged by fell silent: whether it still holds is not known.',
    mark: 'warning',
  },
  error: {
    word: 'Error',
    says: 'The rule failed on it: whether it still holds is not known. The fault stands on the rule’s page.',
    mark: 'warning',
  },
}

export const AREA_WORDS: Record<AlertArea, string> = {
  channels: 'Channels',
  stock: 'Stock',
  speed: 'Speed',
  feeds: 'Feeds',
}

export const MUTE_WORDS: Record<AlertMute, { word: string; says: string }> = {
  snoozed: { word: 'Snoozed', says: 'Somebody put it off until a time.' },
  silenced: { word: 'Silenced', says: 'A silence matches it: it is found and kept, nobody is called.' },
  inhibited: { word: 'Explained', says: 'Another alert explains it: act on that one.' },
}

export const ACT_WORDS: Record<AlertAct, string> = {
  acknowledged: 'Acknowledged',
  unacknowledged: 'Acknowledgement taken back',
  assigned: 'Assigned',
  commented: 'Comment',
  snoozed: 'Snoozed',
  voted: 'Vote',
}

/** Labels that the list can be narrowed to, with their words. */
export const LABEL_WORDS = {
  location: 'Location',
  sku: 'SKU',
  channel: 'Channel',
  carrier: 'Carrier',
  feed: 'Feed',
  region: 'Region',
  country: 'Country',
  category: 'Category',
  order: 'Order',
  shipment: 'Shipment',
  promotion: 'Promotion',
  lane: 'Lane',
} as const
const isKnownLabel = (label: string): label is keyof typeof LABEL_WORDS => Object.hasOwn(LABEL_WORDS, label)
export const labelWord = (label: string): string => (isKnownLabel(label) ? LABEL_WORDS[label] : label)

/** What is at stake, each part in words; none where nothing is known. The first is the one that the list is ordered by. */
export function impactParts(impact: AlertImpact, format: Format): string[] {
  const { units, valueMinor, currency, customers, promises, shipments } = impact
  return [
    valueMinor === null || valueMinor === 0 ? null : format.money(valueMinor, currency),
    promises ? format.count(promises, 'promise', 'promises') : null,
    customers ? format.count(customers, 'customer', 'customers') : null,
    units ? format.unitsOf(units) : null,
    shipments ? format.count(shipments, 'shipment', 'shipments') : null,
  ].filter((part): part is string => part !== null)
}

/** A figure with its unit: `12.5 %`, `3 h`; `not known` where there is none. */
export function figureWords(figure: number | null, unit: string, format: Format): string {
  if (figure === null) return 'not known'
  const digits = Math.abs(figure) < 10 ? 2 : Math.abs(figure) < 1000 ? 1 : 0
  return `${format.number(figure, digits)}${unit ? ` ${unit}` : ''}`
}

const SPAN_UNITS: readonly [ms: number, one: string, many: string][] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1000, 'second', 'seconds'],
]

/** A span of a setting, exactly: `90 minutes`, `2 days`, `at once`. */
export function spanWords(ms: number): string {
  if (ms === 0) return 'at once'
  const [unitMs, one, many] = SPAN_UNITS.find(([size]) => ms % size === 0) ?? [1, 'ms', 'ms']
  const count = ms / unitMs
  return `${count} ${count === 1 ? one : many}`
}
