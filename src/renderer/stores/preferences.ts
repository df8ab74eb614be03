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
}

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
