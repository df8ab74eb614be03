/** Owns one run of HiGHS on a model of lane charges: begun from a plan, watched, read out. */
import { laneModel } from './highsLaneModel.ts'
import type { Highs } from './highsLoad.ts'
import type { HighsTask } from './highsShared.ts'

export interface LaneRunWatch {
  onBound(bound: number): void
  /** Units by edge of a better plan; they keep to everything but rounding. */
  onPlan(units: Int32Array): void
}

/** Blocks until HiGHS has proved the gap or its time is up. @returns HiGHS's name and how it ended, for a person */
export function runLaneModel(highs: Highs, task: Omit<HighsTask, 'shared'>, watch: LaneRunWatch): string {
  const { problem, settled, open } = task
  const { rows, laneColumn, bringFirst, bringCount } = laneModel(problem, settled)
  const { callbackType, modelStatus } = highs.constants
  const lanes = [...laneColumn.keys()].filter((lane) => laneColumn[lane]! >= 0)
  const unitsOf = (values: Float64Array): Int32Array =>
    Int32Array.from(problem.edgeLane, (_, edge) => {
      let units = 0
      for (let at = 0; at < bringCount[edge]!; at++) units += values[bringFirst[edge]! + at]!
      return Math.round(units)
    })
  const onBound = (bound: unknown): undefined => {
    if (typeof bound === 'number' && Number.isFinite(bound)) watch.onBound(bound)
  }
  return highs.withModel(rows.data(highs), (model) => {
    model.options.set({
      output_flag: false,
      time_limit: Math.max(0.1, task.secondsMax),
      mip_rel_gap: task.gap,
      mip_abs_gap: 1e-7,
      mip_feasibility_tolerance: 1e-7,
    })
    model.setSolution({
      indices: Int32Array.from(lanes, (lane) => laneColumn[lane]!),
      values: Float64Array.from(lanes, (lane) => open[lane]!),
    })
    model.run({
      [callbackType.mipInterrupt]: (event) => onBound(event.data.mip_dual_bound),
      [callbackType.mipLogging]: (event) => onBound(event.data.mip_dual_bound),
      [callbackType.mipImprovingSolution]: (event) => {
        if (event.data.mip_solution) watch.onPlan(unitsOf(event.data.mip_solution))
      },
    })
    const status = model.getModelStatus()
    onBound(model.info.get('mip_dual_bound'))
    if (status === modelStatus.optimal) watch.onPlan(unitsOf(model.getSolution().colValue))
    const word = Object.entries(modelStatus).find(([, code]) => code === status)?.[0] ?? String(status)
    return `HiGHS ${highs.version.string}: ${word}`
  })
}
