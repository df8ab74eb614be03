/** Owns the journeys of orders: from the first touch over channel and flow to how it ended, and whether it came back. */
import type { InputOf } from '../../shared/contract.ts'
import { JOURNEY_STAGES, type Journeys, type JourneyStage } from '../../shared/readModels/experience.ts'
import type { QueryContext } from './context.ts'
import { BROKEN_SQL, KEPT_SQL, scopeOf } from './experienceScope.ts'

interface PathRow {
  touch: string | null
  channel: string | null
  flow: string | null
  outcome: string
  had: number
  returned: number
  orders: number
}

/** How an order ended for its customer; `overdue`: open past its promise. */
const OUTCOME_SQL = `CASE WHEN e.outcome = 'cancelled' THEN 'cancelled' WHEN e.outcome = 'open'
  THEN iif(${BROKEN_SQL}, 'overdue', 'open') WHEN ${KEPT_SQL} THEN 'inTime' WHEN e.late = 1 THEN 'late' ELSE 'handedOver' END`

export function experienceJourneys(context: QueryContext, input: InputOf<'experience.journeys'>): Journeys {
  const { reader, clock } = context
  return reader.snapshot(() => {
    const { window, where, parameters } = scopeOf(context, input)
    const paths = reader.all<PathRow>(
      `SELECT touch_channel AS touch, channel, flow, ${OUTCOME_SQL} AS outcome, had, returned AND had AS returned,
         count(*) AS orders
       FROM order_experience AS e WHERE ${where} GROUP BY 1, 2, 3, 4, 5, 6`,
      [clock.now(), ...parameters],
    )
    const nodes = new Map<string, Journeys['nodes'][number]>()
    const links = new Map<string, Journeys['links'][number]>()
    for (const path of paths) {
      const keys = stationsOf(path).map(([stage, name]) => {
        const key = `${stage}:${name}`
        const node = nodes.get(key) ?? { key, stage, name, orders: 0 }
        node.orders += path.orders
        nodes.set(key, node)
        return key
      })
      keys.slice(1).forEach((to, place) => {
        const from = keys[place] ?? ''
        const pair = JSON.stringify([from, to])
        const link = links.get(pair) ?? { from, to, orders: 0 }
        link.orders += path.orders
        links.set(pair, link)
      })
    }
    const sum = (is: (path: PathRow) => boolean) =>
      paths.reduce((orders, path) => orders + (is(path) ? path.orders : 0), 0)
    const stage = (key: string) => JOURNEY_STAGES.indexOf(key.slice(0, key.indexOf(':')) as JourneyStage)
    return {
      ...window,
      nodes: [...nodes.values()].sort((a, b) => stage(a.key) - stage(b.key) || b.orders - a.orders),
      links: [...links.values()].sort((a, b) => stage(a.from) - stage(b.from) || b.orders - a.orders),
      orders: sum(() => true),
      withTouch: sum(({ touch }) => touch !== null),
    }
  })
}

/** Where an order passed; what never came into the customer's hands has no return. */
function stationsOf({ touch, channel, flow, outcome, had, returned }: PathRow): [JourneyStage, string][] {
  const stations: [JourneyStage, string][] = [
    ['touch', touch ?? ''],
    ['channel', channel ?? ''],
    ['flow', flow ?? ''],
    ['outcome', outcome],
  ]
  return had === 1 ? [...stations, ['return', returned === 1 ? 'returned' : 'notReturned']] : stations
}
