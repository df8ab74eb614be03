/** Owns what this person chose for this device: appearance, numbers, times, columns. Kept in local storage. */
import { useSyncExternalStore } from 'react'

export interface Preferences {
  density: 'compact' | 'comfortable'
  textSize: 'small' | 'normal' | 'large'
  /** BCP 47 tag for numbers and dates; empty: the system's. */
  locale: string
  /** IANA zone that times are shown in; empty: the system's. */
  timeZone: string
  /** Address template of a raster tile server, e.g. `https://…/{z}/{x}/{y}.png`; empty: the bundled map alone. */
  tileUrl: string
  /** Null: as wide as the window allows. */
  railCollapsed: boolean | null
  /** Columns shown, by table. */
  columns: Record<string, string[]>
  /** Filters and columns kept under a name. */
  savedViews: SavedView[]
  /** Names that alerts were given to, the latest first. */
  owners: string[]
  notices: NoticePreferences
}

/** What this device tells of critical alerts while one looks elsewhere. */
export interface NoticePreferences {
  enabled: boolean
  /** No notices between these times of the day, in the zone that times are shown in. */
  quiet: boolean
  /** `22:00`. */
  quietFrom: string
  quietUntil: string
}

export interface SavedView {
  table: string
  name: string
  /** Filter and sort as the address states them. */
  query: string
  columns: string[]
}

export const DEFAULT_PREFERENCES: Preferences = {
  density: 'compact',
  textSize: 'normal',
  locale: '',
  timeZone: '',
  tileUrl: '',
  railCollapsed: null,
  columns: {},
  savedViews: [],
  owners: [],
  notices: { enabled: false, quiet: false, quietFrom: '22:00', quietUntil: '06:00' },
}

/** IANA name of the zone that this device is set to. */
export const systemZone = Intl.DateTimeFormat().resolvedOptions().timeZone

const STORAGE_KEY = 'omnitower.preferences'

/** Reads what was stored; anything that is not of the right type falls back to its default. */
export function readPreferences(text: string | null): Preferences {
  let stored: unknown
  try {
    stored = JSON.parse(text ?? '{}')
  } catch {
    stored = {}
  }
  const from = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  const string = (name: 'locale' | 'timeZone' | 'tileUrl') =>
    typeof from[name] === 'string' ? from[name] : DEFAULT_PREFERENCES[name]
  const columns: Record<string, string[]> = {}
  if (typeof from.columns === 'object' && from.columns !== null) {
    for (const [table, ids] of Object.entries(from.columns)) {
      if (Array.isArray(ids)) columns[table] = ids.filter((id): id is string => typeof id === 'string')
    }
  }
  return {
    density: from.density === 'comfortable' ? 'comfortable' : 'compact',
    textSize: from.textSize === 'small' || from.textSize === 'large' ? from.textSize : 'normal',
    locale: isLocale(string('locale')) ? string('locale') : '',
    timeZone: isTimeZone(string('timeZone')) ? string('timeZone') : '',
    tileUrl: string('tileUrl'),
    railCollapsed: typeof from.railCollapsed === 'boolean' ? from.railCollapsed : null,
    columns,
    savedViews: Array.isArray(from.savedViews) ? from.savedViews.filter(isSavedView) : [],
    owners: Array.isArray(from.owners) ? from.owners.filter((name) => typeof name === 'string') : [],
    notices: readNotices(from.notices),
  }
}

const isTimeOfDay = (value: unknown): value is string =>
  typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)

function readNotices(value: unknown): NoticePreferences {
  const from = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const { notices } = DEFAULT_PREFERENCES
  return {
    enabled: from.enabled === true,
    quiet: from.quiet === true,
    quietFrom: isTimeOfDay(from.quietFrom) ? from.quietFrom : notices.quietFrom,
    quietUntil: isTimeOfDay(from.quietUntil) ? from.quietUntil : notices.quietUntil,
  }
}

function isSavedView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false
  const { table, name, query, columns } = value as Record<string, unknown>
  return (
    [table, name, query].every((each) => typeof each === 'string') &&
    Array.isArray(columns) &&
    columns.every((each) => typeof each === 'string')
  )
}

export function isLocale(tag: string): boolean {
  try {
    return tag === '' || Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

export function isTimeZone(zone: string): boolean {
  try {
    return zone === '' || Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

const listeners = new Set<() => void>()
let current = readPreferences(window.localStorage.getItem(STORAGE_KEY))

export function preferences(): Preferences {
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(current))
  for (const listener of listeners) listener()
}

const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(listen, preferences)
}
