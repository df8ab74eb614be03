/** Owns the states that other systems say an order is in: of each system the latest, and since when. */
import { TOLD_SIDES, type OrderSide } from '../../shared/orderSides.ts'
import type { ToldOrderState } from '../../shared/vocabulary.ts'
import type { Fact, Projection } from '../ledger/subjects.ts'

interface ToldState {
  state: ToldOrderState
  side: OrderSide
  since: number
  sideSince: number
  toldAt: number
  toldBy: string
  feed: number
}

/** The latest state of each system, by the time that the state is of. */
function statesOf(facts: readonly Fact[]): Map<string, ToldState> {
  const told = facts
    .flatMap(({ event, ...fact }) =>
      event.type === 'OrderStateTold' ? [{ ...fact, event, at: event.at ?? fact.occurredAt }] : [],
    )
    // Those of one time stay in the order of their records.
    .sort((a, b) => a.at - b.at)
  const states = new Map<string, ToldState>()
  for (const { event, at, identity, feedNumber } of told) {
    const before = states.get(event.system)
    const side = TOLD_SIDES[event.state]
    states.set(event.system, {
      state: event.state,
      side,
      since: before?.state === event.state ? before.since : at,
      sideSince: before?.side === side ? before.sideSince : at,
      toldAt: at,
      toldBy: identity,
      feed: feedNumber,
    })
  }
  return states
}

export const toldOrderProjection: Projection = {
  kind: 'toldOrder',
  types: ['OrderStateTold'],
  subjectsOf: (event) => (event.type === 'OrderStateTold' ? [event.order] : []),
  save({ writer }, order, facts) {
    writer.run('DELETE FROM told_order_states WHERE order_id = ?', [order])
    for (const [system, { state, side, since, sideSince, toldAt, toldBy, feed }] of statesOf(facts)) {
      writer.run(
        `INSERT INTO told_order_states (order_id, system, state, side, since, side_since, told_at, told_by, last_feed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [order, system, state, side, since, sideSince, toldAt, toldBy, feed],
      )
    }
  },
}
