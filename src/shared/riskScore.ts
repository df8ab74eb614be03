/** Owns what the risk of open lines is asked for and answered with between the engine and the thread that reckons it. */
import type { Flow, OrderStep } from './vocabulary.ts'

/** Which open lines; an empty word means: not known. */
export interface RiskScope {
  region?: string
  country?: string
  channel?: string
  flow?: Flow | ''
  carrier?: string
  location?: string
  weekHour?: number
  /** Also those whose promise has passed already. */
  missed?: boolean
}

/** An open line with its odds. */
export interface ScoredLine {
  order: string
  line: string
  /** Probability that the promise is missed. */
  risk: number
  /** Lines of the past that it rests on. */
  basedOn: number
  valueMinor: number
  placedAt: number
  promisedAt: number
  /** Where the least advanced of its units stand, and since when. */
  stage: 'placed' | OrderStep
  sinceAt: number
  /** The step that usually follows on lines of its flow; null where none of them went on from there. */
  usualNext: 'placed' | OrderStep | null
  /** A carrier with whom the promise would be kept more likely. */
  betterCarrier: { carrier: string; risk: number } | null
}

export interface ScoredPage {
  rows: ScoredLine[]
  total: number
  asOf: number
}

/** An open line of one order with its odds, as a rule of alerts is told them. */
export type LineOdds = Pick<
  ScoredLine,
  'line' | 'risk' | 'basedOn' | 'valueMinor' | 'promisedAt' | 'stage' | 'sinceAt' | 'betterCarrier'
> & {
  flow: Flow | null
  /** Where it is sent from, where it goes to and who carries it, as far as they are known. */
  location: string | null
  region: string | null
  carrier: string | null
}

/** The odds of an order's open lines that have a promise, those past it among them (their risk is 1). */
export type OddsOf = (order: string) => readonly LineOdds[]
