/** Owns what an order is to those who carry it out, and what they can do: tell of it, take stock, and come back later. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { DeliveryPromise } from '../../shared/eventParts.ts'
import type { ReturnStep } from '../../shared/vocabulary.ts'
import type { Random } from '../../core/platform.ts'
import type { EpcisEvent } from '../epcisText.ts'
import type { Location, Network, Sku, Supplier } from '../network.ts'
import type { Tracker } from '../easypostText.ts'
import type { Site } from '../places.ts'
import { happens } from '../randomness.ts'
import type { StockLine } from '../stock.ts'
import type { PlacedFlow } from './commerce.ts'
import type { Customer } from './customers.ts'

export interface OrderLine {
  line: string
  sku: Sku
  units: number
  priceMinor: number
}

/** Units of a line that go one way together with others. */
export interface Part {
  line: OrderLine
  units: number
}

export type Place = Location | Supplier

export interface Order {
  id: string
  number: string
  channel: string
  customer: Customer
  flow: PlacedFlow
  placedAt: number
  lines: readonly OrderLine[]
  /** Where it is collected, or which store it is sold by. */
  store: Location
  destination: Site
  promise: DeliveryPromise | null
  /** When the promise is broken; null where none was given. */
  promisedAt: number | null
  /** Start of the slot that the customer chose to collect in, or to be at home. */
  slotAt: number
  shop: Shop
  /** What became of it so far. */
  course: Course
}

/** What became of an order, as its customer would tell. */
export interface Course {
  /** Steps told so far; numbers the records. */
  told: number
  isCancelled: boolean
  pickedParts: number
  openUnits: number
  /** Parts that wait at the counter. */
  atCounter: Part[]
  handedOver: { part: Part; at: number }[]
  cancelledUnits: number
  shortUnits: number
  rejections: number
  readyAt: number
  carrier: string | null
  /** Places that could not give it. */
  tried: Set<Place>
  returned: ReturnStep | null
  /** Units that lie at no location any more: on their way, or with the customer. */
  leftUnits: number
}

/** The systems around an order: live ones that write as things happen, or an archive that is written afterwards. */
export interface Shop {
  network: Network
  random: Random
  later(at: number, run: (at: number) => void): void
  /** The order system writes that something happened. */
  tell(order: Order, at: number, events: readonly CanonicalEvent[]): void
  /** The customer desk writes. @param id within the desk */
  desk(id: string, at: number, event: CanonicalEvent): void
  /** Units that nobody has set aside. */
  freeUnits(place: Place, sku: Sku): number
  /** Takes units off the shelf for an order. @returns how many were there */
  setAside(place: Place, sku: Sku, units: number): number
  putBack(place: Place, parts: readonly Part[]): void
  /** Units set aside leave the location. */
  leave(place: Place, parts: readonly Part[]): void
  /** Units come in and may be sold; or are kept for the order. */
  comeIn(place: Place, lines: readonly StockLine[], isKept: boolean): void
  epcis(event: Omit<EpcisEvent, 'eventId'>): void
  /** Follows a parcel: each step is told when it is taken. */
  track(order: Order, tracker: Tracker): void
  /** Has one step of a parcel told when it is taken. */
  trackStep(tracker: Tracker, index: number): void
  documentNumber(prefix: string): string
  hex(): string
  /** Draws whether a system tells a step that cannot be, and notes it. */
  illegalStep(order: Order, at: number): boolean
  /** An order begins. */
  placed(order: Order): void
  /** Every unit that is still wanted was handed over or given up. */
  over(order: Order, at: number): void
  /** Nothing goes wrong by itself. */
  isCalm: boolean
  /** Locations do not write EPCIS: the order's own record has to tell what a shipment carries. */
  isArchive: boolean
}

/** Draws whether something goes wrong by itself; never where it is calm. */
export const goesWrong = ({ random, isCalm }: Pick<Shop, 'random' | 'isCalm'>, share: number) =>
  !isCalm && happens(random, share)

export const isLocation = (place: Place): place is Location => 'kind' in place
export const glnOf = (place: { gln: string }) => `gln:${place.gln}`
export const gtinOf = (sku: Sku) => `gtin:${sku.gtin}`
export const linesOf = (parts: readonly Part[]): StockLine[] =>
  parts.map(({ line, units }) => ({ sku: line.sku, units }))

/** The parcel's id as the tower makes it from the tracker's webhook. */
export const shipmentOf = ({ carrier, trackingCode }: Tracker) =>
  `tracker:${carrier.tracker.toLowerCase()}:${trackingCode}`

export const unitsOf = (parts: readonly Part[]) => parts.reduce((sum, { units }) => sum + units, 0)
