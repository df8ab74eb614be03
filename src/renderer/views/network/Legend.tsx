/** Owns what the map's marks mean: classes with their limits and units, sizes, ring, arcs. */
import { useState } from 'react'
import { useComputedColorScheme } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { TransitArc } from '../../../shared/readModels/network.ts'
import { useFormat } from '../../components/useFormat.ts'
import { SEVERITY_INKS } from './alertBadges.ts'
import { INKS } from './drawing.ts'
import {
  classColours,
  COLOUR_SCALES,
  METRICS,
  radiusOf,
  roundDown,
  SIZE_WORDS,
  TROUBLE_COVER_DAYS,
  UNKNOWN_COLOUR,
  type Metric,
} from './marks.ts'
import classes from './Network.module.css'

/** On a small window the legend begins as its colours alone, so that it does not hide the map. */
const hasRoom = () => window.innerWidth >= 1200 && window.innerHeight >= 740

export function Legend({
  metric,
  largest,
  arcs,
}: {
  metric: Metric
  largest: number
  arcs: readonly TransitArc[]
}) {
  const [open, setOpen] = useState(hasRoom)
  const scheme = useComputedColorScheme('light')
  const format = useFormat()
  const { colourBy, sizeBy } = METRICS[metric]
  const scale = COLOUR_SCALES[colourBy]
  const colours = classColours(scheme)
  const ink = INKS[scheme]
  const big = roundDown(largest)
  const sizes = [...new Set([roundDown(big / 2), roundDown(big / 10)])].filter((size) => size > 0)
  const Icon = open ? IconChevronDown : IconChevronUp
  return (
    <div className={classes.legend}>
      <button
        type="button"
        className={classes.legendHead}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Legend <Icon size={14} aria-hidden="true" />
      </button>
      <div className={classes.legendBody}>
        <div>
          <div className="dim">Colour: {scale.title}</div>
          <ul className={classes.scale}>
            {[...scale.words, 'unknown'].map((word, index) => (
              <li key={word}>
                <span
                  className={classes.swatch}
                  style={{ background: colours[index] ?? UNKNOWN_COLOUR[scheme] }}
                />
                {word}
              </li>
            ))}
          </ul>
        </div>
        {open ? (
          <>
            <div className={classes.sizes}>
              <span className="dim">Size: {SIZE_WORDS[sizeBy]}</span>
              {sizes.map((size) => {
                const px = radiusOf(size, largest) * 2
                return (
                  <span key={size}>
                    <span
                      className={classes.ring}
                      style={{ width: px, height: px, borderColor: ink.outline }}
                    />
                    {format.compact(size)}
                  </span>
                )
              })}
            </div>
            <div className={classes.legendNote}>
              <svg width="18" height="18" aria-hidden="true">
                <circle cx="9" cy="9" r="7" fill="none" stroke={ink.outline} opacity="0.4" />
                <path d="M9 2 A7 7 0 0 1 16 9" fill="none" stroke={ink.trouble} strokeWidth="3" />
              </svg>
              <span>
                Ring: share of locations in trouble (over 10 % of SKUs out, below zero, or under{' '}
                {TROUBLE_COVER_DAYS} days’ cover)
              </span>
            </div>
            <div className={classes.legendNote}>
              <svg width="30" height="16" aria-hidden="true">
                <rect x="0.5" y="0.5" width="29" height="15" rx="7.5" fill={SEVERITY_INKS[scheme].serious} />
                <path d="M9 4 L13 11 L5 11 Z" fill={SEVERITY_INKS[scheme].text} />
                <text x="17" y="11.5" fontSize="10" fontWeight="600" fill={SEVERITY_INKS[scheme].text}>
                  3
                </text>
              </svg>
              <span>open alerts; octagon: critical, triangle: serious, square: warning</span>
            </div>
            {arcs.length > 0 ? (
              <div className={classes.legendNote}>
                <svg width="22" height="10" aria-hidden="true">
                  <path d="M1 9 Q11 0 21 9" fill="none" stroke={ink.arc} strokeWidth="2.5" />
                </svg>
                in transit, width: units
                <svg width="22" height="10" aria-hidden="true">
                  <path
                    d="M1 9 Q11 0 21 9"
                    fill="none"
                    stroke={ink.trouble}
                    strokeWidth="2"
                    strokeDasharray="5 3"
                  />
                </svg>
                late, exception
              </div>
            ) : null}
          </>
        ) : null}
      </div>
    </div>
  )
}
