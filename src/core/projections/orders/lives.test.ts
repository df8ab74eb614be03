/** Proves that an order of each of the seven flows ends where a plain recount of its units says, forward and backward. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../shared/events.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { compareEntries } from '../../ledger/stockFold.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { foldOrder } from './fold.ts'
import { expectedLines, toldOfLine } from './comparison.fixture.ts'
import { live, PLACES } from './lives.fixture.ts'
import { plan } from './plans.fixture.ts'

const factsOf = (records: readonly FeedRecord[]): Fact[] =>
  records
    .flatMap(({ identity, occurredAt, recordTime = null, events }) =>
      events.flatMap((event, line): Fact[] =>
        'order' in event
          ? [{ event, line, identity, occurredAt, recordTime, recordedAt: 0, feedNumber: 1 }]
          : [],
      ),
    )
    .sort(compareEntries)

const kinds = new Map(
  PLACES.flatMap((one) => (one.type === 'LocationDescribed' ? [[one.location, one]] : [])),
)
const around = {
  shipments: [],
  rulePromise: () => null,
  placeOf(location: string) {
    const known = kinds.get(location)
    return known
      ? {
          kind: known.kind ?? null,
          region: known.region ?? null,
          country: known.country ?? null,
          timeZone: null,
        }
      : null
  },
}

describe.each(FLOWS)('%s', (flow) => {
  it('ends where a recount of each unit says, with the illegal steps refused and no others', () => {
    fc.assert(
      fc.property(plan(flow), (one) => {
        const life = live(one)
        const fold = foldOrder(factsOf(life.standing), around)
        expect(Object.fromEntries(fold.lines.map((line) => [line.statement.line, toldOfLine(line)]))).toEqual(
          expectedLines(life),
        )
        expect(fold.refused.map(({ identity }) => identity).sort()).toEqual(life.refused.toSorted())
        expect(fold.refundedMinor).toBe(life.refundedMinor)
      }),
      { numRuns: 400 },
    )
  })

  it('ends alike where one record tells the whole life, each step with its own time', () => {
    fc.assert(
      fc.property(plan(flow), (one) => {
        const { standing } = live(one)
        const events = standing.flatMap((record) =>
          record.events.map((event) =>
            event.type === 'OrderStepTaken' || event.type === 'ReturnStepTaken'
              ? { ...event, at: event.at ?? record.occurredAt }
              : event,
          ),
        )
        const lines = (records: readonly FeedRecord[]) =>
          foldOrder(factsOf(records), around).lines.map((line) => toldOfLine(line))
        const atOnce = { identity: 'history', occurredAt: standing[0]?.occurredAt ?? 0, events }
        expect(lines([atOnce])).toEqual(lines(standing))
      }),
      { numRuns: 100 },
    )
  })
})
