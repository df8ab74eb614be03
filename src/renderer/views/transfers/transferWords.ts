/** Owns the words for transfers: statuses, steps, what changed, causes of a variance, documents. */
import type { State } from '../../components/StateMark.tsx'
import type { TransferChange } from '../../../shared/readModels/approvals.ts'
import type {
  DocumentKind,
  TransferDocument,
  TransferPlace,
  TransferStatus,
  TransferTrouble,
  VarianceCause,
} from '../../../shared/readModels/transfers.ts'

export const STATUS_WORDS: Record<TransferStatus, string> = {
  draft: 'Draft',
  submitted: 'Waits for approval',
  rejected: 'Rejected',
  approved: 'Approved',
  released: 'Released',
  inTransit: 'In transit',
  received: 'Received',
  closed: 'Closed',
  cancelled: 'Cancelled',
}
export const STATUS_STATES: Record<TransferStatus, State> = {
  draft: 'neutral',
  submitted: 'warning',
  rejected: 'serious',
  approved: 'good',
  released: 'good',
  inTransit: 'good',
  received: 'good',
  closed: 'neutral',
  cancelled: 'neutral',
}
export const STATUS_ABOUT: Record<TransferStatus, string> = {
  draft: 'Written down, not asked for yet. Nothing is set aside.',
  submitted: 'Somebody else has to approve it. Nothing is set aside yet.',
  rejected: 'Turned down. Nothing is set aside.',
  approved: 'Its units are set aside at the source. The documents have not gone out.',
  released: 'The documents have gone out; the source has sent nothing yet.',
  inTransit: 'Sent, and not all of it received.',
  received: 'All that was sent has been received or is accounted for.',
  closed: 'Nothing of it is open any more.',
  cancelled: 'Called off before anything left.',
}
export const TROUBLE_WORDS: Record<TransferTrouble, string> = {
  variance: 'What came is not what was sent',
  unexpected: 'A warehouse told of what was not approved',
  document: 'A document cannot be delivered',
  stale: 'Asked for long ago',
  blocked: 'The source has less than is asked for',
}

export const CAUSE_WORDS: Record<VarianceCause, string> = {
  lostInTransit: 'Lost in transit',
  damagedInTransit: 'Damaged in transit',
  shortShipped: 'Fewer were sent than advised',
  overShipped: 'More were sent than advised',
  miscounted: 'Counted wrongly',
  wrongItem: 'Another item came',
  other: 'Something else',
}

export const DOCUMENT_WORDS: Record<DocumentKind, string> = {
  x12Order940: 'Warehouse shipping order (X12 940)',
  x12ShipNotice856: 'Ship notice (X12 856)',
  epcis: 'EPCIS events',
  pickList: 'Pick list (CSV)',
  printable: 'Printable pick list',
}
export const DELIVERY_WORDS: Record<TransferDocument['delivery']['state'], { word: string; state: State }> = {
  waiting: { word: 'Goes out', state: 'neutral' },
  delivered: { word: 'Delivered', state: 'good' },
  failed: { word: 'Is tried again', state: 'warning' },
  givenUp: { word: 'Given up', state: 'critical' },
  download: { word: 'For download', state: 'neutral' },
  superseded: { word: 'Replaced by a later one', state: 'neutral' },
}

export const WEIGHT_STATES: Record<TransferChange['weight'], { word: string; state: State }> = {
  blocks: { word: 'Stands in the way', state: 'critical' },
  confirm: { word: 'To be confirmed', state: 'warning' },
  note: { word: 'To know', state: 'neutral' },
}

export const placeName = ({ name, location }: TransferPlace): string => name ?? location
export const transferPath = (transfer: string): string =>
  `/transfers/transfer/${encodeURIComponent(transfer)}`
