/** Owns how a plan's transfers are told, and what it leaves out, by cause. */
import type { NotProposed, PlannedTransfer } from '../../../shared/readModels/whatif.ts'
import type { TransferPlace } from '../../../shared/readModels/transfers.ts'
import type { ExplainedTransfer } from '../planner/explainPlan.ts'
import { unmetNeeds, unmetText, type UnmetNeed } from '../planner/notProposed.ts'
import type { PlanState } from '../planner/planState.ts'
import { transferText } from '../planner/planWords.ts'
import type { BasePlace, BaseSnapshot } from '../snapshot/baseTypes.ts'
import { keyOf } from './planPages.ts'
import type { PlanIndex } from './runTypes.ts'
import { placeNames } from './scenarioCase.ts'

const EXAMPLES = 8

export const placed = ({ location, name, told, latitude, longitude }: BasePlace): TransferPlace => ({
  location,
  name,
  kind: told,
  latitude,
  longitude,
})

type Places = ReadonlyMap<string, TransferPlace>
type Named = Pick<PlanIndex, 'locations' | 'skus' | 'perWhole'>
interface Known {
  places: Places
  skuNames: ReadonlyMap<string, string | null>
}
const known = new WeakMap<Named['locations'], Known>()

function knownOf(index: Named): Known {
  let names = known.get(index.locations)
  if (!names) {
    names = {
      places: new Map(index.locations.map((place) => [place.location, place])),
      skuNames: new Map(index.skus.map(({ sku, name }) => [sku, name])),
    }
    known.set(index.locations, names)
  }
  return names
}

/** A line of a plan with its words. */
export function plannedTransfer(line: ExplainedTransfer, index: Named): PlannedTransfer {
  const { places, skuNames } = knownOf(index)
  const minor = (money: number) => Math.round(money * index.perWhole)
  const placeOf = (location: string): TransferPlace =>
    places.get(location) ?? { location, name: null, kind: null, latitude: null, longitude: null }
  return {
    key: keyOf(line.sku, line.from, line.to),
    sku: line.sku,
    skuName: skuNames.get(line.sku) ?? null,
    from: placeOf(line.from),
    to: placeOf(line.to),
    units: line.units,
    pinned: line.isPinned,
    valueMinor: minor(line.value),
    transportMinor: minor(line.transport),
    netMinor: minor(line.net),
    distanceKm: line.km ?? 0,
    transitDays: line.transitDays,
    fromOnHandUnits: line.fromOnHand,
    fromFloorUnits: line.fromFloor,
    fromCoverDays: line.fromCoverDays,
    toOnHandUnits: line.toOnHand,
    toCoverDays: line.toCoverDays,
    receiverSalesUnits: line.receiverSales,
    sourceSalesUnits: line.sourceSales,
    receiverDemandUnits: line.receiverDemand,
    sourceDemandUnits: line.sourceDemand,
    runnerUp: line.runnerUp && { from: line.runnerUp.from, netMinor: minor(line.runnerUp.net) },
    explanation: transferText(line, { placeName: (id) => places.get(id)?.name ?? id }),
  }
}

/** Needs that the plan leaves unmet, and what the base kept out of it. */
export function notProposed(snapshot: BaseSnapshot, state: PlanState): NotProposed[] {
  const placeName = placeNames(snapshot.places)
  const found = new Map<NotProposed['cause'], { pairs: number; needs: UnmetNeed[] }>()
  for (const need of unmetNeeds(state)) {
    let one = found.get(need.cause)
    if (!one) found.set(need.cause, (one = { pairs: 0, needs: [] }))
    one.pairs += 1
    const smallest = one.needs.at(-1)
    if (one.needs.length >= EXAMPLES && smallest && smallest.earns >= need.earns) continue
    one.needs.push(need)
    one.needs.sort((a, b) => b.earns - a.earns)
    one.needs.length = Math.min(one.needs.length, EXAMPLES)
  }
  const unmet = [...found].map(([cause, { pairs, needs }]): NotProposed => ({
    cause,
    pairs,
    examples: needs.map((need) => ({
      sku: need.sku,
      from: need.from,
      to: need.to,
      text: unmetText(need, { placeName }),
    })),
  }))
  return [...unmet, ...keptOut(snapshot, placeName)].sort((a, b) => b.pairs - a.pairs)
}

const CAUSES: Partial<
  Record<BaseSnapshot['excludedExamples'][number]['cause'], [cause: NotProposed['cause'], why: string]>
> = {
  stale: ['stale', 'its feed is behind, so that nobody knows what is there'],
  claimed: ['claimed', 'set aside for orders'],
  transfers: ['claimed', 'set aside for transfers that are approved'],
  frozen: ['frozen', 'held for inspection'],
  recalled: ['frozen', 'recalled'],
}

/** What the base kept out of the plan. */
function keptOut({ base, excludedExamples }: BaseSnapshot, placeName: (id: string) => string): NotProposed[] {
  return base.excluded.flatMap(({ cause, pairs }) => {
    const [told, why] = CAUSES[cause] ?? []
    if (told === undefined) return []
    const examples = excludedExamples
      .filter((one) => one.cause === cause)
      .slice(0, EXAMPLES)
      .map(({ sku, location, units }) => ({
        sku,
        from: location,
        to: '',
        text: `${units} of ${sku} at ${placeName(location)}: ${why}.`,
      }))
    return [{ cause: told, pairs, examples }]
  })
}
