/** Owns what is known of locations, SKUs, categories and postal areas: the latest statement about each field. */
import type { CanonicalEvent, EventOf, EventType } from '../../shared/events.ts'
import type { Fact, Projection } from '../ledger/subjects.ts'
import { pairKey, pairOf } from './pairKey.ts'

/** Merges statements field by field; a later statement that leaves a field out does not erase it. */
export function mergeStatements<K extends EventType>(facts: readonly Fact[], type: K): Partial<EventOf<K>> {
  const merged: Partial<EventOf<K>> = {}
  for (const fact of facts) {
    if (fact.event.type === type) Object.assign(merged, fact.event)
  }
  return merged
}

const only = <K extends EventType>(
  event: CanonicalEvent,
  type: K,
): event is Extract<CanonicalEvent, { type: K }> => event.type === type

export const locationProjection: Projection = {
  kind: 'location',
  types: ['LocationDescribed'],
  subjectsOf: (event) => (only(event, 'LocationDescribed') ? [event.location] : []),
  save({ writer, locationId, locationDescribed }, subject, facts) {
    locationDescribed(locationId(subject))
    const row = mergeStatements(facts, 'LocationDescribed')
    const before = writer.get<{
      kind: string | null
      region: string | null
      country: string | null
      zone: string | null
    }>('SELECT kind, region, country, time_zone AS zone FROM locations WHERE location_id = ?', [
      locationId(subject),
    ])
    writer.run(
      `UPDATE locations SET described = ?, name = ?, kind = ?, address = ?, city = ?, region = ?, country = ?, postal_code = ?,
         latitude = ?, longitude = ?, time_zone = ?, opened_on = ? WHERE location_id = ?`,
      [
        Number(facts.length > 0),
        row.name ?? null,
        row.kind ?? null,
        row.address ?? null,
        row.city ?? null,
        row.region ?? null,
        row.country ?? null,
        row.postalCode ?? null,
        row.latitude ?? null,
        row.longitude ?? null,
        row.timeZone ?? null,
        row.openedOn ?? null,
        locationId(subject),
      ],
    )
    const isSame =
      before?.kind === (row.kind ?? null) &&
      before.region === (row.region ?? null) &&
      before.country === (row.country ?? null) &&
      before.zone === (row.timeZone ?? null)
    return isSame ? undefined : 'changed'
  },
}

export const skuProjection: Projection = {
  kind: 'sku',
  types: ['SkuDescribed'],
  subjectsOf: (event) => (only(event, 'SkuDescribed') ? [event.sku] : []),
  save({ writer, skuId }, subject, facts) {
    const row = mergeStatements(facts, 'SkuDescribed')
    writer.run(
      'UPDATE skus SET described = ?, name = ?, category = ?, brand = ?, weight_grams = ? WHERE sku_id = ?',
      [
        Number(facts.length > 0),
        row.name ?? null,
        row.category ?? null,
        row.brand ?? null,
        row.weightGrams ?? null,
        skuId(subject),
      ],
    )
  },
}

/** Where a postal area lies: the mean of all observations, each identity once. */
export const postalAreaProjection: Projection = {
  kind: 'postalArea',
  types: ['PostalAreaLocated'],
  subjectsOf: (event) => (only(event, 'PostalAreaLocated') ? [pairKey(event.country, event.postalCode)] : []),
  save({ writer }, subject, facts) {
    const key = pairOf(subject)
    const areas = facts.map((fact) => fact.event).filter((event) => only(event, 'PostalAreaLocated'))
    const latest = areas.at(-1)
    if (!latest) {
      writer.run('DELETE FROM postal_areas WHERE country = ? AND postal_code = ?', key)
      return
    }
    // Facts come in one order whatever the arrival, so that even a floating-point sum is the same.
    const mean = (pick: 'latitude' | 'longitude') =>
      areas.reduce((sum, area) => sum + area[pick], 0) / areas.length
    writer.run(
      `INSERT OR REPLACE INTO postal_areas (country, postal_code, latitude, longitude, city, region, observations)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [...key, mean('latitude'), mean('longitude'), latest.city ?? null, latest.region ?? null, areas.length],
    )
  },
}

export const categoryProjection: Projection = {
  kind: 'categoryName',
  types: ['CategoryNamed'],
  subjectsOf: (event) => (only(event, 'CategoryNamed') ? [pairKey(event.language, event.category)] : []),
  save({ writer }, subject, facts) {
    const latest = facts.at(-1)?.event
    const [language, category] = pairOf(subject)
    if (latest?.type !== 'CategoryNamed') {
      writer.run('DELETE FROM category_names WHERE category = ? AND language = ?', [category, language])
      return
    }
    writer.run('INSERT OR REPLACE INTO category_names (category, language, name) VALUES (?, ?, ?)', [
      category,
      language,
      latest.name,
    ])
  },
}
