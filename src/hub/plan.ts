/** Owns `tower plan`: a rebalancing case from a file, its plan with the bound that proves it. */
import { readFileSync } from 'node:fs'
import { planFile, type PlannedFile } from '../core/planFile.ts'
import { WrongUsage } from './failure.ts'
import { printJson, printLine, printTable } from './output.ts'

export interface PlanOptions {
  file: string
  json: boolean
  seconds: number
  gap: number
  explain: boolean
  refine: string[]
}

/** @throws WrongUsage where the file cannot be read; TowerError `invalid` where it is no case */
export async function plan({ file, json, seconds, gap, explain, refine }: PlanOptions): Promise<void> {
  const text = read(file)
  const stop = new AbortController()
  // The first signal ends the search, with the best plan so far; a second one ends the command.
  const interrupted = () => stop.abort()
  process.once('SIGINT', interrupted)
  try {
    const planned = await planFile(text, { seconds, gap, refine, stopped: stop.signal, report() {} })
    if (json) printJson(document(planned, explain))
    else print(planned, explain)
  } finally {
    process.off('SIGINT', interrupted)
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new WrongUsage(
      `${file} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    )
  }
}

function document({ answer, mode, explanations }: PlannedFile, explain: boolean) {
  const { transfers: solution, objective, bound, gap, seconds, method, proof } = answer
  return {
    solution,
    objective,
    bound,
    gap,
    seconds,
    method,
    mode,
    proof: proof.kind === 'solver' ? `${proof.solver}: ${proof.status}` : 'prices, checked',
    ...(explain ? { explanations: [...explanations()] } : {}),
  }
}

/** Money that is shown without being rounded to whole units. */
const shown = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 })

/** Transfers that a person is shown. */
const LINES_SHOWN = 50

function print(planned: PlannedFile, explain: boolean): void {
  const { answer, mode, gapText } = planned
  const units = answer.transfers.reduce((sum, one) => sum + one.units, 0)
  if (explain) for (const sentence of planned.explanations()) printLine(sentence)
  else {
    printTable(
      ['sku', 'from', 'to', 'units'],
      answer.transfers.slice(0, LINES_SHOWN).map(({ sku, from, to, units: moved }) => [sku, from, to, moved]),
    )
    const more = answer.transfers.length - LINES_SHOWN
    if (more > 0) printLine(`… and ${shown(more)} more; --json lists them all`)
  }
  printLine('')
  printLine(
    `${shown(units)} units in ${shown(answer.transfers.length)} transfers gain ${shown(answer.objective)}.`,
  )
  printLine(`No plan on these lanes gains more than ${shown(answer.bound)}. ${gapText}`)
  printLine(`${mode}; ${answer.method}; ${answer.seconds.toFixed(1)} s.`)
}
