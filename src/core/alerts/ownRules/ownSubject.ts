/** Owns what a condition may be about: kinds of subjects, and the figures that each has. */
import type { AlertArea } from '../../../shared/vocabulary.ts'
import type { AlertLabels, RuleContext, Touched } from '../rule.ts'
import type { FigureValue, OwnFigure } from './ownFigure.ts'

/** One subject as it stands. */
export interface OwnSubject {
  subject: string
  labels: AlertLabels
  /** What people call it. */
  name: string
  values: Readonly<Record<string, FigureValue>>
  dataAsOf: number
}

export interface OwnSubjectKind {
  kind: string
  area: AlertArea
  title: string
  figures: readonly OwnFigure[]
  /** Those of the subjects that are there and live. */
  read(context: RuleContext, subjects: readonly string[]): OwnSubject[]
  touchedBy(touched: Touched, context: RuleContext): Iterable<string>
  everything(context: RuleContext): Iterable<string>
  /** Address of the screen that shows it. */
  link(labels: AlertLabels): string
}

export const WEEK_MS = 7 * 86_400_000
export const HOUR_MS = 3_600_000
export const list = (values: Iterable<string>): string => JSON.stringify([...values])
export const listLink = (area: string, filter: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return `${area}?${new URLSearchParams(given).toString()}`
}
