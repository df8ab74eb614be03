/** Owns the rhythm of carriers: how many steps of shipments each told of in every hour. */
import type { Milestone } from '../../shared/vocabulary.ts'
import { HOUR_MS } from '../../shared/timeZone.ts'
import type { Writer } from '../ledger/types.ts'

/** Steps that the sender or the receiver tells of: they go on while the carrier is silent. */
const NOT_THE_CARRIERS: ReadonlySet<Milestone> = new Set(['planned', 'labelCreated', 'received', 'cancelled'])

export interface CarrierStep {
  carrier: string
  /** Hours since 1970. */
  hour: number
}

/** The hours of a shipment's steps that its carrier told; empty where no carrier is known. */
export function carrierSteps(
  carrier: string | null,
  milestones: readonly { milestone: Milestone; at: number }[],
): CarrierStep[] {
  if (carrier === null) return []
  return milestones
    .filter(({ milestone }) => !NOT_THE_CARRIERS.has(milestone))
    .map(({ at }) => ({ carrier, hour: Math.floor(at / HOUR_MS) }))
}

/** The steps that were counted of a shipment as it is stored. */
export function storedCarrierSteps(writer: Writer, shipment: string): CarrierStep[] {
  const row = writer.get<{ carrier: string | null; milestones: string }>(
    `SELECT carrier, detail -> '$.milestones' AS milestones FROM shipments WHERE shipment = ?`,
    [shipment],
  )
  if (!row) return []
  return carrierSteps(row.carrier, JSON.parse(row.milestones) as { milestone: Milestone; at: number }[])
}

/** Counts what came to a shipment's steps, and takes back what is no longer among them. */
export function countCarrierSteps(
  writer: Writer,
  before: readonly CarrierStep[],
  after: readonly CarrierStep[],
): void {
  const changes = new Map<string, CarrierStep & { steps: number }>()
  const count = (step: CarrierStep, by: number) => {
    const key = `${step.hour} ${step.carrier}`
    changes.set(key, { ...step, steps: (changes.get(key)?.steps ?? 0) + by })
  }
  for (const step of before) count(step, -1)
  for (const step of after) count(step, 1)
  for (const { carrier, hour, steps } of changes.values()) {
    if (steps === 0) continue
    writer.run(
      `INSERT INTO carrier_hours (carrier, hour, steps) VALUES (?, ?, ?)
       ON CONFLICT (carrier, hour) DO UPDATE SET steps = steps + excluded.steps`,
      [carrier, hour, steps],
    )
  }
}
