/** Owns what the Experience screen is limited to, as its address states it. */
import type { ExperienceRow } from '../../../shared/readModels/experience.ts'
import { FLOWS, RATING_SCALES, type Flow, type RatingScale } from '../../../shared/vocabulary.ts'
import { matchPath } from '../../stores/address.ts'
import { isPeriod, periodOf, type PeriodName, type Span } from '../../stores/period.ts'
import { scopeOf, type Scope } from '../../stores/scope.ts'

/** What every question of the screen is asked with. */
export interface ExperienceScope extends Pick<Scope, 'region' | 'country'> {
  from?: number
  until?: number
  channel?: string
  flow?: Flow | ''
}

export interface ExperienceFilter {
  scope: ExperienceScope
  /** Null: the 13 weeks up to the latest order, which the engine knows. */
  period: PeriodName | null
}

const isFlow = (text: string | null): text is Flow => FLOWS.some((flow) => flow === text)
const isScale = (text: string | null): text is RatingScale => RATING_SCALES.some((scale) => scale === text)

/** @param now a whole hour, so that the question stays the same for an hour */
export function filterOf(params: URLSearchParams, now: number): ExperienceFilter {
  const isChosen = isPeriod(params.get('period'))
  const { name, from, until }: { name: PeriodName | null } & Span = isChosen
    ? periodOf(params, now)
    : { name: null }
  const { region, country } = scopeOf(params)
  const channel = params.get('channel')
  const flow = params.get('flow')
  return {
    period: name,
    scope: {
      ...(region ? { region } : {}),
      ...(country ? { country } : {}),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      ...(channel ? { channel } : {}),
      ...(isFlow(flow) ? { flow } : {}),
    },
  }
}

export function scaleOf(params: URLSearchParams): RatingScale {
  const scale = params.get('scale')
  return isScale(scale) ? scale : 'stars'
}

export const SCALE_WORDS: Record<RatingScale, string> = {
  stars: 'Stars, 1–5',
  nps: 'Likelihood to recommend, 0–10',
  csat: 'Satisfaction, 1–5',
}

export const EXPERIENCE_TABS = {
  channels: 'Channels',
  ratings: 'Ratings',
  journeys: 'Journeys',
  texts: 'Texts',
  openings: 'Opened customers',
} as const
export type ExperienceTab = keyof typeof EXPERIENCE_TABS

export function tabOf(params: URLSearchParams): ExperienceTab {
  const tab = params.get('tab') ?? ''
  return Object.hasOwn(EXPERIENCE_TABS, tab) ? (tab as ExperienceTab) : 'channels'
}

export const ratingPath = (order: string) => `/experience/rating/${encodeURIComponent(order)}`
/** A row's own page: a channel's total, or one of its flows. An empty part: the source states none. */
export const cellPath = ({ channel, flow, level }: Pick<ExperienceRow, 'channel' | 'flow' | 'level'>) =>
  `/experience/cell/${encodeURIComponent(channel ?? '')}${level === 'channel' ? '' : `/${flow ?? ''}`}`

/** The cell that a path names. */
export function cellOf(path: string): { channel: string; flow?: Flow | '' } | undefined {
  const total = matchPath('/experience/cell/:channel', path)
  if (total) return { channel: total.channel ?? '' }
  const parts = matchPath('/experience/cell/:channel/:flow', path)
  const flow = parts?.flow ?? ''
  return parts && (flow === '' || isFlow(flow)) ? { channel: parts.channel ?? '', flow } : undefined
}
