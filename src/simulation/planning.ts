/** Owns what the chain's planners tell: when each place works on orders, what a centre can do, how many days lanes take. */
import type { CanonicalEvent } from '../shared/events.ts'
import { cloudEventBatchText, cloudEventText, PLANNING } from './cloudEventText.ts'
import type { Message } from './message.ts'
import type { Network } from './network.ts'
import { CITIES, distanceKm, type City, type Site } from './places.ts'
import { isShutOnSundays, ONLINE_STATES, workingHours } from './orders/commerce.ts'
import { glnOf, isLocation, type Place } from './orders/order.ts'
import { CUTOFF_HOUR, transitDays } from './orders/promising.ts'
import { DAY_MS } from './world.ts'

/** Plans were made before anything is told of. */
const PLANNED_BEFORE_MS = 60 * DAY_MS
const RECORDS_PER_MESSAGE = 250
/** What a centre can do in a day against the lines that all its stores' orders would bring. */
const CAPACITY_TO_SPARE = 1.6
const LINES_PER_ORDER = 1.45
const LEAST_CAPACITY_LINES = 120
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** Yields the plans as batches of CloudEvents. @param ordersPerStoreDay that the centres are staffed for */
export function* planningMessages(
  network: Network,
  startAt: number,
  ordersPerStoreDay: number,
): Generator<Message> {
  const at = startAt - PLANNED_BEFORE_MS
  let texts: string[] = []
  let part = 0
  const message = (): Message => ({
    feed: PLANNING,
    format: 'cloudevents',
    name: `${PLANNING}-${String(++part).padStart(3, '0')}.json`,
    body: cloudEventBatchText(texts),
    records: texts.length,
    at: startAt,
  })
  for (const [id, event] of plans(network, ordersPerStoreDay)) {
    texts.push(cloudEventText(PLANNING, `${id}-${Math.floor(startAt / 60_000)}`, at, [event]))
    if (texts.length < RECORDS_PER_MESSAGE) continue
    yield message()
    texts = []
  }
  if (texts.length > 0) yield message()
}

function* plans(network: Network, ordersPerStoreDay: number): Generator<[id: string, event: CanonicalEvent]> {
  const states = [...ONLINE_STATES].map((state) => middleOf(CITIES.filter((city) => city.state === state)))
  const perDc = (ordersPerStoreDay * network.stores.length) / network.dcs.length
  const linesPerDay = Math.max(LEAST_CAPACITY_LINES, Math.ceil(perDc * LINES_PER_ORDER * CAPACITY_TO_SPARE))
  for (const { gln } of network.dcs)
    yield [`capacity-${gln}`, { type: 'LocationCapacitySet', location: glnOf({ gln }), linesPerDay }]
  for (const place of [...network.locations, ...network.suppliers]) {
    yield [`schedule-${place.gln}`, scheduleOf(place)]
    const origin = glnOf(place)
    const near = isLocation(place) && place.kind === 'store'
    for (const site of near ? states.filter(({ state }) => state === place.state) : states) {
      const lane = { origin, region: site.state, country: 'US', transitDays: transitDays(place, site) }
      yield [`lane-${place.gln}-${site.state}`, { type: 'LaneTransitSet', ...lane }]
    }
    yield [`lane-${place.gln}`, { type: 'LaneTransitSet', origin, country: 'US', transitDays: near ? 2 : 4 }]
  }
}

function scheduleOf(place: Place): CanonicalEvent {
  const cutoff = `${CUTOFF_HOUR}:00`
  const base = { type: 'LocationScheduleSet' as const, location: glnOf(place), cutoff }
  if (!isLocation(place)) {
    return {
      ...base,
      handlingHours: 8,
      opensAt: '07:00',
      closesAt: '18:00',
      openWeekdays: [1, 2, 3, 4, 5, 6],
    }
  }
  const { opensHour, closesHour } = workingHours(place)
  const opensAt = `${String(opensHour).padStart(2, '0')}:00`
  const closesAt = closesHour === 24 ? '23:59' : `${closesHour}:00`
  return {
    ...base,
    handlingHours: place.kind === 'dc' ? 6 : 2,
    opensAt,
    closesAt,
    openWeekdays: isShutOnSundays(place) ? EVERY_DAY.slice(0, 6) : EVERY_DAY,
  }
}

/** The city of a state that lies nearest to all the others. */
function middleOf(cities: readonly City[]): Site {
  const sum = (city: City) => cities.reduce((km, other) => km + distanceKm(city, other), 0)
  return cities.reduce((best, city) => (sum(city) < sum(best) ? city : best))
}
