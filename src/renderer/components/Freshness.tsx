/** Owns where a figure comes from and how old it is: one hover or one Tab away. */
import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Freshness } from '../../shared/readModels/freshness.ts'
import { clockNow, useNow } from '../stores/clock.ts'
import { formatAge } from './format.ts'
import { StateMark } from './StateMark.tsx'
import { useFormat } from './useFormat.ts'

type Format = ReturnType<typeof useFormat>

/** The sentence behind a figure, for a hover. */
export function describeFreshness(freshness: Freshness, now: number, format: Format): string {
  if (freshness.dataAsOf === null) return 'No feed has sent anything for this figure yet.'
  const parts = [
    `Source: feed ${freshness.feed ?? 'unknown'}`,
    `data as of ${formatAge(freshness.dataAsOf, now)} (${format.instant(freshness.dataAsOf, now)})`,
    `recorded ${formatAge(freshness.recordedAt, now)}`,
  ]
  if (freshness.stale) parts.push('stale: the feed has been silent for longer than usual')
  return `${parts.join(' · ')}.`
}

interface WithFreshnessProps {
  freshness: Freshness
  /** How the figure is worked out, where that needs saying. */
  rule?: string | undefined
  children: ReactNode
}

/** Puts the source and the age behind a figure; fades it where it is stale. */
export function WithFreshness({ freshness, rule, children }: WithFreshnessProps) {
  const format = useFormat()
  const text = useNow((now) => [rule, describeFreshness(freshness, now, format)].filter(Boolean).join('. '))
  return (
    <Tooltip label={text} events={{ hover: true, focus: true, touch: true }}>
      {/* Focusable, so that the keyboard reaches what the hover shows. */}
      <span tabIndex={0} role="note" aria-label={text} className={freshness.stale ? 'stale' : undefined}>
        {children}
      </span>
    </Tooltip>
  )
}

/** A table cell's form: the age of the data, with a word where it is stale. */
export function FreshnessCell({ freshness }: { freshness: Freshness }) {
  const format = useFormat()
  const text = useNow((now) => formatAge(freshness.dataAsOf, now))
  const title = describeFreshness(freshness, clockNow(), format)
  return freshness.stale ? (
    <StateMark state="warning" word={`stale, ${text}`} title={title} />
  ) : (
    <span className="nowrap" title={title}>
      {text}
    </span>
  )
}
