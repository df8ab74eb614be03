/** Owns `tower bench planGain`: what the planner's plans gain on the sample network under demand that it has not seen, beside simple rules. */
import { comparisonOf } from '../../core/whatif/replay/comparison.ts'
import { createReplay } from '../../core/whatif/replay/replay.ts'
import { add, intervalOf, newTally } from '../../shared/tally.ts'
import { openPlan } from '../../core/whatif/planner/openPlan.ts'
import { planningCase } from '../../core/whatif/scenario/planningCase.ts'
import type { PlannedMove, World } from '../../core/whatif/scenario/world.ts'
import type { Interval } from '../../shared/readModels/transfers.ts'
import { tellPast } from './planGainPast.ts'
import { equaliseCover } from './planGainRules.ts'
import { ownReorders, trueWorld } from './planGainTruth.ts'
import { machine, type BenchResult, type Figures } from './result.ts'
import type { BenchSettings } from './settings.ts'
import type { Workspace } from './workspace.ts'

const STORES = 16
const DCS = 2
/** Days of sales that the planner can learn from. */
const PAST_DAYS = 28
/** Days that are played. */
const PLAYED_DAYS = 7
const REPLICATIONS = 100
const GAP = 0.01

/** What a rule did to one seed, over the days played and on average over the replications. */
interface Outcome {
  units: number
  money: number
  moved: number
  predicted: number | null
  fillRateBefore: number
  fillRateAfter: number
}

type Rule = 'planner' | 'equaliseCover'
const RULES: readonly Rule[] = ['planner', 'equaliseCover']

interface Setting {
  name: string
  /** Days that the plan looks ahead. */
  horizonDays: number
  /** Whether stores and centres order by their own rules meanwhile, as in the simulation. */
  hasReorders: boolean
  isTarget: boolean
}

/**
 * Where nothing else comes, the plan is for the days played. Where stores are filled up every day, what a plan can save are
 * the days until their next delivery: one until they order, two until it is there. Looking further ahead than that does
 * the deliveries' work a second time; it is measured to show what that costs.
 */
const SETTINGS: readonly Setting[] = [
  { name: 'nothing else comes', horizonDays: 7, hasReorders: false, isTarget: true },
  { name: 'until the next delivery', horizonDays: 3, hasReorders: true, isTarget: true },
  { name: 'beyond the next delivery', horizonDays: 7, hasReorders: true, isTarget: false },
]

/**
 * For each seed: the sample network's past is told to a real tower, a plan is made from its ledger alone, and is carried
 * out in the simulation's own world, with its stock as it lies there and customers who come at its rates.
 */
export async function benchPlanGain(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const about = machine({})
  const folder = workspace.folder('planGain')
  const found = SETTINGS.map(() => new Map(RULES.map((rule) => [rule, [] as Outcome[]])))
  let records = 0
  for (const seed of settings.seeds) {
    const past = await tellPast({
      seed,
      stores: STORES,
      dcs: DCS,
      days: PAST_DAYS,
      horizonDays: PLAYED_DAYS,
      folder,
    })
    records += past.records
    const truth = trueWorld(past.seen, past.simulation, past.pace, past.now)
    const ordering: World = { ...truth, reorders: ownReorders(truth, past.simulation) }
    for (const [index, setting] of SETTINGS.entries()) {
      const seen = lookingAhead(past.seen, setting.horizonDays)
      for (const rule of RULES) {
        const { moves, predicted } =
          rule === 'planner' ? await planOf(seen) : { moves: equaliseCover(seen), predicted: null }
        const outcome = carryOut(setting.hasReorders ? ordering : truth, moves, predicted, seed)
        found[index]?.get(rule)?.push(outcome)
        say(
          `seed ${seed}, ${setting.name}, ${rule}: ${moves.length} transfers, ${outcome.moved} units; gain ${outcome.money.toFixed(0)}${predicted === null ? '' : ` (predicted ${predicted.toFixed(0)})`}, ${outcome.units.toFixed(0)} units sold more`,
        )
      }
    }
  }
  return SETTINGS.map((setting, index) =>
    resultOf(setting, found[index] ?? new Map(), { records, seeds: settings.seeds.length }, about),
  )
}

/** The first days of a world. */
function lookingAhead(world: World, horizonDays: number): World {
  if (horizonDays >= world.horizonDays) return world
  const share = horizonDays / world.horizonDays
  return {
    ...world,
    horizonDays,
    skus: world.skus.map((sku) => ({ ...sku, holdingPerLeftover: sku.holdingPerLeftover * share })),
    stock: world.stock.map((row) => {
      const days = row.dayFactors?.slice(0, horizonDays) ?? null
      const rhythm = days ? days.reduce((sum, factor) => sum + factor, 0) / horizonDays : 1
      return {
        ...row,
        demandMean: row.demandMean * share * rhythm,
        dayFactors: days && rhythm > 0 ? days.map((factor) => factor / rhythm) : null,
      }
    }),
  }
}

async function planOf(seen: World): Promise<{ moves: PlannedMove[]; predicted: number }> {
  const run = await openPlan(planningCase(seen, 'planGain'), {
    now: () => performance.now(),
    isStopped: () => false,
    report: () => undefined,
    gap: GAP,
  })
  while (!run.step(1000));
  const { transfers, objective } = run.answer()
  return { moves: transfers, predicted: objective }
}

/** In all SKU-locations that the moves touch; the others are as without them. */
function carryOut(
  world: World,
  moves: readonly PlannedMove[],
  predicted: number | null,
  seed: number,
): Outcome {
  const replay = createReplay({
    base: world,
    scenario: world,
    moves,
    seed,
    leastReplications: REPLICATIONS,
    mostReplications: REPLICATIONS,
    restReplications: 2,
  })
  while (!replay.step());
  const comparison = comparisonOf(replay, 1)
  return {
    units: comparison?.planGainUnits.mean ?? 0,
    money: comparison?.planGainMinor.mean ?? 0,
    moved: moves.reduce((sum, { units }) => sum + units, 0),
    predicted,
    fillRateBefore: comparison?.scenario.fillRate.mean ?? 1,
    fillRateAfter: comparison?.withPlan.fillRate.mean ?? 1,
  }
}

/** Over the seeds. */
function over(outcomes: readonly Outcome[], figure: (outcome: Outcome) => number): Interval {
  const tally = newTally()
  for (const outcome of outcomes) add(tally, figure(outcome))
  return intervalOf(tally)
}

function resultOf(
  setting: Setting,
  byRule: ReadonlyMap<Rule, Outcome[]>,
  run: { records: number; seeds: number },
  about: Figures,
): BenchResult {
  const ofPlanner = byRule.get('planner') ?? []
  const ofRule = byRule.get('equaliseCover') ?? []
  const planner = over(ofPlanner, ({ money }) => money)
  const lead = over(
    ofPlanner.map((outcome, index) => ({ ...outcome, money: outcome.money - (ofRule[index]?.money ?? 0) })),
    ({ money }) => money,
  )
  return {
    name: `planGain, ${setting.name}`,
    figures: {
      seeds: run.seeds,
      records: run.records,
      stores: STORES,
      pastDays: PAST_DAYS,
      planLooksAheadDays: setting.horizonDays,
      playedDays: PLAYED_DAYS,
      noAction: { gain: 0, fillRate: over(ofPlanner, ({ fillRateBefore }) => fillRateBefore).mean },
      planner: {
        ...figuresOf(ofPlanner),
        predictedGain: over(ofPlanner, ({ predicted }) => predicted ?? 0).mean,
      },
      equaliseCover: figuresOf(ofRule),
      plannerOverEqualiseCover: { ...lead },
    },
    ratios: {},
    targets: setting.isTarget
      ? { lowEndOfPlannersGain: { wanted: '> 0', got: planner.low, met: planner.low > 0 } }
      : {},
    machine: about,
  }
}

function figuresOf(outcomes: readonly Outcome[]): Figures {
  const { mean, low, high } = over(outcomes, ({ money }) => money)
  return {
    gain: mean,
    gainLow: low,
    gainHigh: high,
    soldMoreUnits: over(outcomes, ({ units }) => units).mean,
    movedUnits: over(outcomes, ({ moved }) => moved).mean,
    fillRate: over(outcomes, ({ fillRateAfter }) => fillRateAfter).mean,
    seedsWithLoss: outcomes.filter(({ money }) => money < 0).length,
  }
}
