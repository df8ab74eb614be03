/** Owns the file of locations and their figures, as the table beside the map shows them. */
import type { LocationRow } from '../../../shared/readModels/network.ts'
import { csvText, isoTime, saveText, stampedName, type CsvValue } from '../../components/csv.ts'

const columns: [name: string, value: (row: LocationRow) => CsvValue][] = [
  ['location', (row) => row.location],
  ['name', (row) => row.name],
  ['kind', (row) => row.kind],
  ['city', (row) => row.city],
  ['region', (row) => row.region],
  ['country', (row) => row.country],
  ['latitude', (row) => row.latitude],
  ['longitude', (row) => row.longitude],
  ['onHandUnits', (row) => row.onHandUnits],
  ['sellableUnits', (row) => row.sellableUnits],
  ['atpUnits', (row) => row.atpUnits],
  ['skuCount', (row) => row.skuCount],
  ['stockoutCount', (row) => row.stockoutCount],
  ['negativeCount', (row) => row.negativeCount],
  ['soldUnitsPerDay', (row) => row.soldUnitsPerDay],
  ['leavingUnitsPerDay', (row) => row.leavingUnitsPerDay],
  ['daysOfCover', (row) => row.daysOfCover],
  ['dataAsOf', (row) => isoTime(row.freshness.dataAsOf)],
  ['stale', (row) => String(row.freshness.stale)],
  ['feed', (row) => row.freshness.feed],
]

export function locationsCsv(rows: readonly LocationRow[]): string {
  return csvText(
    columns.map(([name]) => name),
    rows.map((row) => columns.map(([, value]) => value(row))),
  )
}

export function saveLocations(rows: readonly LocationRow[]): void {
  saveText(stampedName('locations', 'csv'), 'text/csv', locationsCsv(rows))
}
