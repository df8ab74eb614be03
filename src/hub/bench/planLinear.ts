/** Owns the linear model of a case without lane charges, solved by HiGHS: what the planner's own flow is held against. */
import type { Highs } from '../../core/whatif/planner/highsLoad.ts'
import { makeRowWriter } from '../../core/whatif/planner/highsRows.ts'
import type { Problem } from '../../core/whatif/planner/problem.ts'

export interface LinearOptimum {
  objective: number
  seconds: number
  status: string
}

/** The optimum of the relaxation, which is that of the case: its matrix is that of a network. */
export function solveLinear(highs: Highs, problem: Problem, secondsMax: number): LinearOptimum {
  const { edgeCost, edgeFrom, edgeTo, inStart, outStart, outEdges, pairLocation } = problem
  const beganAt = performance.now()
  const rows = makeRowWriter()
  const edges = Int32Array.from(edgeCost, (cost) => rows.column(-cost, 0, Infinity, false))
  const putUnits = (start: Int32Array, values: Float64Array, pair: number, sign: 1 | -1) => {
    for (let unit = start[pair] ?? 0; unit < (start[pair + 1] ?? 0); unit++) {
      rows.put(rows.column(sign * (values[unit] ?? 0), 0, 1, false), -1)
    }
  }
  for (let pair = 0; pair < pairLocation.length; pair++) {
    for (let edge = inStart[pair] ?? 0; edge < (inStart[pair + 1] ?? 0); edge++) rows.put(edges[edge] ?? 0, 1)
    putUnits(problem.gainStart, problem.gains, pair, 1)
    rows.endRow(0, 0)
    for (let i = outStart[pair] ?? 0; i < (outStart[pair + 1] ?? 0); i++)
      rows.put(edges[outEdges[i] ?? 0] ?? 0, 1)
    putUnits(problem.lossStart, problem.losses, pair, -1)
    rows.endRow(0, 0)
  }
  for (const [capacity, end] of [
    [problem.receiveCapacity, edgeTo],
    [problem.sendCapacity, edgeFrom],
  ] as const) {
    capacity.forEach((units, location) => {
      if (units === Infinity) return
      edges.forEach((column, edge) => {
        if (pairLocation[end[edge] ?? 0] === location) rows.put(column, 1)
      })
      rows.endRow(-Infinity, units)
    })
  }
  return highs.withModel(rows.data(highs), (model) => {
    model.options.set({ output_flag: false, time_limit: secondsMax })
    model.run()
    const { modelStatus } = highs.constants
    const status = model.getModelStatus()
    const word = Object.entries(modelStatus).find(([, code]) => code === status)?.[0] ?? String(status)
    const objective = Number(model.info.get('objective_function_value'))
    return { objective, seconds: (performance.now() - beganAt) / 1000, status: word }
  })
}
