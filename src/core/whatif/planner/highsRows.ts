/** Owns a linear model while it is written down: columns, then rows of coefficients. */
import type { Highs } from './highsLoad.ts'

export type HighsModelData = NonNullable<Parameters<Highs['createModel']>[0]> & { numCols: number }

export interface RowWriter {
  /** @returns the column's index */
  column(cost: number, lower: number, upper: number, isInteger: boolean): number
  /** Coefficients of the row that `endRow` ends. */
  put(column: number, coefficient: number): void
  endRow(lower: number, upper: number): void
  /** To be maximised. */
  data(highs: Highs): HighsModelData
}

export function makeRowWriter(): RowWriter {
  const cost: number[] = []
  const lower: number[] = []
  const upper: number[] = []
  const integrality: number[] = []
  const starts: number[] = [0]
  const indices: number[] = []
  const values: number[] = []
  const rowLower: number[] = []
  const rowUpper: number[] = []
  return {
    column(costOf, lowerOf, upperOf, isInteger) {
      lower.push(lowerOf)
      upper.push(upperOf)
      integrality.push(isInteger ? 1 : 0)
      return cost.push(costOf) - 1
    },
    put(column, coefficient) {
      indices.push(column)
      values.push(coefficient)
    },
    endRow(lowerOf, upperOf) {
      starts.push(indices.length)
      rowLower.push(lowerOf)
      rowUpper.push(upperOf)
    },
    data: (highs) => ({
      numCols: cost.length,
      numRows: rowLower.length,
      sense: highs.constants.objectiveSense.maximize,
      colCost: Float64Array.from(cost),
      colLower: Float64Array.from(lower),
      colUpper: Float64Array.from(upper),
      rowLower: Float64Array.from(rowLower),
      rowUpper: Float64Array.from(rowUpper),
      matrix: {
        format: 'csr',
        numRows: rowLower.length,
        numCols: cost.length,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
      integrality: Int32Array.from(integrality),
    }),
  }
}
