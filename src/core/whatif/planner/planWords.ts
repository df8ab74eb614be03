/** Owns the words for what a plan does and does not propose. */
import type { ExplainedTransfer, StopCause } from './explainPlan.ts'

/** How a place is called; money without its currency. */
export interface PlanNames {
  placeName(id: string): string
}

/** By digits after the point: to make one takes longer than to write a hundred figures. */
const formats = Array.from(
  { length: 4 },
  (_, digits) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)
const figure = (value: number, digits: 0 | 1 | 2 | 3) => formats[digits]?.format(value) ?? String(value)
export const moneyText = (value: number) => figure(value, Math.abs(value) < 10 ? 2 : 0)
const unitsText = (units: number) => (units === 1 ? '1 unit' : `${figure(units, 0)} units`)
const salesText = (sales: number) => `${sales < 0 ? '−' : '+'}${figure(Math.abs(sales), 1)}`

function daysText(days: number | null): string {
  if (days === null) return 'no demand'
  return days < 1.5 && days >= 0.5 ? '1 day of cover' : `${figure(days, 0)} days of cover`
}

/** One sentence with the figures behind a transfer. */
export function transferText(transfer: ExplainedTransfer, { placeName }: PlanNames): string {
  const { units, fromOnHand, fromFloor, fromCoverDays, toOnHand, toCoverDays } = transfer
  const from = placeName(transfer.from)
  const to = placeName(transfer.to)
  const parts = [
    `Moves ${unitsText(units)} from ${from} (stock ${figure(fromOnHand, 0)}, ${daysText(fromCoverDays)}, floor ${figure(fromFloor, 0)}) to ${to} (stock ${figure(toOnHand, 0)}, ${daysText(toCoverDays)})`,
    `expected ${salesText(transfer.receiverSales)} sales at ${to}, ${salesText(transfer.sourceSales)} at ${from}`,
    `value ${moneyText(transfer.value)}, transport ${moneyText(transfer.transport)}, net ${moneyText(transfer.net)}`,
  ]
  const { runnerUp } = transfer
  if (runnerUp) {
    const part = runnerUp.units < units ? ` with ${unitsText(runnerUp.units)}` : ''
    parts.push(`runner-up source ${placeName(runnerUp.from)}${part} nets ${moneyText(runnerUp.net)}`)
  } else parts.push('no other source is worth it')
  parts.push(stopText(transfer))
  return `${parts.join('; ')}.`
}

function stopText({ units, stop, fromFloor }: ExplainedTransfer): string {
  const next = `unit ${figure(units + 1, 0)}`
  const stops = `stops at ${figure(units, 0)} because`
  const words: Record<StopCause['cause'], () => string> = {
    value: () =>
      `${stops} ${next} earns ${figure(stop.earns ?? 0, 2)} and costs ${figure(stop.costs ?? 0, 2)}`,
    noUse: () => `${stops} the destination has no use for another`,
    floor: () => `${stops} the source keeps its floor of ${figure(fromFloor, 0)}`,
    mostUnits: () => `${stops} no source gives more of one SKU at once`,
    sendCapacity: () => `${stops} the source cannot send more`,
    receiveCapacity: () => `${stops} the destination cannot receive more`,
    pinned: () => 'pinned to these units',
    gap: () =>
      `${stops} the plan is not proven best: ${next} earns ${figure(stop.earns ?? 0, 2)} and costs ${figure(stop.costs ?? 0, 2)}`,
  }
  return words[stop.cause]()
}

/** How much better a plan could be at most. @param gap as in an answer */
export function gapText(gap: number | null): string {
  if (gap === null) return 'No plan is worth anything yet, and none is proven to be impossible.'
  if (gap < 1e-9) return 'Optimal within the lanes offered.'
  const percent = gap * 100
  return `At most ${figure(percent, percent < 0.1 ? 3 : 1)} % better is possible on these lanes.`
}
