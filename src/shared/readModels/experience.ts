/** Owns the shapes that questions about customers' experience are answered with. Shares and means come with 95 % intervals. */
import type { Flow, RatingScale } from '../vocabulary.ts'
import type { LateCause } from './speed.ts'

/** Figures that rest on fewer cases than this are marked thin. */
export const THIN_BELOW = 20

/** A share from 0 to 1 with its Wilson interval. */
export interface Share {
  value: number
  low: number
  high: number
  /** What the share is of. */
  of: number
  thin: boolean
}

/** A mean, or a difference or slope of means, with its interval by Student's t; null where too few cases give none. */
export interface Estimate {
  value: number
  low: number | null
  high: number | null
  of: number
  thin: boolean
}

export interface ExperienceFigures {
  orders: number
  /** Of orders with a promise that was kept or broken; an open order past its promise has broken it. */
  promiseKept: Share | null
  /** Orders of which nothing came. */
  cancelled: Share | null
  /** Of these orders, cancelled for want of stock. */
  cancelledByStock: Share | null
  /** Orders that a location gave up at least once. */
  rejected: Share | null
  /** Orders of which something could not be had. */
  short: Share | null
  /** Of orders that came into the customer's hands, those of which something came back, or is to. */
  returned: Share | null
  /** From the customer's hands to the receipt of what came back. */
  returnHoursMedian: number | null
  returnsTimed: number
  /** From ready to collected. */
  pickupWaitHoursMedian: number | null
  pickupsTimed: number
  contactsPerOrder: number | null
  /** Mean of stars, 1 to 5. */
  rating: Estimate | null
  /** Promoters (9–10) less detractors (0–6), in points from −100 to 100. */
  nps: Estimate | null
  /** Share of answers of 4 or 5. */
  csat: Share | null
}

export interface TrendPoint {
  /** First day of the step, in UTC. */
  day: string
  orders: number
  promiseKept: number | null
  rating: number | null
}

export interface ExperienceRow extends ExperienceFigures {
  /** Null: the source states none. */
  channel: string | null
  /** Null in a channel's total, and where nothing tells the flow. */
  flow: Flow | null
  level: 'channel' | 'flow'
  trend: TrendPoint[]
}

/** The window that an answer is about. */
export interface ExperienceWindow {
  from: number
  until: number
  /** When the latest order was placed; null where there is none. */
  dataUntil: number | null
}

export interface ExperienceMatrix extends ExperienceWindow {
  /** Each channel's total, followed by its flows. */
  rows: ExperienceRow[]
  total: ExperienceFigures
  trendStepDays: number
  /** Answers about orders that no record has described: they stand in no row. */
  feedbackWithoutOrder: number
}

/** Ratings by how late the order was. An association, not an effect. */
export interface RatingByLateness extends ExperienceWindow {
  scale: RatingScale
  bins: {
    /** Hours after the promise, more than and at most; negative: early. Null: without end. */
    fromHours: number | null
    untilHours: number | null
    rating: Estimate | null
    /** Share of poor ratings: 2 or lower, 6 or lower on the scale of NPS. */
    poor: Share | null
  }[]
  onTime: Estimate | null
  late: Estimate | null
  /** Late less on time, by Welch. */
  difference: Estimate | null
  /** Change of the rating for each further day late, among late orders, by least squares. */
  slopePerDay: Estimate | null
  rated: number
  statement: string
}

/** Why an order was late, as its own steps tell it; `unknown`: late, and no step tells why. */
export type OrderCause = LateCause | 'cancelled' | 'unknown'

/** One answer of a customer, with what happened to the same order. */
export interface RatedOrder {
  order: string
  at: number
  rating: number
  scale: RatingScale
  title: string | null
  text: string | null
  channel: string | null
  flow: Flow | null
  region: string | null
  /** A pseudonym. */
  customer: string | null
  status: string | null
  lateHours: number | null
  cause: OrderCause | null
  /** The cause in words, with the hours that it took. */
  causeDetail: string | null
}

export interface RatedOrderPage extends ExperienceWindow {
  rows: RatedOrder[]
  total: number
}

export const JOURNEY_STAGES = ['touch', 'channel', 'flow', 'outcome', 'return'] as const
export type JourneyStage = (typeof JOURNEY_STAGES)[number]

export interface Journeys extends ExperienceWindow {
  /** `key` is `stage:name`; an empty name: not known. */
  nodes: { key: string; stage: JourneyStage; name: string; orders: number }[]
  links: { from: string; to: string; orders: number }[]
  orders: number
  /** Orders whose customer met a channel before, as far as records tell. */
  withTouch: number
}

export interface CustomerTimeline {
  /** The customer's own id: shown here alone, after a reason was given. */
  customer: string
  pseudonym: string
  entries: {
    at: number
    kind: 'touch' | 'order' | 'step' | 'shipment' | 'return' | 'payment' | 'contact' | 'feedback'
    channel: string | null
    what: string
    order: string | null
    detail: string | null
  }[]
  orders: number
  /** Older orders that are not listed. */
  ordersLeftOut: number
}

export interface FeedbackHit {
  kind: 'feedback' | 'contact'
  at: number
  order: string | null
  /** Of a contact. */
  contact: string | null
  rating: number | null
  scale: RatingScale | null
  channel: string | null
  flow: Flow | null
  /** A pseudonym. */
  customer: string | null
  /** The place that was found, piece by piece. */
  snippet: { text: string; marked: boolean }[]
}

export interface FeedbackSearch extends ExperienceWindow {
  hits: FeedbackHit[]
  total: number
  /** There are more than `total`: without words, texts are counted up to 10,000 of each kind. */
  totalIsLeast: boolean
  /** Words that stand out in the texts found, or in the cell, against all others. */
  terms: {
    term: string
    /** z of the log-odds ratio; 1.96 and more stands out. */ score: number
    count: number
  }[]
  /** How many texts the terms rest on, and how many they are held against. */
  textsRead: number
  textsAgainst: number
}

export interface AccessLog {
  rows: {
    at: number
    /** Null: refused. */
    pseudonym: string | null
    actor: string
    role: string
    why: string
    granted: boolean
  }[]
  total: number
}

export interface FeedbackLink {
  url: string
  /** The part after the host, for a host that is reached under another name. */
  path: string
  expiresAt: number
}
