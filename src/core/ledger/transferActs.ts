/** Owns what the writing thread is asked about transfers' documents, and what a document is made from. */
import type { DocumentKind } from '../../shared/readModels/transfers.ts'

/** A place as it was known when the document was decided on. */
export interface DocumentPlace {
  location: string
  name: string | null
  address: string | null
  city: string | null
  region: string | null
  postalCode: string | null
  country: string | null
  timeZone: string | null
}

export interface DocumentLine {
  line: string
  sku: string
  name: string | null
  units: number
}

/** Parties of an interchange: ISA05 to ISA08. */
export interface InterchangeParties {
  senderQualifier: string
  sender: string
  receiverQualifier: string
  receiver: string
}

/** `order`: the first telling; `change`: what still is to be sent now; `cancel`: nothing is any more. */
export type OrderPurpose = 'order' | 'change' | 'cancel'

/** What one shipment was said to hold, when it was told of before. */
export interface ToldShipment {
  /** Number of the telling, from 1. */
  telling: number
  shippedAt: number
  lines: readonly DocumentLine[]
}

/** Everything that goes into a document; frozen, so that it can be written again to the same bytes. */
export interface DocumentContent {
  transfer: string
  /** Counts the tellings of one transfer to one side, from 1. */
  telling: number
  purpose: OrderPurpose
  title: string | null
  /** Milliseconds since 1970. */
  createdAt: number
  from: DocumentPlace
  to: DocumentPlace
  lines: readonly DocumentLine[]
  /** X12 only. */
  interchange?: InterchangeParties & { control: number }
  /** Of a ship notice: the shipment's id, when it left, and what was said of it before. */
  shipment?: string
  shippedAt?: number
  before?: ToldShipment
}

/** What a decision about a transfer has to hand out. */
export interface TransferOrder {
  transfer: string
  /** Number of the release that the lines belong to. */
  release: number
  purpose: OrderPurpose
  from: string
  to: string
  title?: string
  /** What is still to be sent of each line; for `cancel` what is called off. */
  lines: readonly { line: string; sku: string; units: number }[]
  at: number
}

/** Units of one shipment, as its tellers have it. */
export interface ShippedLines {
  transfer: string
  from: string
  to: string
  title?: string
  shipment: string
  shippedAt: number
  lines: readonly { line: string; sku: string; units: number }[]
}

export interface StoredRoute {
  route: string
  kind: 'webhook' | 'folder'
  /** Where it goes, without secrets. */
  target: string
  isPlain: boolean
  sealedSettings: Uint8Array
  documents: readonly DocumentKind[]
  parties: Partial<InterchangeParties>
  enabled: boolean
}

interface By {
  actor: string
  role: string
}

/** What is noted of documents; `by`: somebody did it, and it stands in the chain of human acts. */
export type TransferDocumentAct =
  | ({ kind: 'saveTransferRoute'; at: number; by?: By } & { settings: StoredRoute })
  | { kind: 'removeTransferRoute'; route: string; by?: By }
  /** What was found to have left since; what is told of it already is not told again. */
  | { kind: 'noteShipped'; shipped: readonly ShippedLines[]; at: number }
  /** Texts that were made of contents; a document that cannot be written carries its fault. */
  | {
      kind: 'writeTransferDocuments'
      rows: readonly { document: string; body: string | null; sha256: string | null; fault: string | null }[]
    }
  | {
      kind: 'settleTransferDocument'
      document: string
      status: 'delivered' | 'waiting' | 'dead'
      nextAt: number | null
      fault: string | null
      at: number
    }
  | { kind: 'retryTransferDocument'; document: string; at: number; by?: By }
