/** Proves what the odds of a line follow from: its stage, how long it has been there, what is left, and whom it goes like. */
import { describe, expect, it } from 'vitest'
import type { RiskLine, Visit } from './riskLine.ts'
import { betterCarrier, fitRisk, predict, usualNext } from './riskModel.ts'
import { beyondOfHandedOver } from './survival.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)

interface Course {
  shippedDays?: number
  deliveredDays?: number
  carrier?: string
  destination?: string
  promisedDays?: number
  placedDays?: number
}

/** Days count from the order. */
function line(place: number, course: Course): RiskLine {
  const { shippedDays, deliveredDays, carrier = 'A', destination = 'North', promisedDays = 10 } = course
  const placedAt = START + (course.placedDays ?? 0) * DAY_MS
  const visits: Visit[] = [{ stage: 'placed', at: placedAt }]
  if (shippedDays !== undefined) visits.push({ stage: 'shipped', at: placedAt + shippedDays * DAY_MS })
  return {
    order: `o${place}`,
    line: '1',
    flow: 'shipFromDc',
    orderedFrom: { location: 'dc', region: 'South' },
    origin: { location: 'dc', region: 'South' },
    destination,
    carrier: shippedDays === undefined ? null : carrier,
    placedAt,
    promisedAt: placedAt + promisedDays * DAY_MS,
    visits,
    handedOverAt: deliveredDays === undefined ? null : placedAt + deliveredDays * DAY_MS,
    cancelledAt: null,
  }
}
const many = (count: number, course: (place: number) => Course) =>
  Array.from({ length: count }, (_, place) => line(place, course(place)))
const LATER = START + 400 * DAY_MS
const riskOf = (past: RiskLine[], open: RiskLine, days: number) =>
  predict(fitRisk(past, LATER), open, open.placedAt + days * DAY_MS).risk

describe('the odds', () => {
  // Shipped after 1 to 5 days; 6 days on the way: one in five is late.
  const past = many(200, (place) => {
    const shippedDays = 1 + (place % 5)
    return { shippedDays, deliveredDays: shippedDays + 5.5 }
  })

  it('are even where nothing is known, and rest on nothing', () => {
    const open = line(0, {})
    expect(predict(fitRisk([], LATER), open, open.placedAt)).toEqual({ risk: 0.5, basedOn: 0 })
  })
  it('are the share of lines that went alike, and say on how many they rest', () => {
    const { risk, basedOn } = predict(fitRisk(past, LATER), line(0, {}), START)
    expect(risk).toBeCloseTo(0.2, 1)
    expect(basedOn).toBe(200)
  })
  it('grow while a line waits, and fall when it takes the step', () => {
    const waiting = [0, 2.5, 4.5].map((days) => riskOf(past, line(0, {}), days))
    expect(waiting).toEqual(waiting.toSorted((a, b) => a - b))
    expect(waiting.at(-1)).toBeGreaterThan(0.85)
    expect(riskOf(past, line(0, { shippedDays: 4 }), 4)).toBeLessThan(0.1)
    expect(riskOf(past, line(0, { shippedDays: 5 }), 5)).toBeGreaterThan(0.85)
  })
  it('are certain once the promise has passed', () => {
    expect(riskOf(past, line(0, { shippedDays: 4 }), 10.1)).toBe(1)
  })
  it('follow the line’s own lane where it has many, the wider groups where it has few', () => {
    const slow = many(100, () => ({ shippedDays: 1, deliveredDays: 12, destination: 'East' }))
    const some = many(2, () => ({ shippedDays: 1, deliveredDays: 12, destination: 'West' }))
    const all = [...past, ...slow, ...some]
    const [north, east, west] = ['North', 'East', 'West'].map((destination) =>
      riskOf(all, line(0, { destination }), 0),
    ) as [number, number, number]
    expect(east).toBeGreaterThan(0.75)
    expect(north).toBeLessThan(0.3)
    expect(west).toBeGreaterThan(north)
    expect(west).toBeLessThan(east)
  })
  it('count lines that never came for as long as they were seen', () => {
    const lost = many(50, () => ({ shippedDays: 1 }))
    const model = fitRisk([...past, ...lost], LATER)
    const open = line(0, { shippedDays: 1 })
    const { risk } = predict(model, open, START + DAY_MS)
    expect(risk).toBeGreaterThan(predict(model, open, START + DAY_MS, beyondOfHandedOver).risk + 0.1)
    const young = many(50, () => ({ shippedDays: 1, placedDays: 398 }))
    expect(riskOf([...past, ...young], line(0, { shippedDays: 1 }), 1)).toBeCloseTo(
      riskOf(past, line(0, { shippedDays: 1 }), 1),
      1,
    )
  })
})

it('who works to a promise goes by the time that it leaves, be it promised for tonight or tomorrow', () => {
  // Ready an hour after the order, or next morning; collected some time in what is left, one in twenty too late.
  const HOUR_MS = 3_600_000
  const pickup = (place: number, isOvernight: boolean): RiskLine => {
    const [readyHours, promisedHours] = isOvernight ? [14, 18] : [1, 5]
    const placedAt = START + place * DAY_MS
    const readyAt = placedAt + readyHours * HOUR_MS
    const share = (place % 20) / 19 + 0.02
    return {
      ...line(place, {}),
      flow: 'bopis',
      placedAt,
      promisedAt: placedAt + promisedHours * HOUR_MS,
      visits: [
        { stage: 'placed', at: placedAt },
        { stage: 'ready', at: readyAt },
      ],
      handedOverAt: readyAt + share * (promisedHours - readyHours) * HOUR_MS,
    }
  }
  const past = Array.from({ length: 200 }, (_, place) => pickup(place, place % 40 >= 20))
  for (const isOvernight of [true, false]) {
    const open = { ...pickup(300, isOvernight), handedOverAt: null }
    expect(predict(fitRisk(past, LATER), open, open.visits[1]?.at ?? 0).risk).toBeCloseTo(0.05, 1)
  }
})

it('what is learned later of a line tells nothing of its stages before', () => {
  // Lines without a carrier are those that never left: to be without one yet is no sign of that.
  const past = [...many(100, () => ({ shippedDays: 2, deliveredDays: 5 })), ...many(20, () => ({}))]
  expect(riskOf(past, line(0, {}), 0)).toBeCloseTo(20 / 120, 1)
})

it('names the step that usually follows', () => {
  const model = fitRisk(
    many(10, () => ({ shippedDays: 1, deliveredDays: 2 })),
    LATER,
  )
  expect(usualNext(model, line(0, {}))).toBe('shipped')
  expect(usualNext(model, line(0, { shippedDays: 1 }))).toBe('delivered')
  expect(usualNext(fitRisk([], LATER), line(0, {}))).toBe(null)
})

it('names a carrier only who kept more promises on this way, often enough', () => {
  const past = [
    ...many(60, () => ({ shippedDays: 1, deliveredDays: 12, carrier: 'Slow' })),
    ...many(60, () => ({ shippedDays: 1, deliveredDays: 4, carrier: 'Fast' })),
    ...many(5, () => ({ shippedDays: 1, deliveredDays: 2, carrier: 'Rare' })),
  ]
  const model = fitRisk(past, LATER)
  expect(betterCarrier(model, line(0, {}), START)?.carrier).toBe('Fast')
  expect(betterCarrier(model, { ...line(0, {}), destination: 'East' }, START)).toBe(null)
})
