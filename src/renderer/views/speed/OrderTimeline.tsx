/** Owns one order's timeline across its lines, shipments and locations, in the order of time. */
import {
  IconArrowBackUp,
  IconCash,
  IconHandStop,
  IconMessage,
  IconShoppingCart,
  IconStar,
  IconProgressCheck,
  IconTruck,
} from '@tabler/icons-react'
import type { TimelineEntry } from '../../../shared/readModels/orders.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { locationPath, addressOf, setParams, shipmentPath, useAddress } from '../../stores/address.ts'
import { TIMELINE_KIND_WORDS } from '../orderWords.ts'
import { whatHappened } from './timelineWords.ts'
import classes from './Speed.module.css'

const ICONS = {
  order: IconShoppingCart,
  step: IconProgressCheck,
  shipment: IconTruck,
  return: IconArrowBackUp,
  payment: IconCash,
  claim: IconHandStop,
  feedback: IconStar,
  contact: IconMessage,
} as const

export function OrderTimeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const record = useAddress().params.get('record')
  return (
    <ol className={classes.timeline} data-testid="order-timeline">
      {entries.map((entry, index) => (
        <Entry
          key={`${entry.identity} ${entry.what} ${entry.line} ${entry.at} ${index}`}
          entry={entry}
          open={entry.identity === record}
        />
      ))}
    </ol>
  )
}

function Entry({ entry, open }: { entry: TimelineEntry; open: boolean }) {
  const format = useFormat()
  const Icon = ICONS[entry.kind]
  const of = [
    entry.line === null ? null : `line ${entry.line}`,
    entry.units === null ? null : format.unitsOf(entry.units),
  ]
    .filter(Boolean)
    .join(', ')
  return (
    <li data-refused={entry.refusedBecause !== null || undefined}>
      <span className={classes.when}>
        <ShortMoment at={entry.at} />
      </span>
      <span className={classes.bead} title={TIMELINE_KIND_WORDS[entry.kind]}>
        <Icon size={14} aria-hidden="true" />
      </span>
      <div className={classes.happened}>
        <div>
          <strong>{whatHappened(entry)}</strong>
          {of ? <span className="dim"> · {of}</span> : null}
          {entry.location ? (
            <>
              {' · '}
              <a href={addressOf(locationPath(entry.location))}>{entry.locationName ?? entry.location}</a>
            </>
          ) : entry.locationName ? (
            ` · ${entry.locationName}`
          ) : null}
          {entry.shipment ? (
            <>
              {' · '}
              <a href={addressOf(shipmentPath(entry.shipment))} title={entry.shipment}>
                shipment
              </a>
            </>
          ) : null}
          {entry.detail ? (
            <span className="dim">
              {' '}
              · {entry.kind === 'payment' ? entry.detail.replaceAll('_', ' ') : entry.detail}
            </span>
          ) : null}
        </div>
        {entry.refusedBecause ? (
          <StateMark state="warning" word={`Refused: ${entry.refusedBecause}`} title={entry.refusedBecause} />
        ) : null}
      </div>
      <button
        type="button"
        className={classes.source}
        aria-expanded={open}
        title={`The record it comes from, ${entry.identity}`}
        onClick={() => setParams({ record: open ? null : entry.identity })}
      >
        {entry.feed}
      </button>
    </li>
  )
}
