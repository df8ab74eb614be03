/** Owns the hash of the state: equal for any arrival order, any duplicates and any batching of the same records. */
import { createHash } from 'node:crypto'
import { packedDayTexts } from './packedLines.ts'
import type { Reader } from './types.ts'

/** What rules find depends on when they looked, so neither that nor what people made of it is in the hash. */
const NOT_OF_ALERTS = `identity NOT GLOB 'tower:alert*' AND identity NOT GLOB 'tower:userRule:*'`

/**
 * Each part of the state as rows that name things by their ids (never by this store's numbers), in one order.
 * Left out is what depends on when and how records came: our times, feeds, messages, quarantine, totals by feed.
 */
export const STATE_PARTS: Readonly<Record<string, string>> = {
  records: `SELECT identity, lower(hex(content_hash)) AS h, occurred_at, record_time, retracted,
      coalesce((SELECT counts FROM versions WHERE versions.event_number = events.event_number LIMIT 1), 1) AS counts
    FROM events WHERE ${NOT_OF_ALERTS} ORDER BY identity, h`,
  balances: `SELECT location, sku, disposition, microunits, anchor_at, latest_at
    FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id) ORDER BY location, sku, disposition`,
  entries: `SELECT location, sku, disposition, entries.kind, microunits, occurred_at, void,
      (SELECT identity FROM events WHERE events.event_number = entries.event_number) AS identity, line, counterpart
    FROM entries JOIN locations USING (location_id) JOIN skus USING (sku_id) WHERE void = 0
    ORDER BY location, sku, disposition, occurred_at, identity, line, entries.kind, microunits`,
  accounts: `SELECT sku, account, microunits FROM sku_accounts JOIN skus USING (sku_id) WHERE microunits <> 0
    ORDER BY sku, account`,
  rollups: `SELECT location, on_hand, sellable, safety, positions, stockouts, negatives, last_occurred_at
    FROM rollups JOIN locations USING (location_id) ORDER BY location`,
  sales: `SELECT location, day, microunits, dispatched FROM sold_days JOIN locations USING (location_id)
    WHERE microunits <> 0 OR dispatched <> 0
    ORDER BY location, day`,
  safetyStocks: `SELECT location, sku, microunits FROM safety_stocks JOIN locations USING (location_id)
    JOIN skus USING (sku_id) ORDER BY location, sku`,
  positionPeriods: `SELECT location, sku, period, sold, sent, left_days, came_days
    FROM position_periods JOIN locations USING (location_id) JOIN skus USING (sku_id)
    WHERE sold <> 0 OR sent <> 0 OR left_days <> 0 OR came_days <> 0 ORDER BY location, sku, period`,
  locations: `SELECT location, described, name, kind, address, city, region, country, postal_code, latitude, longitude,
    time_zone, opened_on FROM locations ORDER BY location`,
  skus: 'SELECT sku, described, name, category, brand, weight_grams FROM skus ORDER BY sku',
  skuAliases: 'SELECT alias, sku FROM sku_aliases ORDER BY alias',
  postalAreas: 'SELECT * FROM postal_areas ORDER BY country, postal_code',
  categoryNames: 'SELECT * FROM category_names ORDER BY category, language',
  shipments: `SELECT shipment, status, moving, carrier, service, tracking_number, order_id, origin, destination, microunits,
    promised_at, estimated_at, delivered_at, last_milestone_at, last_occurred_at FROM shipments ORDER BY shipment`,
  channels: 'SELECT channel, name, locations, stock_age_minutes, currency FROM channels ORDER BY channel',
  listings: `SELECT sku, channel, active, was_active, price_minor, regular_minor, currency, promotion, promotion_told,
      offered, offered_told, offered_at, promises, last_at, told FROM listings ORDER BY sku, channel`,
  promotions: `SELECT promotion, name, channels, starts_at, ends_at, cancelled, told_at, told_by FROM promotions
    ORDER BY promotion`,
  promotionSkus: 'SELECT promotion, name, sku FROM promotion_skus ORDER BY promotion, name',
  toldOrderStates: `SELECT order_id, system, state, side, since, side_since, told_at, told_by FROM told_order_states
    ORDER BY order_id, system`,
  claims: `SELECT claim, order_id, line, sku, location, microunits, open_microunits, state, taken_at, expires_at,
    confirmed_at, ended_at, ended_why, actor, available_microunits FROM claims ORDER BY claim`,
  orderHolds: `SELECT order_id, location, sku, line, claimed, allocated, held FROM order_holds
    ORDER BY order_id, location, sku, line`,
  positionHolds: `SELECT location, sku, claimed, held FROM position_holds WHERE claimed <> 0 OR held <> 0
    ORDER BY location, sku`,
  transfers: `SELECT transfer, request, title, status, awaits, origin, destination, revision, acts, releases, line_count,
      requested, approved, sent_units, received, lost, held, open, value_minor, currency, distance_km, requested_by, askers,
      asked_at, approved_by, approved_at, decided_revision, changed_at, fault, stock, plan, sent
    FROM transfers ORDER BY transfer`,
  transferLines: 'SELECT * FROM transfer_lines ORDER BY transfer, line',
  transferHolds: 'SELECT * FROM transfer_holds ORDER BY transfer, location, sku',
  approvalLimits: 'SELECT * FROM approval_limits ORDER BY holder',
  approvalDelegations: 'SELECT * FROM approval_delegations ORDER BY delegation',
  locationHolds:
    'SELECT location, claimed, held FROM location_holds WHERE claimed <> 0 OR held <> 0 ORDER BY location',
  schedules: 'SELECT location, valid_from, terms FROM location_schedules ORDER BY location, valid_from',
  laneTransits: `SELECT origin, country, region, carrier, valid_from, terms FROM lane_transits
    ORDER BY origin, country, region, carrier, valid_from`,
  capacities: `SELECT location, valid_from, lines_per_day FROM location_capacities ORDER BY location, valid_from`,
  carrierHours: 'SELECT carrier, hour, steps FROM carrier_hours WHERE steps <> 0 ORDER BY carrier, hour',
  orderReturns: `SELECT order_id, return, line, location, received_at, graded_at, microunits FROM order_returns
    ORDER BY order_id, return, line`,
  promisePlaces: `SELECT order_id, place, country, region, placed_at FROM promise_places
    ORDER BY order_id, place, country, region`,
  orders: `SELECT order_id, status, flow, channel, customer, placed_at, line_count, microunits, value_minor, paid_minor,
      refunded_minor, currency, promised_at, promise_basis, handed_over_at, late, region, country, location, rating, open,
      refused, last_occurred_at, detail FROM orders ORDER BY order_id`,
  orderLines: `SELECT order_id, line, sku, microunits, channel, flow, carrier, location, region, country, open, placed_at,
      allocated_at, picked_at, packed_at, shipped_at, arrived_at, ready_at, handed_over_at, promised_at, promise_basis,
      late, rejections, short_microunits, cancelled_microunits, returned_microunits, value_minor, week_hour
    FROM order_lines JOIN skus USING (sku_id) ORDER BY order_id, line`,
  orderExperience: 'SELECT * FROM order_experience ORDER BY placed_at, order_id',
  experienceCells: `SELECT * FROM experience_cells WHERE orders <> 0 ORDER BY day, channel, flow, region, country`,
  journeyCells: `SELECT * FROM journey_cells WHERE orders <> 0
    ORDER BY day, channel, flow, region, country, touch, outcome, had, returned`,
  ratingCells: `SELECT * FROM rating_cells WHERE answers <> 0 ORDER BY scale, day, channel, flow, region, country, bin`,
  customerOpenings:
    'SELECT opening, pseudonym, actor, role, why, granted, opened_at FROM customer_openings ORDER BY opening',
  feedback: `SELECT order_id, identity, line, customer, rating, scale, title, text, answered_at,
      placed_at, channel, flow, region, country FROM feedback
    ORDER BY order_id, identity, line`,
  feedbackTerms: 'SELECT term, doc, cnt FROM feedback_terms ORDER BY term',
  contacts: `SELECT contact, customer, order_id, medium, topic, text, contacted_at, placed_at, channel, flow, region, country
    FROM contacts ORDER BY contact`,
  contactTerms: 'SELECT term, doc, cnt FROM contact_terms ORDER BY term',
  scenarios: 'SELECT * FROM scenarios ORDER BY scenario',
  controlTotals:
    'SELECT total_key, from_at, until_at, total, identity, told_at FROM control_totals ORDER BY total_key',
  touches: `SELECT customer, touched_at, identity, line, channel, touch, order_id FROM touches
    ORDER BY customer, touched_at, identity, line`,
}

/** Parts that follow from the log, but from what was found and done here: compared with a rebuilt store, not hashed. */
const ALERT_PARTS: Readonly<Record<string, string>> = {
  alerts: `SELECT alert, rule, subject, state, severity, since, state_at, changed_at, fired_at, resolved_at, data_as_of,
      figure, threshold, labels, summary, evidence, impact, action, inhibited_by, cost, open, owner, acknowledged_by,
      acknowledged_at, snoozed_until, useful, noise, changes, acts FROM alerts ORDER BY alert`,
  alertSilences: 'SELECT * FROM alert_silences ORDER BY silence',
  alertRules: 'SELECT * FROM alert_rules ORDER BY rule',
  userRules: 'SELECT * FROM user_rules ORDER BY rule',
}

/** Parts that SQL cannot name: what they say, row by row. */
const READ_PARTS: Readonly<Record<string, (reader: Reader) => Iterable<string>>> = {
  packedLines: packedDayTexts,
}

/** Hash of one part of the state. */
export function digestPart(reader: Reader, part: string): string {
  const hash = createHash('sha256')
  for (const row of READ_PARTS[part]?.(reader) ?? []) hash.update(`${row}\n`)
  if (part in READ_PARTS) return hash.digest('hex')
  const sql = STATE_PARTS[part] ?? ALERT_PARTS[part]
  if (!sql) throw new Error(`no part of the state is called ${part}`)
  for (const row of reader.iterate(sql)) hash.update(`${JSON.stringify(Object.values(row))}\n`)
  return hash.digest('hex')
}

const hashed = (reader: Reader, parts: readonly string[]): Record<string, string> =>
  reader.snapshot(() => Object.fromEntries(parts.map((part) => [part, digestPart(reader, part)])))

const HASHED_PARTS = [...Object.keys(STATE_PARTS), ...Object.keys(READ_PARTS)]

/** Hash of each part that follows from the log, read on one snapshot: also of those that the digest leaves out. */
export const digestParts = (reader: Reader): Record<string, string> =>
  hashed(reader, [...HASHED_PARTS, ...Object.keys(ALERT_PARTS)])

/** Hash of the whole state, and how many events it is made of. */
export function computeDigest(reader: Reader): { digest: string; events: number } {
  const hash = createHash('sha256')
  for (const [part, digest] of Object.entries(hashed(reader, HASHED_PARTS)))
    hash.update(`${part} ${digest}\n`)
  const events = reader.get<{ n: number }>(`SELECT count(*) AS n FROM events WHERE ${NOT_OF_ALERTS}`)?.n ?? 0
  return { digest: `sha256:${hash.digest('hex')}`, events }
}
