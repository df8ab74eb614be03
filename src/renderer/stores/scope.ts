/** Owns what every screen is limited to: a part of the network, and a time. Both stand in the address. */
import { useMemo } from 'react'
import { setParams, useAddress } from './address.ts'

export interface Scope {
  region?: string
  country?: string
  category?: string
}

export function scopeOf(params: URLSearchParams): Scope {
  const scope: Scope = {}
  for (const name of ['region', 'country', 'category'] as const) {
    const value = params.get(name)
    if (value) scope[name] = value
  }
  return scope
}

/** The instant that the screens look back to; null is live. */
export function asOfOf(params: URLSearchParams): number | null {
  const text = params.get('asOf')
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) || at < 0 ? null : at
}

export function useScope(): Scope {
  const { params } = useAddress()
  const text = JSON.stringify(scopeOf(params))
  return useMemo(() => JSON.parse(text) as Scope, [text])
}

export function useAsOf(): number | null {
  return asOfOf(useAddress().params)
}

export function setScope(change: { [K in keyof Scope]?: string | null }): void {
  setParams(change as Record<string, string | null>)
}

export function setAsOf(at: number | null): void {
  setParams({ asOf: at === null ? null : new Date(at).toISOString() })
}
