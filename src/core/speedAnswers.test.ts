/** Proves the figures of delivery speed against a plain recount of the orders' lines. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../shared/events.ts'
import { HEATMAP_COLUMNS } from '../shared/readModels/speed.ts'
import { SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../shared/speedLine.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { packingProjection, speedProjection } from './projections/speedPacks.ts'
import type { QueryContext } from './queries/context.ts'
import { speedCauses } from './queries/speedCauses.ts'
import { speedHeatmap, speedRegions } from './queries/speedHeatmap.ts'
import { speedLane, speedLanes } from './queries/speedLanes.ts'
import { speedOrders } from './queries/speedOrders.ts'
import { lives, PLACES, START } from './speedLives.fixture.ts'

const HOUR_MS = 3_600_000
const NOW = START + 400 * HOUR_MS

let ledger: ReturnType<typeof openTestLedger>
const open = (waiting: number) => {
  ledger = openTestLedger(
    PROJECTIONS.map((one) => (one === speedProjection ? packingProjection(waiting) : one)),
  )
}
const context = (now = NOW): QueryContext => ({
  reader: ledger.reader,
  clock: { now: () => now },
  pseudonymOf: () => '',
  log: { eventNumbers: () => [], rawText: () => '' },
})
beforeEach(() => open(3))
afterEach(() => ledger.close())

type Line = StoredSpeedLine & { open: number }
const storedLines = () => ledger.reader.all<Line>(`SELECT ${SPEED_LINE_COLUMNS}, open FROM order_lines`)

/** The very definition, line by line. */
function recount(lines: readonly Line[], now: number) {
  const over = lines.filter(({ handedOverAt }) => handedOverAt !== null)
  const promised = over.filter(({ late }) => late !== null)
  const late = promised.filter((line) => line.late === 1).length
  const overdue = lines.filter(
    (line) => line.open === 1 && line.promisedAt !== null && line.promisedAt < now,
  ).length
  const hours = over
    .filter(({ placedAt }) => placedAt !== null)
    .map(
      ({ placedAt, handedOverAt }) =>
        Math.max(0, Math.round(((handedOverAt ?? 0) - (placedAt ?? 0)) / 1000)) / 3600,
    )
    .sort((a, b) => a - b)
  const quantile = (share: number) =>
    hours.length === 0 ? null : hours[Math.max(0, Math.ceil(share * hours.length) - 1)]
  return {
    lines: over.length,
    promised: promised.length,
    late,
    due: promised.length + overdue,
    kept: promised.length - late,
    hoursMedian: quantile(0.5),
    hoursP90: quantile(0.9),
  }
}

const timeOf = (line: Line) => line.placedAt ?? line.handedOverAt ?? line.promisedAt ?? 0
const isCounted = (line: Line, now: number) =>
  line.handedOverAt !== null || (line.open === 1 && line.promisedAt !== null && line.promisedAt < now)

describe('of any orders', () => {
  const questions = fc.record({
    records: lives(20),
    column: fc.constantFrom(...HEATMAP_COLUMNS),
    fromHour: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    hours: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    flow: fc.constantFrom(undefined, 'shipFromDc' as const, '' as const),
    location: fc.constantFrom(undefined, 'dc', ''),
    country: fc.constantFrom(undefined, 'AT'),
    waiting: fc.constantFrom(0, 5, 1000),
  })

  it('each cell is a recount of its lines, and the orders behind it are as many', () => {
    fc.assert(
      fc.property(questions, ({ records, column, fromHour, hours, flow, location, country, waiting }) => {
        ledger.close()
        open(waiting)
        ledger.commit([records.map(intaken)])
        const from = fromHour === undefined ? undefined : START + fromHour * HOUR_MS
        const until = hours === undefined ? undefined : (from ?? START) + hours * HOUR_MS
        const scope = {
          ...(from === undefined ? {} : { from }),
          ...(until === undefined ? {} : { until }),
          ...(flow === undefined ? {} : { flow }),
          ...(location === undefined ? {} : { location }),
          ...(country === undefined ? {} : { country }),
        }
        const lines = storedLines().filter(
          (line) =>
            isCounted(line, NOW) &&
            timeOf(line) >= (from ?? -Infinity) &&
            timeOf(line) < (until ?? Infinity) &&
            (flow === undefined || (line.flow ?? '') === flow) &&
            (location === undefined || (line.location ?? '') === location) &&
            (country === undefined || (line.country ?? '') === country),
        )
        const heatmap = speedHeatmap(context(), { columns: column, ...scope })
        // What has no known hour stands in no cell by hour.
        const shown = column === 'weekHour' ? lines.filter(({ weekHour }) => weekHour !== null) : lines
        expect(heatmap.total).toMatchObject(recount(shown, NOW))
        const keyOf = (line: Line) =>
          JSON.stringify([line.region ?? line.country ?? '', String(line[column] ?? '')])
        expect(new Set(heatmap.cells.map((cell) => JSON.stringify([cell.row, cell.column])))).toEqual(
          new Set(shown.map(keyOf)),
        )
        for (const cell of heatmap.cells) {
          const own = shown.filter((line) => keyOf(line) === JSON.stringify([cell.row, cell.column]))
          expect(cell).toMatchObject(recount(own, NOW))
        }
        const orders = speedOrders(context(), scope)
        expect(orders.total).toBe(lines.length)
        expect(orders.rows).toHaveLength(lines.length)
        const times = orders.rows.map((row) => row.placedAt).filter((at) => at !== null)
        expect(times).toEqual([...times].sort((a, b) => b - a))
        const late = speedOrders(context(), { ...scope, lateOnly: true })
        const split = speedCauses(context(), scope)
        expect(split.late).toBe(late.total)
        expect(split.causes.reduce((sum, one) => sum + one.lines, split.unknown)).toBe(split.late)
        for (const { cause, lines: count } of [
          ...split.causes,
          { cause: 'unknown' as const, lines: split.unknown },
        ]) {
          const page = speedOrders(context(), { ...scope, cause, limit: 1000 })
          expect([page.total, page.rows.length]).toEqual([count, count])
          for (const row of page.rows) expect(row.cause).toBe(cause)
        }
        const regions = speedRegions(context(), scope)
        expect(regions.rows.reduce((sum, row) => sum + row.lines, 0)).toBe(recount(lines, NOW).lines)
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})

const HOURS = (count: number) => count * HOUR_MS
/** An order that takes so many hours to each step. */
function order(
  name: string,
  hours: { promised?: number; steps: Partial<Record<string, number>> },
  more: CanonicalEvent[] = [],
): FeedRecord {
  const placedAt = START
  return {
    identity: name,
    occurredAt: placedAt,
    events: [
      {
        type: 'OrderPlaced',
        order: name,
        flow: 'shipFromDc',
        channel: 'web',
        destination: { region: 'East', country: 'AT' },
      },
      {
        type: 'OrderLineAdded',
        order: name,
        line: '1',
        sku: 'gtin:1',
        units: 1,
        origin: 'dc',
        ...(hours.promised === undefined ? {} : { promise: { at: placedAt + HOURS(hours.promised) } }),
      },
      ...Object.entries(hours.steps).map(([step, at]): CanonicalEvent => ({
        type: 'OrderStepTaken',
        order: name,
        step: step as 'picked',
        at: placedAt + HOURS(at ?? 0),
        location: 'dc',
      })),
      ...more,
    ],
  }
}
const take = (...records: FeedRecord[]) => ledger.commit([[...PLACES, ...records].map(intaken)])
const causes = (now = NOW) =>
  Object.fromEntries(speedCauses(context(now), {}).causes.map(({ cause, lines }) => [cause, lines]))

describe('why a line is late', () => {
  it.each([
    ['allocationWait', { allocated: 40, picked: 41, packed: 42, shipped: 43, delivered: 60 }],
    ['pick', { allocated: 1, picked: 40, packed: 42, shipped: 43, delivered: 60 }],
    ['dwell', { allocated: 1, picked: 2, packed: 3, shipped: 40, delivered: 60 }],
    ['carrier', { allocated: 1, picked: 2, packed: 3, shipped: 4, delivered: 60 }],
    ['stockShortage', { allocated: 1, rejected: 2, picked: 3, shipped: 4, delivered: 60 }],
  ] as const)('%s', (cause, steps) => {
    take(order('o1', { promised: 48, steps }), order('o2', { promised: 70, steps }))
    expect(causes()).toEqual({ [cause]: 1 })
  })

  it('the part of the way that overran its share, not the longest', () => {
    // The road took its usual 30 hours of 48; the goods stood ready for 14 where 4.8 were allowed.
    take(
      order('o1', {
        promised: 48,
        steps: { allocated: 1, picked: 4, packed: 5, shipped: 19, delivered: 49 },
      }),
    )
    expect(causes()).toEqual({ dwell: 1 })
  })

  it('is not known where one stretch holds several parts', () => {
    take(order('o1', { promised: 48, steps: { shipped: 40, delivered: 60 } }))
    expect(speedCauses(context(), {})).toMatchObject({ causes: [], unknown: 1, late: 1, overdue: 0 })
  })

  it('a promise that nine in ten of the lane do not keep was wrong, whatever the steps', () => {
    const usual = Array.from({ length: 40 }, (_, at) =>
      order(`usual ${at}`, {
        promised: 200,
        steps: { allocated: 1, picked: 2, packed: 3, shipped: 4, delivered: 60 + at },
      }),
    )
    const late = order('late', {
      promised: 50,
      steps: { allocated: 1, picked: 2, packed: 3, shipped: 4, delivered: 70 },
    })
    take(late, ...usual.slice(0, 20))
    expect(causes()).toEqual({ carrier: 1 })
    ledger.commit([usual.map(intaken)])
    expect(causes()).toEqual({ wrongPromise: 1 })
  })

  it('an open line past its promise is held up by the step that it waits for', () => {
    take(
      order('o1', { promised: 48, steps: { allocated: 1, picked: 2 } }),
      order('o2', { promised: 48, steps: {} }),
      order('o3', { promised: 48, steps: { allocated: 1, picked: 2, packed: 3, shipped: 5 } }),
    )
    expect(speedCauses(context(START + HOURS(48)), {}).late).toBe(0)
    expect(speedCauses(context(START + HOURS(49)), {})).toMatchObject({ late: 3, overdue: 3, unknown: 1 })
    expect(causes()).toEqual({ pick: 1, carrier: 1 })
    expect(speedHeatmap(context(), { columns: 'channel' }).total).toMatchObject({
      lines: 0,
      due: 3,
      kept: 0,
      keptShare: 0,
    })
  })
})

describe('a lane', () => {
  it('tells hours in transit beside those promised', () => {
    take(
      ...[10, 20, 30].map((hours) =>
        order(`o${hours}`, { promised: 24, steps: { allocated: 1, shipped: 4, delivered: 4 + hours } }),
      ),
    )
    const { rows, total } = speedLanes(context(), {})
    expect(total).toBe(1)
    expect(rows[0]).toMatchObject({
      origin: 'dc',
      destinationRegion: 'East',
      carrier: '',
      lines: 3,
      promised: 3,
      onTimeShare: 2 / 3,
      transitHoursMedian: 20,
      transitHoursP90: 30,
      promisedHoursMedian: 20,
    })
    const lane = speedLane(context(), { origin: 'dc', destinationRegion: 'East', carrier: '' })
    expect(lane.promisedHoursMedian).toBe(20)
    expect(lane.bins.filter(({ lines }) => lines > 0)).toEqual([
      { fromHours: 10, untilHours: 12, lines: 1, late: 0 },
      { fromHours: 20, untilHours: 22, lines: 1, late: 0 },
      { fromHours: 30, untilHours: 32, lines: 1, late: 1 },
    ])
  })
})

it('a second period stands beside the first', () => {
  take(order('o1', { promised: 48, steps: { delivered: 60 } }))
  const answer = speedHeatmap(context(), {
    columns: 'channel',
    from: START + HOURS(1),
    until: START + HOURS(2),
    compareFrom: START,
    compareUntil: START + HOURS(1),
  })
  expect(answer.cells).toMatchObject([
    { row: 'East', column: 'web', lines: 0, onTimeShare: null, compared: { lines: 1, late: 1 } },
  ])
  expect(answer.comparedTotal).toMatchObject({ lines: 1 })
})
