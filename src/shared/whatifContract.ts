/** Owns the contract's entries about what-if: what a scenario may look at, scenarios, runs with their plans, promotion. */
import { Type } from '@sinclair/typebox'
import { command, Id, nothing, oneOf, page, query, stream, strict } from './contractParts.ts'
import { PLAN_MODES } from './readModels/whatif.ts'
import type * as Whatif from './readModels/whatif.ts'
import {
  HORIZON_DAYS_MAX,
  PROMOTED_LINES_MAX,
  ScenarioDefinition,
  ScenarioScope,
  ScenarioSettings,
} from './whatifDefinition.ts'

export const PLANNED_TRANSFER_SORTS = [
  'net',
  'value',
  'transport',
  'units',
  'distance',
  'sku',
  'from',
  'to',
] as const

const Run = Type.String({ pattern: '^[A-Za-z0-9-]{8,64}$' })
const Scenario = Type.String({ pattern: '^[A-Za-z0-9-]{8,64}$' })
const Why = Type.String({ minLength: 1, maxLength: 2000 })
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
/** `sku|from|to`. */
const Key = Type.String({ minLength: 3, maxLength: 1600 })

export const whatifContract = {
  /** What can be chosen from, the settings as they are by themselves, and what the caller may do. */
  'whatif.scope': query<Whatif.WhatifScope>()(nothing),
  /** What a scenario would start from now. On a thread: seconds for a large network. Not for viewers. */
  'whatif.base': query<Whatif.WhatifBase>()(
    Type.Object(
      {
        scope: ScenarioScope,
        horizonDays: Type.Optional(Type.Integer({ minimum: 1, maximum: HORIZON_DAYS_MAX })),
        settings: Type.Optional(ScenarioSettings),
      },
      strict,
    ),
  ),
  /** One's own and those that are shared, the latest saved first. */
  'whatif.scenarios': query<Whatif.ScenarioPage>()(
    Type.Object({ ...page, text: Type.Optional(Type.String({ maxLength: 200 })) }, strict),
  ),
  'whatif.scenario': query<Whatif.ScenarioDetail>()(
    Type.Object({ scenario: Scenario, version: Type.Optional(Type.Integer({ minimum: 1 })) }, strict),
  ),
  /** The latest first. */
  'whatif.runs': query<{ runs: Whatif.RunRow[] }>()(
    Type.Object({ scenario: Type.Optional(Scenario) }, strict),
  ),
  'whatif.run': query<Whatif.RunSummary>()(Type.Object({ run: Run }, strict)),
  'whatif.transfers': query<Whatif.PlannedTransferPage>()(
    Type.Object(
      {
        run: Run,
        ...page,
        sort: Type.Optional(oneOf(PLANNED_TRANSFER_SORTS)),
        descending: Type.Optional(Type.Boolean()),
        from: Type.Optional(Id),
        to: Type.Optional(Id),
        sku: Type.Optional(Id),
        /** Part of a SKU's or a place's name or id. */
        text: Type.Optional(Type.String({ maxLength: 200 })),
      },
      strict,
    ),
  ),
  /** Lanes that the plan uses or could use, between places that it touches; named ones where they are given. */
  'whatif.matrix': query<Whatif.PlanMatrix>()(
    Type.Object(
      {
        run: Run,
        from: Type.Optional(Type.Array(Id, { maxItems: 200 })),
        to: Type.Optional(Type.Array(Id, { maxItems: 200 })),
        sku: Type.Optional(Id),
      },
      strict,
    ),
  ),
  /** One transfer of the plan, or why a transfer is not in it. */
  'whatif.explain': query<Whatif.PlanExplanation>()(Type.Object({ run: Run, key: Key }, strict)),

  /** Runs a definition, or a scenario that is saved. Answered at once; `whatif.live` tells how it goes. */
  'whatif.start': command<{ run: string }>()(
    Type.Object(
      {
        definition: Type.Optional(ScenarioDefinition),
        scenario: Type.Optional(Scenario),
        name: Type.Optional(Name),
        /** Absent: as the definition asks for. */
        mode: Type.Optional(oneOf(PLAN_MODES)),
        /** The planner's time at most. */
        seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 600 })),
        /** The gap that is enough. */
        gap: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
        /** False: no replay, the plan alone. */
        replay: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  /** Answered with the best plan so far, within half a second. */
  'whatif.stop': command<Whatif.RunProgress>()(Type.Object({ run: Run }, strict)),
  /** A new scenario, or the next version of one of one's own. */
  'whatif.save': command<Whatif.ScenarioSaving>()(
    Type.Object(
      {
        scenario: Type.Optional(Scenario),
        /** The version that it was made from; refused where somebody has saved another since. */
        version: Type.Optional(Type.Integer({ minimum: 1 })),
        name: Name,
        definition: ScenarioDefinition,
        shared: Type.Optional(Type.Boolean()),
        why: Type.Optional(Why),
      },
      strict,
    ),
  ),
  'whatif.clone': command<Whatif.ScenarioSaving>()(
    Type.Object({ scenario: Scenario, name: Type.Optional(Name) }, strict),
  ),
  'whatif.share': command<Whatif.ScenarioSaving>()(
    Type.Object({ scenario: Scenario, shared: Type.Boolean() }, strict),
  ),
  'whatif.remove': command<{ scenario: string }>()(
    Type.Object({ scenario: Scenario, why: Type.Optional(Why) }, strict),
  ),
  /** Runs the same definition on the stock of now; the new run's summary says what differs. */
  'whatif.rebase': command<{ run: string }>()(Type.Object({ run: Run }, strict)),
  /** Makes drafts of transfers of chosen lines, one for each lane, with the prediction frozen. */
  'whatif.promote': command<{ request: string; transfers: string[] }>()(
    Type.Object(
      {
        run: Run,
        lines: Type.Array(
          Type.Object(
            { key: Key, units: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })) },
            strict,
          ),
          { minItems: 1, maxItems: PROMOTED_LINES_MAX },
        ),
        title: Type.Optional(Type.String({ maxLength: 200 })),
        why: Type.Optional(Why),
      },
      strict,
    ),
  ),

  /** How a run goes: four times a second and more while it goes on. */
  'whatif.live': stream<Whatif.RunProgress, Whatif.RunProgress>()(Type.Object({ run: Run }, strict)),
} as const
