/** Owns the hand-written examples of what is decided about transfers here, and of what warehouses answer. */
import type { EventOf, EventType } from '../../shared/events.ts'

type Told = Extract<EventType, `Transfer${string}` | `Approval${string}`>

const transfer = 'TR4Q7ZK2M9XD'
const dc = 'gln:9506000134369'
const store = 'gln:9506000134352'
const sku = 'gtin:09506000134352'
const seen = '1:-:5f2b9c1e'
const asker = { actor: 'ada', role: 'operator' }
const approver = { actor: 'grace', role: 'administrator' }

export const SAMPLE_TRANSFER_EVENTS: { readonly [K in Told]: EventOf<K> } = {
  TransferDrafted: {
    type: 'TransferDrafted',
    transfer,
    request: 'RQ7H2M4KX9PA',
    title: 'Rain week',
    from: dc,
    to: store,
    lines: [{ line: '1', sku, units: 12, unitValueMinor: 8900 }],
    currency: 'USD',
    distanceKm: 182.5,
    why: 'sold out by Thursday',
    ...asker,
  },
  TransferAmended: {
    type: 'TransferAmended',
    transfer,
    revision: 1,
    lines: [{ line: '1', sku, units: 10, unitValueMinor: 8900 }],
    why: 'two went by courier',
    ...asker,
  },
  TransferSubmitted: {
    type: 'TransferSubmitted',
    transfer,
    revision: 1,
    stock: [{ line: '1', onHandUnits: 60, heldUnits: 8, safetyUnits: 10, availableUnits: 42 }],
    ...asker,
  },
  TransferApproved: {
    type: 'TransferApproved',
    transfer,
    revision: 1,
    lines: [{ line: '1', units: 8, availableUnits: 40 }],
    confirmed: ['asked for 30 hours ago'],
    seen,
    ...approver,
  },
  TransferRejected: {
    type: 'TransferRejected',
    transfer,
    revision: 1,
    seen,
    why: 'kept for the weekend',
    ...approver,
  },
  TransferReleased: { type: 'TransferReleased', transfer, release: 1, ...asker },
  TransferCancelled: {
    type: 'TransferCancelled',
    transfer,
    lines: [{ line: '1', units: 3 }],
    why: 'no longer wanted',
    ...asker,
  },
  TransferLineSent: {
    type: 'TransferLineSent',
    transfer,
    line: '1',
    sku,
    units: 7,
    shortUnits: 1,
    shipment: 'urn:epcglobal:cbv:bt:9506000134369:DN-1152',
    code: 'CP',
  },
  TransferLineReceived: {
    type: 'TransferLineReceived',
    transfer,
    line: '1',
    sku,
    units: 6,
    damagedUnits: 1,
    shipment: 'urn:epcglobal:cbv:bt:9506000134369:DN-1152',
  },
  TransferVarianceSettled: {
    type: 'TransferVarianceSettled',
    transfer,
    line: '1',
    units: 1,
    cause: 'lostInTransit',
    why: 'carton 2 of 3 never came',
    ...asker,
  },
  TransferClosed: { type: 'TransferClosed', transfer, ...asker },
  ApprovalLimitSet: {
    type: 'ApprovalLimitSet',
    holder: 'operator',
    valueMinor: 500_000,
    distanceKm: 500,
    ageHours: 24,
    why: 'as agreed with finance',
    ...approver,
  },
  ApprovalDelegated: {
    type: 'ApprovalDelegated',
    delegation: '1f0c7f0e-8f1a-4a53-9a55-2f6f0e6c7d10',
    to: 'linus',
    from: 1_773_100_800_000,
    until: 1_773_360_000_000,
    why: 'three days off',
    ...approver,
  },
  ApprovalDelegationEnded: {
    type: 'ApprovalDelegationEnded',
    delegation: '1f0c7f0e-8f1a-4a53-9a55-2f6f0e6c7d10',
    ...approver,
  },
}
