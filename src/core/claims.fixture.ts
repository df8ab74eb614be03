/** Owns a ledger of one SKU at two places for the tests of claims: told events, decisions, what is open and held. */
import type { CanonicalEvent } from '../shared/events.ts'
import type { OrderStep } from '../shared/vocabulary.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import type { Decision, DecisionOutcome } from './ledger/types.ts'
import { PROJECTIONS } from './projections/projections.ts'

export const T0 = 1_700_000_000_000
export const SECOND = 1_000
export const MICRO = 1_000_000
export const A = 'gln:A'
export const B = 'gln:B'
export const SKU = 'gtin:1'

type Take = Extract<Decision, { kind: 'takeClaim' }>

export const counted = (units: number, location = A): CanonicalEvent => ({
  type: 'StockCounted',
  sku: SKU,
  location,
  disposition: 'sellable',
  units,
})
export const line = (order: string, name: string, units: number): CanonicalEvent => ({
  type: 'OrderLineAdded',
  order,
  line: name,
  sku: SKU,
  units,
})
export const step = (
  order: string,
  name: string,
  taken: OrderStep,
  units: number,
  location = A,
): CanonicalEvent => ({ type: 'OrderStepTaken', order, line: name, step: taken, units, location })
export const left = (units: number, location = A): CanonicalEvent => ({
  type: 'StockMoved',
  sku: SKU,
  units,
  from: { location, disposition: 'sellable' },
  to: 'customer',
})
export const taking = (claim: string, units: number, more: Partial<Take> = {}): Take => ({
  kind: 'takeClaim',
  claim,
  order: `o-${claim}`,
  line: null,
  sku: SKU,
  location: A,
  microunits: units * MICRO,
  expiresInMs: null,
  actor: 'tester',
  ...more,
})

export const isGranted = (outcome: DecisionOutcome) => 'answer' in outcome

export function openClaimLedger() {
  const ledger = openTestLedger(PROJECTIONS)
  const { reader } = ledger
  let serial = 0
  const decideOne = (at: number, decision: Decision) => {
    const [outcome] = ledger.decide(at, decision)
    if (!outcome) throw new Error('nothing was decided')
    return outcome
  }
  return {
    ledger,
    /** One record of these events. */
    tell: (at: number, ...events: CanonicalEvent[]) =>
      ledger.commit([[intaken({ identity: `test:${(serial += 1)}`, occurredAt: at, events })]]),
    take: (at: number, claim: string, units: number, more: Partial<Take> = {}) =>
      decideOne(at, taking(claim, units, more)),
    release: (at: number, claim: string) =>
      decideOne(at, { kind: 'releaseClaim', claim, why: 'test', actor: 'tester' }),
    confirm: (at: number, claim: string) => decideOne(at, { kind: 'confirmClaim', claim, actor: 'tester' }),
    open: (claim: string) =>
      reader.get<{ units: number; state: string }>(
        'SELECT open_microunits / 1000000.0 AS units, state FROM claims WHERE claim = ?',
        [claim],
      ),
    held: (location = A) =>
      reader.get<{ claimed: number; held: number }>(
        'SELECT claimed / 1000000.0 AS claimed, held / 1000000.0 AS held FROM position_holds WHERE location = ? AND sku = ?',
        [location, SKU],
      ) ?? { claimed: 0, held: 0 },
    /** Sellable units at a location. */
    stock: (location: string) =>
      (reader.get<{ n: number }>(
        'SELECT microunits AS n FROM balances JOIN locations USING (location_id) WHERE location = ? AND disposition = 0',
        [location],
      )?.n ?? 0) / MICRO,
    events: () => reader.get<{ n: number }>('SELECT count(*) AS n FROM events')?.n ?? 0,
    violations: () => ledger.verify().checks.flatMap((check) => check.violations),
  }
}
