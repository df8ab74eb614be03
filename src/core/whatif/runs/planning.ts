/** Owns the plan of a run: its case is opened and driven until the gap, the time or a stop ends it, and the plan is written down. */
import type { PlanMode } from '../../../shared/readModels/whatif.ts'
import { explainPlan } from '../planner/explainPlan.ts'
import { openPlan, MODE_NAMES, type PlanRun } from '../planner/openPlan.ts'
import { gapText } from '../planner/planWords.ts'
import type { PlanAnswer, PlanMode as PlannerMode } from '../planner/problem.ts'
import type { BaseSnapshot } from '../snapshot/baseTypes.ts'
import { minorPerWhole } from '../snapshot/settings.ts'
import { writePlanFiles } from './planFiles.ts'
import { notProposed, placed } from './planRows.ts'
import { scenarioCase, type ScenarioCase } from './scenarioCase.ts'
import type { PlanFacts, RunAsk } from './runTypes.ts'
import type { Teller } from './telling.ts'

/** Time of one step: a stop waits no longer than for that. */
const STEP_MS = 100
/** Shares of a run's whole that reading, planning and replaying take, roughly. */
const PLANNING_FROM = 0.1
const PLANNING_UNTIL = 0.6

/** The planner's names of modes, and the users'. */
const WANTED: Partial<Record<PlanMode, PlannerMode>> = {
  laneCharges: 'laneChargeExact',
  wholeNetwork: 'laneChargeNetwork',
}
const MODES: Record<PlannerMode, PlanMode> = {
  perSku: 'interactive',
  capacities: 'capacities',
  laneChargeExact: 'laneCharges',
  laneChargeNetwork: 'wholeNetwork',
}

interface PlanningPorts {
  tell: Teller
  isStopped(): boolean
  now(): number
}

export interface Planned {
  case: ScenarioCase
  answer: PlanAnswer
  currency: string
  perWhole: number
  base: string
  /** What the plan gains with these SKUs. */
  valueMinorOf(skus: ReadonlySet<string>): number
  /** Writes the plan's lines and their index into a folder. */
  write(folder: string): PlanFacts
}

/** @throws TowerError `invalid` where the definition does not fit the base; `internal` where the plan's proof fails */
export async function openPlanning(
  snapshot: BaseSnapshot,
  ask: RunAsk,
  ports: PlanningPorts,
): Promise<Planned> {
  const { tell, isStopped, now } = ports
  tell.now({ state: 'planning', doing: 'Making the case', done: PLANNING_FROM })
  const found = scenarioCase(snapshot, ask.definition, ask.run)
  if (ask.mode === 'interactive' && found.planCase.lanes.some(({ fixed_cost }) => fixed_cost > 0)) {
    found.planCase = {
      ...found.planCase,
      lanes: found.planCase.lanes.map((lane) => ({ ...lane, fixed_cost: 0 })),
    }
    found.supposed = [...found.supposed, 'Using a lane costs nothing, as was asked for']
  }
  const perWhole = minorPerWhole(snapshot.base.currency)
  const minor = (money: number) => (Number.isFinite(money) ? Math.round(money * perWhole) : null)
  // The time is the planner's: what is made before it steps, on a busy machine, must not use it up.
  let untilMs = now() + ask.seconds * 1000
  const share = () => {
    const spent = 1 - Math.max(0, untilMs - now()) / (ask.seconds * 1000)
    return PLANNING_FROM + (PLANNING_UNTIL - PLANNING_FROM) * Math.min(1, spent)
  }
  const told = ({ phase, objective, bound, gap }: ReturnType<PlanRun['progress']>) => ({
    state: 'planning' as const,
    doing: `Planning: ${phase}`,
    done: share(),
    planValueMinor: minor(objective),
    boundMinor: minor(bound),
    gap: Number.isFinite(gap) ? gap : null,
  })
  const plan = await openPlan(
    found.planCase,
    { now, gap: ask.gap, isStopped, report: (progress) => tell.soon(told(progress)) },
    ask.mode ? WANTED[ask.mode] : undefined,
  )
  untilMs = now() + ask.seconds * 1000
  tell.now(told(plan.progress()))
  while (!isStopped() && now() < untilMs && !plan.step(STEP_MS)) tell.soon(told(plan.progress()))
  tell.now({ ...told(plan.progress()), doing: 'Checking the plan and its bound' })
  const answer = plan.answer()
  tell.now({
    ...told(plan.progress()),
    doing: 'Writing the plan down',
    planValueMinor: minor(answer.objective),
    boundMinor: minor(answer.bound),
    gap: answer.gap,
  })
  return {
    case: found,
    answer,
    currency: snapshot.base.currency,
    perWhole,
    base: snapshot.base.base,
    valueMinorOf(skus) {
      let value = 0
      for (const { sku, net } of explainPlan(plan.instance, answer).rows()) if (skus.has(sku)) value += net
      return minor(value) ?? 0
    },
    write(folder) {
      const { places, skus } = snapshot
      const { rows, state } = explainPlan(plan.instance, answer)
      const names = {
        locations: places.map(placed),
        skus: skus.map(({ sku, name }) => ({ sku, name })),
        perWhole,
      }
      writePlanFiles(folder, names, found.planCase.lanes, answer.transfers.length, rows())
      return {
        mode: MODES[plan.mode],
        method: `${MODE_NAMES[plan.mode]}; the bound is proven by ${provenBy(answer)}`,
        planValueMinor: Math.round(answer.objective * perWhole),
        // A bound may be told as too high, never as too low.
        boundMinor: Math.max(
          Math.round(answer.objective * perWhole),
          answer.gap === 0 ? 0 : Math.ceil(answer.bound * perWhole),
        ),
        gap: answer.gap,
        gapText: gapText(answer.gap),
        transfers: answer.transfers.length,
        units: answer.transfers.reduce((sum, { units }) => sum + units, 0),
        notProposed: notProposed(snapshot, state),
        supposed: found.supposed,
      }
    },
  }
}

function provenBy({ method, proof }: PlanAnswer): string {
  if (proof.kind === 'solver') return `${proof.solver} (${proof.status})`
  return `prices that were checked apart from the planner (${method})`
}
