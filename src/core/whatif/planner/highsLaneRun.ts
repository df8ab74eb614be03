/** Owns one run of HiGHS on a model of lane charges: begun from a plan, watched, stopped from within, read out. */
import { highsName, type Highs } from './highsLoad.ts'
import { laneModel } from './highsLaneModel.ts'
import type { Problem } from './problem.ts'

export interface LaneRunWatch {
  /** Asked often; true ends the run. */
  isOver(objective: number, bound: number): boolean
  /** Units by edge of a better plan; they keep to everything but rounding. */
  onPlan(units: Int32Array): void
}

export interface LaneRunResult {
  /** No plan that keeps to what was settled is worth more, by HiGHS's word. */
  bound: number
  status: string
  solver: string
}

interface Interruptible {
  interrupt(): void
  data: { mip_dual_bound?: number; mip_primal_bound?: number }
}

/**
 * @param settled by lane, see `laneModel`
 * @param open by lane: what the first plan uses
 */
export function runLaneModel(
  highs: Highs,
  problem: Problem,
  settled: Uint8Array,
  open: Uint8Array,
  gap: number,
  secondsMax: number,
  watch: LaneRunWatch,
): LaneRunResult {
  const { rows, laneColumn, bringFirst, bringCount } = laneModel(problem, settled)
  const { callbackType } = highs.constants
  const lanes = [...laneColumn.keys()].filter((lane) => laneColumn[lane]! >= 0)
  const unitsOf = (values: Float64Array): Int32Array =>
    Int32Array.from(problem.edgeLane, (_, edge) => {
      let units = 0
      for (let at = 0; at < bringCount[edge]!; at++) units += values[bringFirst[edge]! + at]!
      return Math.round(units)
    })
  return highs.withModel(rows.data(highs, false), (model) => {
    model.options.set({
      output_flag: false,
      time_limit: Math.max(0.1, secondsMax),
      mip_rel_gap: gap,
      mip_abs_gap: 1e-7,
      mip_feasibility_tolerance: 1e-7,
    })
    model.setSolution({
      indices: Int32Array.from(lanes, (lane) => laneColumn[lane]!),
      values: Float64Array.from(lanes, (lane) => open[lane]!),
    })
    let objective = -Infinity
    let bound = Infinity
    const look = (event: Interruptible): undefined => {
      if (event.data.mip_dual_bound !== undefined) bound = Math.min(bound, event.data.mip_dual_bound)
      if (event.data.mip_primal_bound !== undefined) objective = event.data.mip_primal_bound
      if (watch.isOver(objective, bound)) event.interrupt()
    }
    model.run({
      [callbackType.simplexInterrupt]: look,
      [callbackType.ipmInterrupt]: look,
      [callbackType.mipInterrupt]: look,
      [callbackType.mipImprovingSolution]: (event) => {
        if (event.data.mip_solution) watch.onPlan(unitsOf(event.data.mip_solution))
      },
    })
    const status = model.getModelStatus()
    const { modelStatus } = highs.constants
    const told = model.info.get('mip_dual_bound')
    if (status === modelStatus.optimal) watch.onPlan(unitsOf(model.getSolution().colValue))
    const last = typeof told === 'number' && Number.isFinite(told) ? told : Infinity
    const word = Object.entries(modelStatus).find(([, code]) => code === status)?.[0] ?? String(status)
    return { bound: Math.min(bound, last), status: word, solver: highsName(highs) }
  })
}
