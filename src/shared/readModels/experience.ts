/** Owns the shapes that questions about customers' experience are answered with. Shares come with 95 % intervals. */
import type { Flow, RatingScale } from '../events.ts'

export interface Share {
  value: number
  low: number
  high: number
  /** What the share is of. */
  of: number
}

export interface ExperienceFigures {
  orders: number
  promiseKept: Share | null
  cancelled: Share | null
  cancelledByStock: Share | null
  rejected: Share | null
  short: Share | null
  returned: Share | null
  returnHoursMedian: number | null
  /** From ready to collected. */
  pickupWaitHoursMedian: number | null
  contactsPerOrder: number | null
  rating: { mean: number; low: number; high: number; of: number; scale: RatingScale } | null
  nps: { value: number; low: number; high: number; of: number } | null
}

export interface ExperienceRow extends ExperienceFigures {
  channel: string
  flow: Flow | null
  trend: { day: string; promiseKept: number | null; rating: number | null; orders: number }[]
}

export interface ExperienceMatrix {
  rows: ExperienceRow[]
  total: ExperienceFigures
  from: number
  until: number
}

/** Ratings by how late the order was. An association, not an effect. */
export interface RatingByLateness {
  bins: {
    /** Hours after the promise; negative: early. */
    fromHours: number
    untilHours: number
    orders: number
    ratingMean: number | null
    low: number | null
    high: number | null
    /** Share of ratings of 2 or lower. */
    poorShare: number | null
  }[]
  onTimeMean: number | null
  lateMean: number | null
  /** Late less on time, with its interval. */
  difference: { value: number; low: number; high: number } | null
  /** Rating lost for each further day late, with its interval. */
  slopePerDay: { value: number; low: number; high: number } | null
  rated: number
  statement: string
}

export interface RatedOrder {
  order: string
  at: number
  rating: number
  scale: RatingScale
  title: string | null
  text: string | null
  channel: string | null
  flow: Flow | null
  lateHours: number | null
  cause: string | null
}

export interface Journeys {
  nodes: { key: string; name: string; stage: number }[]
  links: { from: string; to: string; customers: number }[]
  customers: number
}

export interface CustomerTimeline {
  customer: string
  pseudonym: string
  entries: {
    at: number
    kind: 'touch' | 'order' | 'step' | 'return' | 'contact' | 'feedback'
    channel: string | null
    what: string
    order: string | null
    detail: string | null
  }[]
}

export interface FeedbackSearch {
  hits: (RatedOrder & { snippet: string })[]
  total: number
  /** Words that stand out among the hits or the cell, by log-odds against the rest. */
  terms: { term: string; score: number; count: number }[]
}
