/** Owns the heatmap of delivery speed: regions against channels, flows, carriers, locations or hours of the week. */
import type { InputOf } from '../../shared/contract.ts'
import type { RegionSpeeds, SpeedFigures, SpeedHeatmap } from '../../shared/readModels/speed.ts'
import type { QueryContext } from './context.ts'
import { figuresOf, HOUR_MS, quantileOf } from './speedFigures.ts'
import { speedLines, wholeHours, type SpeedLine } from './speedLines.ts'

function figures(lines: readonly SpeedLine[]): SpeedFigures {
  const over = lines.filter(({ handedOverAt }) => handedOverAt !== null)
  const promised = over.filter(({ late }) => late !== null)
  const hours = over
    .flatMap(({ placedAt, handedOverAt }) => (placedAt === null ? [] : [((handedOverAt ?? 0) - placedAt) / HOUR_MS]))
    .sort((a, b) => a - b)
  return figuresOf(
    {
      lines: over.length, promised: promised.length, late: promised.filter(({ late }) => late === 1).length,
      overdue: lines.length - over.length,
    },
    quantileOf(hours, 0.5),
    quantileOf(hours, 0.9),
  )
} // prettier-ignore

function grouped(lines: readonly SpeedLine[], keyOf: (line: SpeedLine) => string): Map<string, SpeedLine[]> {
  const groups = new Map<string, SpeedLine[]>()
  for (const line of lines) {
    const group = groups.get(keyOf(line))
    if (group) group.push(line)
    else groups.set(keyOf(line), [line])
  }
  return groups
}

export function speedHeatmap(context: QueryContext, input: InputOf<'speed.heatmap'>): SpeedHeatmap {
  const { columns, from, until, compareFrom, compareUntil, ...scope } = input
  const lines = speedLines(context, scope, { from, until })
  const isCompared = compareFrom !== undefined && compareUntil !== undefined
  const compared = isCompared ? speedLines(context, scope, { from: compareFrom, until: compareUntil }) : []
  const keyOf = (line: SpeedLine) => JSON.stringify([line.region ?? '', String(line[columns] ?? '')])
  const groups = grouped(lines, keyOf)
  const others = grouped(compared, keyOf)
  const keys = [...new Set([...groups.keys(), ...others.keys()])].map((key) => JSON.parse(key) as [string, string])
  const nameOf = (key: string) =>
    columns === 'location'
      ? (context.reader.get<{ name: string | null }>('SELECT name FROM locations WHERE location = ?', [key])?.name ?? key)
      : key
  const sorted = (some: string[]) =>
    [...new Set(some)].sort((a, b) => (columns === 'weekHour' ? Number(a) - Number(b) : a < b ? -1 : 1))
  const whole = wholeHours({ from, until })
  const other = wholeHours({ from: compareFrom, until: compareUntil })
  const times = lines.map(({ at }) => at)
  return {
    rows: [...new Set(keys.map(([row]) => row))].sort().map((key) => ({ key, name: key })),
    columns: sorted(keys.map(([, column]) => column)).map((key) => ({ key, name: nameOf(key) })),
    cells: keys.map(([row, column]) => {
      const key = JSON.stringify([row, column])
      return {
        row, column, ...figures(groups.get(key) ?? []), compared: isCompared ? figures(others.get(key) ?? []) : null,
      }
    }),
    total: figures(lines),
    comparedTotal: isCompared ? figures(compared) : null,
    hoursRelativeError: 0,
    from: whole.from ?? times.reduce((a, b) => Math.min(a, b), Infinity),
    until: whole.until ?? times.reduce((a, b) => Math.max(a, b), 0) + 1,
    comparedFrom: isCompared ? (other.from ?? null) : null,
    comparedUntil: isCompared ? (other.until ?? null) : null,
  }
} // prettier-ignore

export function speedRegions(context: QueryContext, input: InputOf<'speed.regions'>): RegionSpeeds {
  const { from, until, ...scope } = input
  const lines = speedLines(context, scope, { from, until })
  const times = lines.map(({ at }) => at)
  const groups = grouped(lines, ({ region, country }) => JSON.stringify([region ?? '', country]))
  const whole = wholeHours({ from, until })
  return {
    rows: [...groups].map(([key, group]) => {
      const [region, country] = JSON.parse(key) as [string, string | null]
      return { region, country, ...figures(group) }
    }),
    hoursRelativeError: 0,
    from: whole.from ?? times.reduce((a, b) => Math.min(a, b), Infinity),
    until: whole.until ?? times.reduce((a, b) => Math.max(a, b), 0) + 1,
  }
}
