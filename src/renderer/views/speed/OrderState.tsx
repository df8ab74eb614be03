/** Owns how an order's state and its promise read: a word, a mark, and who promised. */
import type { LinePromise, OrderRow } from '../../../shared/readModels/orders.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { StateMark, type State } from '../../components/StateMark.tsx'
import { formatDuration } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, locationPath } from '../../stores/address.ts'
import { useNow } from '../../stores/clock.ts'
import { BASIS_WORDS, STATUS_WORDS, TRANSIT_WORDS } from '../orderWords.ts'
import classes from './Speed.module.css'

const GOOD: ReadonlySet<string> = new Set(['delivered', 'collected'])

function stateOf({ status, late, handedOverAt }: Pick<OrderRow, 'status' | 'late' | 'handedOverAt'>): State {
  if (late) return handedOverAt === null && status !== 'cancelled' ? 'serious' : 'warning'
  return GOOD.has(status) ? 'good' : 'neutral'
}

export function OrderState({ row }: { row: Pick<OrderRow, 'status' | 'late' | 'handedOverAt'> }) {
  const word = STATUS_WORDS[row.status]
  return <StateMark state={stateOf(row)} word={row.late ? `${word}, late` : word} />
}

/** How far the promise is ahead, or by how much it was missed. */
export function PromiseMargin({ promisedAt, endedAt }: { promisedAt: number; endedAt: number | null }) {
  const text = useNow((now) => {
    const left = promisedAt - (endedAt ?? now)
    const size = formatDuration(Math.abs(left))
    if (endedAt !== null) return left >= 0 ? `kept, ${size} early` : `missed by ${size}`
    return left >= 0 ? `${size} left` : `${size} over`
  })
  return <span className="nowrap">{text}</span>
}

export function PromiseText({ promise }: { promise: LinePromise | null }) {
  if (!promise) return <span className="dim">nothing promised</span>
  return (
    <span>
      <ShortMoment at={promise.at} /> <span className="dim">({BASIS_WORDS[promise.basis]})</span>
      {promise.rule ? <RuleText rule={promise.rule} /> : null}
    </span>
  )
}

/** How our own rule came to a promise, step by step. */
function RuleText({ rule }: { rule: NonNullable<LinePromise['rule']> }) {
  const { from, beginsAt, handledAt, transit } = rule
  return (
    <div className={classes.note}>
      from <a href={addressOf(locationPath(from))}>{from}</a>: work begins <ShortMoment at={beginsAt} />,
      handled <ShortMoment at={handledAt} />
      {transit === null
        ? ', collected there'
        : `, then ${transit.days} ${TRANSIT_WORDS[transit.countedIn]} in transit${transit.carrier ? ` by ${transit.carrier}` : ''}`}
    </div>
  )
}

/** Elapsed or left, by the clock and in the location's working hours. */
export function TwoHours({ clock, working }: { clock: number | null; working: number | null }) {
  const format = useFormat()
  if (clock === null) return <span>–</span>
  return (
    <>
      {format.hours(clock)}
      <div className={classes.note}>
        {working === null ? 'working hours not known' : `${format.hours(working)} in working hours`}
      </div>
    </>
  )
}
