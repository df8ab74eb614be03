/** Owns the answers about outcomes: each approved plan's frozen prediction beside what happened, and what all of them teach. */
import type { Reader } from '../ledger/types.ts'
import { TowerError } from '../../shared/errors.ts'
import type { OutcomeLine, OutcomeSummary, TransferOutcome } from '../../shared/readModels/transfers.ts'
import { readLineSales } from './comparisons.ts'
import { demandClassOf, LEAST_COMPARISONS, matched, measureEffect } from './effect.ts'
import type { MeasuredLine, PredictedLine } from './outcomeTypes.ts'
import { readPredicted, type PredictedTransfer } from './readLines.ts'
import {
  correctionOf,
  groupsOf,
  intervalOfEffect,
  intervalOfSum,
  sumEffects,
  type OutcomeCorrection,
} from './trust.ts'

const DAY_MS = 86_400_000
/** Records may come late: sales are looked at so long after the horizon. */
const LATE_MS = DAY_MS
/** From then on, an outcome is measured once and kept while the tower runs. */
const KEPT_AFTER_MS = 7 * DAY_MS

const NAME_SQL = 'SELECT name FROM locations WHERE location = ?'

export interface Outcomes {
  /** @throws TowerError `notFound` where the transfer was not promoted from a plan, or is not approved */
  outcome(reader: Reader, now: number, transfer: string): TransferOutcome
  summary(reader: Reader, now: number): OutcomeSummary
  /** What the next plan's demand bears; null: nothing yet. */
  correction(reader: Reader, now: number): OutcomeCorrection | null
}

export function openOutcomes(): Outcomes {
  const kept = new Map<string, { change: number; lines: MeasuredLine[] }>()
  const measure = (reader: Reader, now: number, predicted: PredictedTransfer): MeasuredLine[] => {
    const known = kept.get(predicted.transfer)
    if (known && known.change === predicted.change) return known.lines
    const lines = predicted.lines.map((line) => measureLine(reader, now, line))
    if (predicted.lines.every(({ horizonEndsAt }) => now >= horizonEndsAt + KEPT_AFTER_MS)) {
      kept.set(predicted.transfer, { change: predicted.change, lines })
    }
    return lines
  }
  const summary = (reader: Reader, now: number) =>
    summaryOf(
      readPredicted(reader, null).map((one) => measure(reader, now, one)),
      (location) => reader.get<{ name: string | null }>(NAME_SQL, [location])?.name ?? location,
    )
  return {
    outcome(reader, now, transfer) {
      const [predicted] = readPredicted(reader, transfer)
      if (!predicted) {
        throw new TowerError('notFound', 'No approved transfer of a plan has this number.', { transfer })
      }
      return outcomeOf(measure(reader, now, predicted))
    },
    summary,
    correction: (reader, now) => correctionOf(summary(reader, now).bySkuClass),
  }
}

function measureLine(reader: Reader, now: number, predicted: PredictedLine): MeasuredLine {
  const share = predicted.requestedUnits > 0 ? predicted.receivedUnits / predicted.requestedUnits : 0
  const measured = {
    predicted,
    predictedUnits: predicted.receiverSalesUnits * Math.min(1, share),
    effect: null,
    demandClass: 'none',
  }
  if (now < predicted.horizonEndsAt + LATE_MS) {
    return { ...measured, state: 'waiting', basis: 'The horizon has not ended.' }
  }
  if (predicted.receivedUnits <= 0) {
    return { ...measured, state: 'tooThin', basis: 'Nothing was received, so nothing can be measured.' }
  }
  const sales = readLineSales(reader, predicted)
  if (!sales) return { ...measured, state: 'tooThin', basis: 'The receiver has no record of this SKU.' }
  const demandClass = demandClassOf(sales.receiver.before)
  const effect =
    measureEffect(sales.receiver, matched(sales.receiver, sales.sameSku), 'sku') ??
    measureEffect(sales.receiver, matched(sales.receiver, sales.sameCategory()), 'category')
  if (!effect) {
    return {
      ...measured,
      demandClass,
      state: 'tooThin',
      basis: `Fewer than ${LEAST_COMPARISONS} places sold alike before, had as much stock and were left alone.`,
    }
  }
  const of = effect.with === 'sku' ? 'the same SKU' : 'other SKUs of its category'
  const part =
    share < 1
      ? ` The prediction counts for the ${predicted.receivedUnits} of ${predicted.requestedUnits} units that came.`
      : ''
  return {
    ...measured,
    demandClass,
    effect,
    state: 'measured',
    basis: `Change of sales against ${effect.comparisons} untouched places with ${of}, alike in sales before and in stock.${part}`,
  }
}

function outcomeOf(lines: readonly MeasuredLine[]): TransferOutcome {
  const first = lines[0]?.predicted
  const sum = sumEffects(lines)
  return {
    transfer: first?.transfer ?? '',
    state: lines.some(({ state }) => state === 'waiting')
      ? 'waiting'
      : sum.lines > 0
        ? 'measured'
        : 'tooThin',
    horizonEndsAt: first?.horizonEndsAt ?? 0,
    predictedUnits: lines.reduce((units, line) => units + line.predictedUnits, 0),
    measuredUnits: intervalOfSum(sum),
    predictedValueMinor: lines.reduce((value, { predicted }) => value + predicted.netValueMinor, 0),
    lines: lines.map(({ predicted, predictedUnits, effect, basis }): OutcomeLine => ({
      transfer: predicted.transfer,
      line: predicted.line,
      sku: predicted.sku,
      predictedUnits,
      measuredUnits: effect && intervalOfEffect(effect),
      comparisonLocations: effect?.comparisons ?? 0,
      basis,
    })),
  }
}

/** Sums are of the lines that could be measured, so that what is compared is alike. */
function summaryOf(
  transfers: readonly MeasuredLine[][],
  nameOf: (location: string) => string,
): OutcomeSummary {
  const lines = transfers.flat()
  const measured = lines.filter(({ effect }) => effect !== null)
  const sum = sumEffects(measured)
  const asItIs = (key: string) => key
  return {
    outcomes: sum.lines,
    waiting: lines.filter(({ state }) => state === 'waiting').length,
    predictedUnits: sum.predictedUnits,
    measuredUnits: intervalOfSum(sum),
    bySkuClass: groupsOf(measured, ({ demandClass }) => demandClass, asItIs),
    byLane: groupsOf(
      measured,
      ({ predicted }) => `${predicted.from}|${predicted.to}`,
      (key) => key.split('|').map(nameOf).join(' → '),
    ),
    byAuthor: groupsOf(measured, ({ predicted }) => predicted.author, asItIs),
    rows: transfers.filter((one) => one.length > 0).map(outcomeOf),
  }
}
