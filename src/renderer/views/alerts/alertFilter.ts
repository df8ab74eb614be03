/** Owns the filter of the list of alerts: read from the address, asked of the engine. */
import { ALERT_SORTS, ALERT_STATE_FILTERS } from '../../../shared/alertContract.ts'
import { ALERT_AREAS, ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import type { AlertFilter } from '../../stores/alerts.ts'
import { ALERT_STATE_WORDS } from './alertWords.ts'

/** Labels that stand in the address under their own names. */
export const LABEL_PARAMS = ['location', 'sku', 'channel', 'carrier', 'feed'] as const
const PLAIN_PARAMS = ['rule', 'group', 'text', ...LABEL_PARAMS] as const
/** An empty word would vanish from the address. */
export const NOBODY = '~'

/** What a saved view holds. */
export const KEPT_PARAMS = [
  'region',
  'country',
  'category',
  'state',
  'area',
  'severity',
  'owner',
  'acknowledged',
  'muted',
  'rows',
  'sort',
  'order',
  ...PLAIN_PARAMS,
] as const

/** Parameters that narrow the list, beside the scope. */
export const NARROWING = [
  'state',
  'area',
  'severity',
  'owner',
  'acknowledged',
  'muted',
  ...PLAIN_PARAMS,
] as const
export const NO_FILTER = Object.fromEntries(NARROWING.map((name) => [name, null]))

const MOST_TEXT = 200
const MOST_NAME = 512

/** The filter that the address states, within the held scope. */
export function alertFilterOf(params: URLSearchParams): AlertFilter {
  const filter: AlertFilter = {}
  for (const name of ['region', 'country', 'category', ...PLAIN_PARAMS] as const) {
    const value = params.get(name)
    if (value) filter[name] = value.slice(0, name === 'text' ? MOST_TEXT : MOST_NAME)
  }
  const area = ALERT_AREAS.find((each) => each === params.get('area'))
  if (area) filter.area = area
  const severity = ALERT_SEVERITIES.find((each) => each === params.get('severity'))
  if (severity) filter.severity = severity
  const state = ALERT_STATE_FILTERS.find((each) => each === params.get('state'))
  if (state && state !== 'open') filter.state = state
  const owner = params.get('owner')
  if (owner) filter.owner = owner === NOBODY ? '' : owner.slice(0, MOST_NAME)
  const acknowledged = params.get('acknowledged')
  if (acknowledged === 'yes' || acknowledged === 'no') filter.acknowledged = acknowledged === 'yes'
  if (params.get('muted') === 'yes') filter.muted = true
  const sort = ALERT_SORTS.find((each) => each === params.get('sort'))
  if (sort && sort !== 'cost') filter.sort = sort
  if (params.get('order') === 'up') filter.descending = false
  return filter
}

/** Whether anything but the order narrows the list. */
export const isNarrowed = ({ sort: _sort, descending: _descending, ...rest }: AlertFilter): boolean =>
  Object.keys(rest).length > 0

export const isGrouped = (params: URLSearchParams): boolean => params.get('rows') !== 'each'

export const STATE_CHOICES = ALERT_STATE_FILTERS.filter((state) => state !== 'open').map((value) => ({
  value,
  label: ALERT_STATE_WORDS[value].word,
}))
