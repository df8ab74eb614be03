/** Owns how alerts about stock speak: names where they are known, units, and the addresses of screens. */
import type { RuleContext } from '../../rule.ts'
import { type AlertEvidence } from '../../rule.ts'

export const units = (amount: number): string => {
  const rounded = Math.round(amount * 100) / 100
  return `${rounded} ${Math.abs(rounded) === 1 ? 'unit' : 'units'}`
}

export const toUnits = (microunits: number): number => microunits / 1e6

export function placeName({ reader }: RuleContext, location: string): string {
  return (
    reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [location])?.name ??
    location
  )
}

export function skuName({ reader }: RuleContext, sku: string): string {
  return reader.get<{ name: string | null }>('SELECT name FROM skus WHERE sku = ?', [sku])?.name ?? sku
}

export const ledgerLink = (location: string, sku: string): string =>
  `/inventory/${encodeURIComponent(location)}/${encodeURIComponent(sku)}`
export const skuLink = (sku: string): string => `/inventory/sku/${encodeURIComponent(sku)}`
export const shipmentLink = (shipment: string): string => `/network/shipment/${encodeURIComponent(shipment)}`

/** A record as evidence. */
export function recordEvidence(
  { reader }: RuleContext,
  eventNumber: number,
  text: string,
  at: number,
): AlertEvidence {
  const identity = reader.get<{ identity: string }>('SELECT identity FROM events WHERE event_number = ?', [
    eventNumber,
  ])?.identity
  return identity === undefined ? { text, at } : { text, identity, at }
}

/** A duration in words, roughly. */
export function lasting(ms: number): string {
  const hours = ms / 3_600_000
  if (hours < 1) return `${Math.max(1, Math.round(ms / 60_000))} min`
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`
}
