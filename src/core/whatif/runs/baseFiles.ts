/** Owns the file in which a run keeps its base's positions, so that a later run can say what differs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { RebaseReport, WhatifBase } from '../../../shared/readModels/whatif.ts'
import type { World } from '../scenario/world.ts'

const POSITIONS = 'positions.gz'
const CHANGES_SHOWN = 50
/** Demand is an estimate: a smaller difference is none. */
const DEMAND_CHANGE = 0.1

type Told = Pick<WhatifBase, 'base' | 'takenAt' | 'dataAsOf' | 'position'>
interface Header extends Told {
  skus: string[]
  locations: string[]
}

const FIGURES = 4

/** Header as a line of JSON, then for each position its SKU, its place, its stock and its demand. */
export function writeBasePositions(
  folder: string,
  { base, takenAt, dataAsOf, position }: WhatifBase,
  world: World,
): void {
  const skuAt = new Map(world.skus.map(({ id }, at) => [id, at]))
  const locationAt = new Map(world.locations.map(({ id }, at) => [id, at]))
  const header: Header = {
    base,
    takenAt,
    dataAsOf,
    position,
    skus: [...skuAt.keys()],
    locations: [...locationAt.keys()],
  }
  const figures = new Float32Array(world.stock.length * FIGURES)
  world.stock.forEach((row, at) => {
    figures[at * FIGURES] = skuAt.get(row.sku) ?? -1
    figures[at * FIGURES + 1] = locationAt.get(row.location) ?? -1
    figures[at * FIGURES + 2] = row.onHandUnits
    figures[at * FIGURES + 3] = row.demandMean
  })
  const text = Buffer.from(`${JSON.stringify(header)}\n`)
  const bytes = gzipSync(Buffer.concat([text, Buffer.from(figures.buffer)]), { level: 1 })
  writeFileSync(join(folder, POSITIONS), bytes, { mode: 0o600 })
}

/** What differs between a base and that of a run before it; null where that one was not kept. */
export function compareBases(folder: string, run: string, world: World): RebaseReport | null {
  const path = join(folder, POSITIONS)
  if (!existsSync(path)) return null
  const bytes = gunzipSync(readFileSync(path))
  const end = bytes.indexOf(10)
  const { skus, locations, ...before } = JSON.parse(bytes.toString('utf8', 0, end)) as Header
  const figures = new Float32Array(new Uint8Array(bytes.subarray(end + 1)).buffer)
  const former = new Map<string, { units: number; demand: number }>()
  const report: RebaseReport = {
    run,
    before,
    changedPairs: 0,
    stockUnitsBefore: 0,
    stockUnitsNow: 0,
    demandUnitsBefore: 0,
    demandUnitsNow: 0,
    changes: [],
  }
  for (let at = 0; at < figures.length; at += FIGURES) {
    const [sku = -1, location = -1, units = 0, demand = 0] = figures.subarray(at, at + FIGURES)
    former.set(`${skus[sku] ?? ''}\n${locations[location] ?? ''}`, { units, demand })
    report.stockUnitsBefore += units
    report.demandUnitsBefore += demand
  }
  const changes: RebaseReport['changes'] = []
  const compare = (key: string, unitsNow: number, demandNow: number) => {
    const { units, demand } = former.get(key) ?? { units: 0, demand: 0 }
    former.delete(key)
    const isOther = unitsNow !== units || Math.abs(demandNow - demand) > DEMAND_CHANGE * Math.max(1, demand)
    if (!isOther) return
    report.changedPairs += 1
    const [sku = '', location = ''] = key.split('\n')
    changes.push({
      sku,
      location,
      unitsBefore: units,
      unitsNow,
      text: inWords(units, unitsNow, demand, demandNow),
    })
  }
  for (const row of world.stock) {
    report.stockUnitsNow += row.onHandUnits
    report.demandUnitsNow += row.demandMean
    compare(`${row.sku}\n${row.location}`, row.onHandUnits, row.demandMean)
  }
  for (const key of former.keys()) compare(key, 0, 0)
  const by = ({ unitsBefore, unitsNow }: RebaseReport['changes'][number]) => Math.abs(unitsNow - unitsBefore)
  return { ...report, changes: changes.sort((a, b) => by(b) - by(a)).slice(0, CHANGES_SHOWN) }
}

const rounded = (units: number) => Math.round(units * 10) / 10

function inWords(before: number, now: number, demandBefore: number, demandNow: number): string {
  const stock = before === now ? `${now} units as before` : `${now} units instead of ${before}`
  const demand = `${rounded(demandNow)} expected to be asked for`
  return rounded(demandBefore) === rounded(demandNow)
    ? stock
    : `${stock}; ${demand} instead of ${rounded(demandBefore)}`
}
