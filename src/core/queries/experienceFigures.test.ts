/** Proves the figures of experience against the same counted plainly from the stories that the records tell. */
import { afterAll, describe, expect, it } from 'vitest'
import {
  DAY_MS,
  HOUR_MS,
  recordsOf,
  STORIES_FROM,
  tellStories,
  type Story,
} from '../customerStories.fixture.ts'
import { ORDER_CAUSES } from '../../shared/experienceContract.ts'
import { openSmallNetwork } from '../smallNetwork.fixture.ts'
import { experienceJourneys } from './experienceJourneys.ts'
import { experienceMatrix } from './experienceMatrix.ts'
import { experienceRatedOrders } from './experienceRatedOrders.ts'
import { experienceRatings } from './experienceRatings.ts'

const NOW = STORIES_FROM + 62 * DAY_MS
const stories = tellStories(400, 11)
const { context, ledger } = openSmallNetwork(stories.flatMap(recordsOf), NOW)
const WINDOW = { from: STORIES_FROM, until: STORIES_FROM + 60 * DAY_MS }
afterAll(() => ledger.close())

const isOpen = (one: Story) => one.handedOverAt === null && one.cancelledBy === null
const isLate = ({ handedOverAt, promisedAt }: Story) =>
  handedOverAt !== null && promisedAt !== null && handedOverAt > promisedAt
const isBroken = (one: Story) =>
  isLate(one) || (isOpen(one) && one.promisedAt !== null && one.promisedAt < NOW)
const isKept = (one: Story) => one.handedOverAt !== null && one.promisedAt !== null && !isLate(one)
const count = (some: readonly Story[], is: (one: Story) => boolean) => some.filter(is).length
const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length === 0) return null
  const half = sorted.length >> 1
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}
const ratings = (some: readonly Story[], scale: string) =>
  some.flatMap(({ answers }) => answers.filter((one) => one.scale === scale).map(({ rating }) => rating))
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function plainly(some: readonly Story[]) {
  const nps = ratings(some, 'nps')
  return {
    orders: some.length,
    promiseKept: count(some, isKept) / (count(some, isKept) + count(some, isBroken)),
    cancelled: count(some, ({ cancelledBy }) => cancelledBy !== null) / some.length,
    cancelledByStock: count(some, ({ cancelledBy }) => cancelledBy === 'stock') / some.length,
    rejected: count(some, ({ rejected }) => rejected) / some.length,
    returned:
      count(some, ({ returnStartedAt }) => returnStartedAt !== null) / count(some, ({ handedOverAt }) => handedOverAt !== null),
    returnHours: median(
      some.flatMap(({ returnReceivedAt: at, handedOverAt: since }) => (at && since ? [(at - since) / HOUR_MS] : [])),
    ),
    pickupHours: median(
      some.flatMap(({ readyAt, handedOverAt }) => (readyAt && handedOverAt ? [(handedOverAt - readyAt) / HOUR_MS] : [])),
    ),
    contacts: some.reduce((sum, { contacts }) => sum + contacts, 0) / some.length,
    rating: mean(ratings(some, 'stars')),
    nps: (100 * (nps.filter((one) => one >= 9).length - nps.filter((one) => one <= 6).length)) / nps.length,
    csat: ratings(some, 'csat').filter((one) => one >= 4).length / ratings(some, 'csat').length,
  }
} // prettier-ignore

function told(figures: ReturnType<typeof experienceMatrix>['total']): ReturnType<typeof plainly> {
  return {
    orders: figures.orders,
    promiseKept: figures.promiseKept?.value ?? Number.NaN,
    cancelled: figures.cancelled?.value ?? Number.NaN,
    cancelledByStock: figures.cancelledByStock?.value ?? Number.NaN,
    rejected: figures.rejected?.value ?? Number.NaN,
    returned: figures.returned?.value ?? Number.NaN,
    returnHours: figures.returnHoursMedian,
    pickupHours: figures.pickupWaitHoursMedian,
    contacts: figures.contactsPerOrder ?? Number.NaN,
    rating: figures.rating?.value ?? Number.NaN,
    nps: figures.nps?.value ?? Number.NaN,
    csat: figures.csat?.value ?? Number.NaN,
  }
}

function expectSame(one: ReturnType<typeof plainly>, other: ReturnType<typeof plainly>): void {
  for (const [name, value] of Object.entries(other)) {
    const given = one[name as keyof typeof one]
    if (value === null || Number.isNaN(value)) expect(given === null || Number.isNaN(given), name).toBe(true)
    else expect(given, name).toBeCloseTo(value, 9)
  }
}

describe('the matrix', () => {
  const matrix = experienceMatrix(context, WINDOW)

  it('says of all orders what counting says', () => {
    expectSame(told(matrix.total), plainly(stories))
    expect(matrix.total.promiseKept?.of).toBe(count(stories, isKept) + count(stories, isBroken))
    expect(matrix.total.short?.value).toBeCloseTo(plainly(stories).cancelledByStock, 9)
  })
  it('has a row for each channel and for each of its flows, each as counting says', () => {
    const cells = new Set(stories.map(({ channel, flow }) => JSON.stringify([channel, flow])))
    expect(matrix.rows.filter(({ level }) => level === 'flow')).toHaveLength(cells.size)
    for (const row of matrix.rows) {
      const some = stories.filter(
        ({ channel, flow }) => channel === row.channel && (row.level === 'channel' || flow === row.flow),
      )
      expectSame(told(row), plainly(some))
    }
  })
  it('shows a trend whose steps are together the row', () => {
    expect(matrix.trendStepDays).toBe(7)
    for (const { trend, orders } of matrix.rows) {
      expect(trend).toHaveLength(9)
      expect(trend.reduce((sum, step) => sum + step.orders, 0)).toBe(orders)
    }
    const first = stories.filter(({ placedAt }) => placedAt < STORIES_FROM + 7 * DAY_MS)
    const trends = matrix.rows.filter(({ level }) => level === 'channel').map(({ trend }) => trend[0]?.orders ?? 0)
    expect(trends.reduce((sum, orders) => sum + orders, 0)).toBe(first.length)
    expect(matrix.rows[0]?.trend[1]?.day).toBe('2026-01-08')
  })
  it('keeps to window, channel, flow and region; an empty word means what no source states', () => {
    const from = STORIES_FROM + 20 * DAY_MS
    for (const cell of [{ channel: 'web' }, { channel: '' }, { flow: '' as const, region: 'ME' }, { flow: 'bopis' as const }]) {
      const some = stories.filter(
        (one) => one.placedAt >= from && one.placedAt < WINDOW.until &&
          Object.entries(cell).every(([name, value]) => (one[name as 'channel' | 'flow' | 'region'] ?? '') === value),
      )
      expectSame(told(experienceMatrix(context, { ...WINDOW, from, ...cell }).total), plainly(some))
    }
  }) // prettier-ignore
  it('ends at the latest order where no window is named, and says so', () => {
    const latest = Math.max(...stories.map(({ placedAt }) => placedAt))
    const until = Math.ceil((latest + 1) / DAY_MS) * DAY_MS
    expect(experienceMatrix(context, {})).toMatchObject({ until, dataUntil: latest, from: until - 91 * DAY_MS })
  })
  it('is empty, not wrong, where there are no orders', () => {
    const { rows, total } = experienceMatrix(context, { from: 0, until: 1000 })
    expect(rows).toEqual([])
    expect(total).toMatchObject({ orders: 0, promiseKept: null, rating: null, nps: null, contactsPerOrder: null })
  })
}) // prettier-ignore

describe('ratings by lateness', () => {
  const answers = stories.flatMap((story) =>
    story.answers.flatMap(({ scale, rating }) =>
      scale === 'stars' && story.handedOverAt !== null && story.promisedAt !== null
        ? [{ rating, hours: (story.handedOverAt - story.promisedAt) / HOUR_MS }]
        : [],
    ),
  )
  const found = experienceRatings(context, WINDOW)

  it('puts every answer into one bin, with its mean', () => {
    expect(found.rated).toBe(answers.length)
    for (const { fromHours, untilHours, rating, poor } of found.bins) {
      const own = answers.filter(
        ({ hours }) => hours > (fromHours ?? -Infinity) && hours <= (untilHours ?? Infinity),
      )
      expect(rating?.of ?? 0).toBe(own.length)
      if (own.length > 0) expect(rating?.value).toBeCloseTo(mean(own.map((one) => one.rating)), 9)
      if (own.length > 0)
        expect(poor?.value).toBeCloseTo(own.filter((one) => one.rating <= 2).length / own.length, 9)
    }
  })
  it('fits the slope among late orders alone, as least squares do', () => {
    const late = answers.filter(({ hours }) => hours > 0)
    const [x, y] = [late.map(({ hours }) => hours / 24), late.map(({ rating }) => rating)]
    const [mx, my] = [mean(x), mean(y)]
    const sxx = x.reduce((sum, one) => sum + (one - mx) ** 2, 0)
    const slope = x.reduce((sum, one, place) => sum + (one - mx) * ((y[place] ?? 0) - my), 0) / sxx
    expect(found.slopePerDay?.value).toBeCloseTo(slope, 9)
    expect(found.slopePerDay?.of).toBe(late.length)
    expect(found.difference?.value).toBeCloseTo(
      mean(y) - mean(answers.filter(({ hours }) => hours <= 0).map(({ rating }) => rating)), 9)
  }) // prettier-ignore
  it('says that it is an association', () => {
    expect(found.statement).toContain('association')
    expect(found.statement).toMatch(/95 % interval/)
  })
})

describe('rated orders', () => {
  it('are the answers of the window, the latest first, page by page', () => {
    const all = stories.flatMap(({ answers }) => answers)
    const page = experienceRatedOrders(context, { ...WINDOW, limit: 20 })
    expect(page.total).toBe(all.length)
    expect(page.rows.map(({ at }) => at)).toEqual(
      all.map(({ at }) => at).sort((a, b) => b - a).slice(0, 20),
    )
    expect(experienceRatedOrders(context, { ...WINDOW, limit: 20, offset: 20 }).rows[0]?.order).not.toBe(page.rows[0]?.order)
  }) // prettier-ignore
  it('carry their customer by pseudonym, their lateness, and a cause where they were late or cancelled', () => {
    for (const row of experienceRatedOrders(context, { ...WINDOW, limit: 1000 }).rows) {
      const story = stories.find(({ order }) => order === row.order)
      if (!story) throw new Error(row.order)
      expect(row.customer).toBe(story.customer === null ? null : context.pseudonymOf(story.customer))
      expect(JSON.stringify(row)).not.toContain('@example.com')
      if (story.cancelledBy) expect(row.cause).toBe('cancelled')
      else expect(row.cause === null).toBe(!isBroken(story))
      if (story.handedOverAt && story.promisedAt) {
        expect(row.lateHours).toBeCloseTo((story.handedOverAt - story.promisedAt) / HOUR_MS, 9)
      }
    }
  })
  it('are found by scale, rating, lateness and text', () => {
    const asked = { ...WINDOW, scale: 'stars', ratingMax: 2, lateFromHours: 24, lateUntilHours: 72, withText: true, limit: 1000 } as const
    const own = stories.flatMap((story) => {
      const hours = story.handedOverAt && story.promisedAt ? (story.handedOverAt - story.promisedAt) / HOUR_MS : null
      if (hours === null || hours <= 24 || hours > 72) return []
      return story.answers.filter(({ scale, rating, text }) => scale === 'stars' && rating <= 2 && text !== null)
    })
    expect(own.length).toBeGreaterThan(0)
    expect(experienceRatedOrders(context, asked).total).toBe(own.length)
    const cancelled = experienceRatedOrders(context, { ...WINDOW, cause: 'cancelled' }).total
    expect(cancelled).toBe(stories.filter(({ cancelledBy }) => cancelledBy).flatMap(({ answers }) => answers).length)
    const byCause = ORDER_CAUSES.filter((cause) => cause !== 'cancelled').map((cause) => {
      const page = experienceRatedOrders(context, { ...WINDOW, cause, limit: 1000 })
      expect(page.rows.every((row) => row.cause === cause && row.causeDetail !== null)).toBe(true)
      return page.total
    })
    expect(byCause.reduce((sum, total) => sum + total, 0)).toBe(stories.filter(isBroken).flatMap(({ answers }) => answers).length)
    expect(byCause.filter((total) => total > 0).length).toBeGreaterThan(1)
    const late = experienceRatedOrders(context, { ...WINDOW, late: true }).total
    expect(late).toBe(stories.filter(isBroken).flatMap(({ answers }) => answers).length)
  }) // prettier-ignore
})

describe('journeys', () => {
  const journeys = experienceJourneys(context, WINDOW)
  const touchOf = (story: Story) => {
    const own = stories.filter(({ customer }) => customer !== null && customer === story.customer)
    const before = own
      .flatMap((one, place) =>
        one.touches.map((touch, serial) => ({ ...touch, place, serial, order: one.order })),
      )
      .filter(({ at }) => at <= story.placedAt && at >= story.placedAt - 30 * DAY_MS)
    const first = Math.min(...before.map(({ at }) => at))
    return before.filter(({ at }) => at === first).map(({ channel }) => channel)
  }
  it('lead each order from stage to stage', () => {
    expect(journeys.orders).toBe(stories.length)
    for (const stage of ['touch', 'channel', 'flow', 'outcome'] as const) {
      const nodes = journeys.nodes.filter((node) => node.stage === stage)
      expect(nodes.reduce((sum, { orders }) => sum + orders, 0)).toBe(stories.length)
    }
    const orders = (key: string) => journeys.nodes.find((node) => node.key === key)?.orders ?? 0
    expect(orders('outcome:cancelled')).toBe(count(stories, ({ cancelledBy }) => cancelledBy !== null))
    expect(orders('outcome:late')).toBe(count(stories, isLate))
    expect(orders('outcome:inTime')).toBe(count(stories, isKept))
    expect(orders('outcome:overdue')).toBe(count(stories, (one) => isOpen(one) && isBroken(one)))
    expect(orders('return:returned')).toBe(count(stories, ({ returnStartedAt }) => returnStartedAt !== null))
    const into = journeys.links.filter(({ to }) => to === 'outcome:late')
    expect(into.reduce((sum, link) => sum + link.orders, 0)).toBe(orders('outcome:late'))
  })
  it('begin at the first touch of the month before', () => {
    const rows = ledger.reader.all<{ order: string; channel: string | null }>(
      'SELECT order_id AS "order", touch_channel AS channel FROM order_experience',
    )
    expect(journeys.withTouch).toBeGreaterThan(50)
    for (const { order, channel } of rows) {
      const story = stories.find((one) => one.order === order)
      if (!story) throw new Error(order)
      const may = touchOf(story)
      if (may.length === 0) expect(channel).toBeNull()
      else expect(may).toContain(channel)
    }
  })
})
