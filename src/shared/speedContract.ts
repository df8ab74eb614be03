/** Owns the contract's part about delivery speed. An empty word in a filter means: not known. */
import { Type } from '@sinclair/typebox'
import { Instant, oneOf, page, query, strict } from './contractParts.ts'
import { HEATMAP_COLUMNS, LANE_SORTS, LATE_CAUSES } from './readModels/speed.ts'
import type * as Speed from './readModels/speed.ts'
import { FLOWS } from './vocabulary.ts'

const Word = Type.String({ maxLength: 512 })

/** Lines by the time at which their order was placed, from and before; whole hours (docs/speed.md). */
const period = { from: Type.Optional(Instant), until: Type.Optional(Instant) }

/** Which lines a question is about; all where nothing is named. */
export const speedScope = {
  region: Type.Optional(Word),
  country: Type.Optional(Word),
  channel: Type.Optional(Word),
  flow: Type.Optional(oneOf(['', ...FLOWS] as const)),
  carrier: Type.Optional(Word),
  location: Type.Optional(Word),
  /** Hour of the week in which the order was placed, in local time; Monday 0:00 is 0. */
  weekHour: Type.Optional(Type.Integer({ minimum: 0, maximum: 167 })),
}

export const speedContract = {
  /** Regions against what `columns` names; a second period stands beside where both its ends are given. */
  'speed.heatmap': query<Speed.SpeedHeatmap>()(
    Type.Object(
      {
        ...speedScope,
        ...period,
        columns: oneOf(HEATMAP_COLUMNS),
        compareFrom: Type.Optional(Instant),
        compareUntil: Type.Optional(Instant),
      },
      strict,
    ),
  ),
  /** What made lines late, and holds those up that are open past their promise. */
  'speed.causes': query<Speed.CauseSplit>()(Type.Object({ ...speedScope, ...period }, strict)),
  /** The lines behind a figure, the latest placed first. */
  'speed.orders': query<Speed.SpeedOrderPage>()(
    Type.Object(
      {
        ...speedScope,
        ...period,
        ...page,
        /** Late for this cause; `unknown`: late, and nothing tells why. */
        cause: Type.Optional(oneOf([...LATE_CAUSES, 'unknown'] as const)),
        /** Late, or open past the promise. */
        lateOnly: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  'speed.lanes': query<Speed.LanePage>()(
    Type.Object(
      {
        ...speedScope,
        ...period,
        ...page,
        sort: Type.Optional(oneOf(LANE_SORTS)),
        descending: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  'speed.lane': query<Speed.LaneDistribution>()(
    Type.Object({ origin: Word, destinationRegion: Word, carrier: Word, ...period }, strict),
  ),
  'speed.regions': query<Speed.RegionSpeeds>()(Type.Object({ ...speedScope, ...period }, strict)),
} as const
