/** Owns the journeys of orders: from the first touch over channel and flow to how it ended, and whether it came back. */
import type { InputOf } from '../../shared/contract.ts'
import { JOURNEY_STAGES, type Journeys, type JourneyStage } from '../../shared/readModels/experience.ts'
import type { QueryContext } from './context.ts'
import { OVERDUE_SQL, scopeOf, type Scoped } from './experienceScope.ts'

interface PathRow {
  touch: string
  channel: string
  flow: string
  /** How an order ended for its customer; `overdue`: open past its promise. */
  outcome: string
  had: number
  returned: number
  orders: number
}

/** The paths of the sums, and those open past their promise as the time is now. */
function pathsOf({ reader, clock }: QueryContext, { cells, rows }: Scoped): PathRow[] {
  const summed = reader.all<PathRow>(
    `SELECT touch, channel, flow, outcome, had, returned, sum(orders) AS orders FROM journey_cells WHERE ${cells.where}
     GROUP BY 1, 2, 3, 4, 5, 6`,
    cells.parameters,
  )
  const overdue = reader.all<PathRow>(
    `SELECT coalesce(touch_channel, '') AS touch, coalesce(channel, '') AS channel, coalesce(flow, '') AS flow,
       'overdue' AS outcome, had, returned AND had AS returned, count(*) AS orders
     FROM order_experience AS e INDEXED BY order_experience_open
     WHERE e.open_promised_at IS NOT NULL AND ${OVERDUE_SQL} AND ${rows.where} GROUP BY 1, 2, 3, 5, 6`,
    [clock.now(), ...rows.parameters],
  )
  // They stand among the open ones of the sums.
  const moved = overdue.map((path) => ({ ...path, outcome: 'open', orders: -path.orders }))
  return [...summed, ...overdue, ...moved]
}

export function experienceJourneys(context: QueryContext, input: InputOf<'experience.journeys'>): Journeys {
  return context.reader.snapshot(() => {
    const scoped = scopeOf(context, input)
    const paths = pathsOf(context, scoped)
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
      ...scoped.window,
      nodes: [...nodes.values()]
        .filter(({ orders }) => orders > 0)
        .sort((a, b) => stage(a.key) - stage(b.key) || b.orders - a.orders),
      links: [...links.values()]
        .filter(({ orders }) => orders > 0)
        .sort((a, b) => stage(a.from) - stage(b.from) || b.orders - a.orders),
      orders: sum(() => true),
      withTouch: sum(({ touch }) => touch !== ''),
    }
  })
}

/** Where an order passed; what never came into the customer's hands has no return. */
function stationsOf({ touch, channel, flow, outcome, had, returned }: PathRow): [JourneyStage, string][] {
  const stations: [JourneyStage, string][] = [
    ['touch', touch],
    ['channel', channel],
    ['flow', flow],
    ['outcome', outcome],
  ]
  return had === 1 ? [...stations, ['return', returned === 1 ? 'returned' : 'notReturned']] : stations
}
