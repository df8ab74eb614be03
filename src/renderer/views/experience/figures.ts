/** Owns the figures of customers' experience: what each is, how it reads, and where its column stands. */
import type { Estimate, ExperienceFigures, Share } from '../../../shared/readModels/experience.ts'

interface FigureBase {
  id: keyof ExperienceFigures
  header: string
  unit?: string
  /** What the figure is, for a hover. */
  about: string
}
/** A figure with an interval. */
interface EstimatedFigure extends FigureBase {
  kind: 'share' | 'points' | 'mean'
  of(figures: ExperienceFigures): Share | Estimate | null
}
/** A plain number of a unit. */
interface PlainFigure extends FigureBase {
  kind: 'hours' | 'number'
  of(figures: ExperienceFigures): number | null
  /** How many cases it rests on. */
  cases(figures: ExperienceFigures): number
}
export type ExperienceFigure = EstimatedFigure | PlainFigure

export const isPlain = (figure: ExperienceFigure): figure is PlainFigure =>
  figure.kind === 'hours' || figure.kind === 'number'

export const EXPERIENCE_FIGURES: readonly ExperienceFigure[] = [
  {
    id: 'promiseKept',
    header: 'Promise kept',
    kind: 'share',
    about: 'Of orders with a promise that fell due; one that is open past its promise has broken it',
    of: ({ promiseKept }) => promiseKept,
  },
  {
    id: 'cancelled',
    header: 'Cancelled',
    kind: 'share',
    about: 'Of all orders, those of which nothing came',
    of: ({ cancelled }) => cancelled,
  },
  {
    id: 'cancelledByStock',
    header: 'Cancelled, no stock',
    kind: 'share',
    about: 'Of all orders, those cancelled for want of stock',
    of: ({ cancelledByStock }) => cancelledByStock,
  },
  {
    id: 'rejected',
    header: 'Rejected',
    kind: 'share',
    about: 'Of all orders, those that a location gave up at least once',
    of: ({ rejected }) => rejected,
  },
  {
    id: 'short',
    header: 'Short',
    kind: 'share',
    about: 'Of all orders, those of which something could not be had',
    of: ({ short }) => short,
  },
  {
    id: 'returned',
    header: 'Returned',
    kind: 'share',
    about: 'Of orders in the customer’s hands, those of which something came back or is to',
    of: ({ returned }) => returned,
  },
  {
    id: 'returnHoursMedian',
    header: 'Return time',
    unit: 'h, median',
    kind: 'hours',
    about: 'From the customer’s hands to the receipt of what came back',
    of: ({ returnHoursMedian }) => returnHoursMedian,
    cases: ({ returnsTimed }) => returnsTimed,
  },
  {
    id: 'pickupWaitHoursMedian',
    header: 'Wait at pickup',
    unit: 'h, median',
    kind: 'hours',
    about: 'From ready to collected',
    of: ({ pickupWaitHoursMedian }) => pickupWaitHoursMedian,
    cases: ({ pickupsTimed }) => pickupsTimed,
  },
  {
    id: 'contactsPerOrder',
    header: 'Contacts',
    unit: 'an order',
    kind: 'number',
    about: 'Times that customers asked for help about an order ÷ orders',
    of: ({ contactsPerOrder }) => contactsPerOrder,
    cases: ({ orders }) => orders,
  },
  {
    id: 'rating',
    header: 'Rating',
    unit: 'stars, 1–5',
    kind: 'mean',
    about: 'Mean of the stars given',
    of: ({ rating }) => rating,
  },
  {
    id: 'nps',
    header: 'NPS',
    unit: '−100 to 100',
    kind: 'points',
    about: 'Share of promoters (9–10) less share of detractors (0–6), in points',
    of: ({ nps }) => nps,
  },
  {
    id: 'csat',
    header: 'CSAT',
    kind: 'share',
    about: 'Share of satisfaction answers of 4 or 5',
    of: ({ csat }) => csat,
  },
]

export const DEFAULT_EXPERIENCE_COLUMNS = [
  'place',
  'orders',
  'promiseKept',
  'cancelled',
  'returned',
  'rating',
  'trend',
] as const
