/** Owns the heatmap of delivery speed: regions against channels, flows, carriers, locations or hours of the week. */
import type { InputOf } from '../../shared/contract.ts'
import type { RegionSpeeds, SpeedHeatmap } from '../../shared/readModels/speed.ts'
import { placeOfName } from '../../shared/speedPack.ts'
import type { QueryContext } from './context.ts'
import { regionMiddles } from './regionMiddles.ts'
import { NO_FIGURES } from './speedFigures.ts'
import { speedGrid } from './speedGrid.ts'
import { QUANTILE_RELATIVE_ERROR } from './speedSketch.ts'

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])]

export function speedHeatmap(context: QueryContext, input: InputOf<'speed.heatmap'>): SpeedHeatmap {
  const { columns: column, from, until, compareFrom, compareUntil, ...scope } = input
  const grid = speedGrid(context, scope, { from, until }, 'region', column)
  const isCompared = compareFrom !== undefined && compareUntil !== undefined
  const other = isCompared
    ? speedGrid(context, scope, { from: compareFrom, until: compareUntil }, 'region', column)
    : null
  const rows = union(grid.rows, other?.rows ?? []).sort()
  const columns = union(grid.columns, other?.columns ?? []).sort(
    column === 'weekHour' ? (a, b) => Number(a) - Number(b) : undefined,
  )
  const nameOf = (key: string) =>
    column === 'location' && key !== ''
      ? (context.reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [key])
          ?.name ?? key)
      : key
  return {
    rows: rows.map((key) => ({ key, name: key })),
    columns: columns.map((key) => ({ key, name: nameOf(key) })),
    cells: rows.flatMap((row) =>
      columns.flatMap((key) => {
        const own = grid.figures(row, key)
        const compared = other?.figures(row, key) ?? null
        if (own === null && compared === null) return []
        return [
          {
            row,
            column: key,
            ...(own ?? NO_FIGURES),
            compared: other === null ? null : (compared ?? NO_FIGURES),
          },
        ]
      }),
    ),
    total: grid.total,
    comparedTotal: other?.total ?? null,
    hoursRelativeError: QUANTILE_RELATIVE_ERROR,
    from: grid.from,
    until: grid.until,
    comparedFrom: other?.from ?? null,
    comparedUntil: other?.until ?? null,
  }
}

/** One row for each region of each country. */
export function speedRegions(context: QueryContext, input: InputOf<'speed.regions'>): RegionSpeeds {
  const { from, until, ...scope } = input
  const grid = speedGrid(context, scope, { from, until }, 'place', null)
  const middleOf = regionMiddles(context.reader)
  return {
    rows: grid.rows.map((row) => {
      const { region, country } = placeOfName(row)
      return {
        region: region ?? '',
        country,
        ...middleOf(region, country),
        ...(grid.figures(row, '') ?? NO_FIGURES),
      }
    }),
    hoursRelativeError: QUANTILE_RELATIVE_ERROR,
    from: grid.from,
    until: grid.until,
  }
}
