/** Owns a replay: base, scenario without action and scenario with the plan, on common random numbers, one replication at a time. */
import type { PlannedMove, World } from '../scenario/world.ts'
import { drawDemand, NO_STRESS, type Stress } from './demandDraws.ts'
import { PURPOSES, type Purpose } from './draws.ts'
import { numberPairs } from './pairs.ts'
import { noFigures, play, worthOf, type DrawnDemand, type RunFigures } from './playing.ts'
import { buildScene, type DemandRows, type Scene } from './scene.ts'
import { add, halfWidth, newTally, type Tally } from '../../../shared/tally.ts'
import { findTouched, type Touched } from './touched.ts'

export interface ReplayOptions {
  base: World
  /** Made of `base` by operators; `base` itself where nothing is supposed. */
  scenario: World
  moves: readonly PlannedMove[]
  seed: number
  stress?: Stress
  /** Replications at least, and at most. Default 50 and 400. */
  leastReplications?: number
  mostReplications?: number
  /** Half-width of the gain's interval, as a share of the gain, that is narrow enough. Default 0.05. */
  precision?: number
  /** Replications of all that the worlds have in common, for levels such as the fill rate. Default 8; 0: leave it out. */
  restReplications?: number
  /** Asked between days. */
  isStopped?(): boolean
}

/** Figures of each replication of the three runs. */
export interface ReplayRecord {
  base: RunFigures[]
  scenario: RunFigures[]
  withPlan: RunFigures[]
}

export interface Replay {
  /**
   * Plays one replication; the first few steps set the scenes.
   * @returns true where no more is needed, or it was stopped
   * @throws RangeError for a plan that does not fit the world
   */
  step(): boolean
  replications(): number
  /** Share of the work that is done, by what is known so far. */
  done(): number
  record(): ReplayRecord
  /** Of the plan, by replication: money, and units sold. */
  gain(): { money: Tally; units: Tally }
}

const LEAST = 50
const MOST = 400
const PRECISION = 0.05
const REST_REPLICATIONS = 8

interface Scenes {
  /** Null: the scenario is the base. */
  base: Scene | null
  scenario: Scene
  withPlan: Scene
  rest: Scene | null
}

/** Sets the scenes in parts, as each may take a while in a large world; the last value has them. */
function* settingUp(
  base: World,
  scenario: World,
  moves: readonly PlannedMove[],
  seed: number,
  hasRest: boolean,
): Generator<undefined, Scenes> {
  const pairs = numberPairs(base)
  yield
  const touched = findTouched(base, scenario, moves, pairs)
  yield
  const sceneOf = (world: World, of: Touched, withMoves: readonly PlannedMove[]) =>
    buildScene(world, of, withMoves, seed, pairs)
  const withPlan = sceneOf(scenario, touched, moves)
  yield
  const without = sceneOf(scenario, touched, [])
  yield
  return {
    base: scenario === base ? null : sceneOf(base, touched, []),
    scenario: without,
    withPlan,
    rest: hasRest ? sceneOf(base, restOf(base, touched), []) : null,
  }
}

export function createReplay(options: ReplayOptions): Replay {
  const { base, scenario, moves, seed, stress = NO_STRESS } = options
  const { leastReplications = LEAST, mostReplications = MOST, precision = PRECISION } = options
  const { restReplications = REST_REPLICATIONS, isStopped = () => false } = options
  const setUp = settingUp(base, scenario, moves, seed, restReplications > 0)
  let scenes: Scenes | undefined
  const rest: RunFigures[] = []
  const record: ReplayRecord = { base: [], scenario: [], withPlan: [] }
  const gain = { money: newTally(), units: newTally() }

  const demandOf = (scene: Scene, replication: number): DrawnDemand | undefined => {
    const draw = (rows: DemandRows, purpose: Purpose) =>
      drawDemand(rows, purpose, scene.horizonDays, replication, stress, isStopped)
    const walkIn = draw(scene.walkIn, PURPOSES.walkIn)
    const online = draw(scene.onlineDemand, PURPOSES.online)
    return walkIn && online && { walkIn, online }
  }
  const run = (scene: Scene, demand: DrawnDemand | undefined, replication: number) =>
    demand && play(scene, demand, replication, isStopped)
  const playRest = ({ rest: restScene }: Scenes, replication: number) => {
    if (!restScene || replication >= restReplications) return true
    const figures = run(restScene, demandOf(restScene, replication), replication)
    if (figures) rest.push(figures)
    return figures !== undefined
  }
  const playThree = (scenes: Scenes, replication: number) => {
    const demand = demandOf(scenes.scenario, replication)
    const scenarioRun = run(scenes.scenario, demand, replication)
    if (!scenarioRun) return false
    const planRun = moves.length === 0 ? scenarioRun : run(scenes.withPlan, demand, replication)
    if (!planRun) return false
    const baseRun = scenes.base
      ? run(scenes.base, demandOf(scenes.base, replication), replication)
      : scenarioRun
    if (!baseRun) return false
    const still = rest[replication % Math.max(1, rest.length)] ?? noFigures()
    record.base.push(sum(baseRun, still))
    record.scenario.push(sum(scenarioRun, still))
    record.withPlan.push(sum(planRun, still))
    add(gain.money, worthOf(planRun) - worthOf(scenarioRun))
    add(gain.units, planRun.soldUnits - scenarioRun.soldUnits)
    return true
  }
  const isEnough = () => {
    const { count, mean } = gain.money
    if (count < leastReplications) return false
    return count >= mostReplications || halfWidth(gain.money) <= precision * Math.abs(mean)
  }
  return {
    step() {
      if (isStopped() || isEnough()) return true
      if (!scenes) {
        scenes = setUp.next().value
        return false
      }
      const replication = gain.money.count
      return !playRest(scenes, replication) || !playThree(scenes, replication) || isEnough()
    },
    replications: () => gain.money.count,
    done: () => Math.min(1, gain.money.count / wantedCount()),
    record: () => record,
    gain: () => gain,
  }

  /** Replications that the interval will likely need: its width falls with the root of their number. */
  function wantedCount(): number {
    const { count, mean } = gain.money
    if (count < 10 || mean === 0) return leastReplications
    const share = halfWidth(gain.money) / (precision * Math.abs(mean))
    return Math.min(mostReplications, Math.max(leastReplications, Math.ceil(count * share * share)))
  }
}

function restOf(base: World, touched: Touched): Touched {
  const stock = new Set(touched.stock)
  const online = new Set(touched.online)
  return {
    stock: base.stock.map((_, index) => index).filter((index) => !stock.has(index)),
    online: base.onlineDemand.map((_, index) => index).filter((index) => !online.has(index)),
  }
}

function sum(left: RunFigures, right: RunFigures): RunFigures {
  const total = { ...left }
  for (const key of Object.keys(right) as (keyof RunFigures)[]) total[key] += right[key]
  return total
}
