/** Owns the sentence of each entry of an order's timeline. */
import type { TimelineEntry } from '../../../shared/readModels/orders.ts'
import type { Milestone, OrderStep, ReturnStep } from '../../../shared/vocabulary.ts'
import { RETURN_STEP_WORDS, STEP_WORDS } from '../orderWords.ts'
import { MILESTONE_WORDS } from '../words.ts'

export const stepWord = (step: string): string =>
  STEP_WORDS[step as OrderStep] ?? RETURN_STEP_WORDS[step as ReturnStep] ?? step

const PLAIN: Record<string, string> = {
  placed: 'Order placed',
  paid: 'Paid',
  claimed: 'Stock claimed',
  released: 'Claim released',
  confirmed: 'Claim confirmed',
}

/** What happened, as the trade says it. */
export function whatHappened({ kind, what }: Pick<TimelineEntry, 'kind' | 'what'>): string {
  if (kind === 'shipment') return `Shipment: ${(MILESTONE_WORDS[what as Milestone] ?? what).toLowerCase()}`
  if (kind === 'step' || kind === 'return') return stepWord(what)
  if (kind === 'feedback') return what.replace(/^rated /, 'Rated ')
  return PLAIN[what] ?? what
}
