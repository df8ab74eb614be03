/** Owns the check of a rebalancing case's shape: members, their types and bounds. */
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { PlanCase } from './planCase.ts'

const shape = TypeCompiler.Compile(PlanCase)

export const isPlanCase = (value: unknown): value is PlanCase => shape.Check(value)

/** The first fault of what is no case; the path is a JSON pointer. */
export function faultOfPlanCase(value: unknown): { path: string; message: string } {
  const { path = '', message = 'is wrong' } = shape.Errors(value).First() ?? {}
  return { path, message }
}
