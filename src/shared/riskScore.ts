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
