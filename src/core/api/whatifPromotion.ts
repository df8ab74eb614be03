/** Owns how chosen lines of a plan become drafts of transfers: one for each lane, with what was predicted frozen. */
import { TowerError } from '../../shared/errors.ts'
import type { InputOf } from '../../shared/contract.ts'
import type { PlannedTransfer, RunSummary } from '../../shared/readModels/whatif.ts'
import type { DraftWanted } from '../queries/transferDrafting.ts'
import type { LinePrediction, PlanReference } from '../../shared/transferEvents.ts'

const EXPLANATION_MAX = 1000

/**
 * What was predicted, for as many units as are promoted. Fewer units than planned have at least their share of the gain,
 * since the first ones earn most: their share is what is held against what happens.
 */
function predictionOf(line: PlannedTransfer, units: number): LinePrediction {
  const share = line.units === 0 ? 0 : Math.min(1, units / line.units)
  return {
    receiverSalesUnits: line.receiverSalesUnits * share,
    sourceSalesUnits: line.sourceSalesUnits * share,
    netValueMinor: Math.round(line.netMinor * share),
    receiverDemandUnits: line.receiverDemandUnits,
    sourceDemandUnits: line.sourceDemandUnits,
    explanation: line.explanation.slice(0, EXPLANATION_MAX),
  }
}

/** @throws TowerError `invalid` for a line that is named twice; `conflict` where the run has no base to refer to */
export function draftsOf(
  { lines, summary }: { lines: readonly PlannedTransfer[]; summary: RunSummary },
  chosen: InputOf<'whatif.promote'>['lines'],
  { title, why }: { title?: string | undefined; why?: string | undefined },
): DraftWanted[] {
  const { base, run, scenario, planValueMinor, boundMinor, correction } = summary
  if (!base) throw new TowerError('conflict', 'This run has no plan to promote from.')
  const plan: PlanReference = {
    ...(scenario === null ? {} : { scenario }),
    run,
    plannedAt: base.takenAt,
    horizonEndsAt: summary.horizonEndsAt,
    planValueMinor: planValueMinor ?? 0,
    boundMinor: boundMinor ?? planValueMinor ?? 0,
    currency: base.currency,
    base: base.base,
    ...(correction === null ? {} : { correction }),
  }
  const drafts = new Map<string, DraftWanted>()
  const seen = new Set<string>()
  lines.forEach((line, at) => {
    if (seen.has(line.key))
      throw new TowerError('invalid', `lines: ${line.key} is there twice.`, { field: 'lines' })
    seen.add(line.key)
    const units = chosen[at]?.units ?? line.units
    const lane = `${line.from.location}\n${line.to.location}`
    const draft = drafts.get(lane) ?? {
      from: line.from.location,
      to: line.to.location,
      ...(title === undefined ? {} : { title }),
      ...(why === undefined ? {} : { why }),
      currency: base.currency,
      distanceKm: line.distanceKm,
      plan,
      lines: [],
    }
    drafts.set(lane, draft)
    draft.lines.push({ sku: line.sku, units, prediction: predictionOf(line, units) })
  })
  return [...drafts.values()]
}
