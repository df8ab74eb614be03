/** Proves the EasyPost adapter on hand-made bodies: events, trackers, lists, and what is refused. */
import { describe, expect, it } from 'vitest'
import { easypostAdapter } from './adapter.ts'
import { milestoneOf, STATUS_DETAILS, STATUSES } from './statuses.ts'

const tracker = {
  id: 'trk_9',
  object: 'Tracker',
  tracking_code: 'ABC123',
  status: 'delivered',
  status_detail: 'arrived_at_destination',
  updated_at: '2026-03-12T18:00:00Z',
  est_delivery_date: '2026-03-12T20:00:00Z',
  carrier: 'UPS',
  tracking_details: [
    {
      status: 'pre_transit',
      status_detail: 'label_created',
      datetime: '2026-03-10T09:00:00Z',
      message: 'Label created',
      tracking_location: { city: null, state: null, country: null, zip: null },
    },
    {
      status: 'in_transit',
      status_detail: 'departed_facility',
      datetime: '2026-03-11T06:30:00',
      message: 'Departed',
      tracking_location: { city: 'Columbus', state: 'OH', country: 'US', zip: '43215' },
    },
    { status: 'unknown', status_detail: 'unknown', datetime: '2026-03-11T07:30:00Z' },
  ],
  carrier_detail: {
    service: 'Ground',
    origin_tracking_location: { city: 'Columbus', state: 'OH', country: 'US', zip: '43215' },
    destination_tracking_location: null,
    destination_location: 'PORTLAND ME, 04101',
    guaranteed_delivery_date: '2026-03-13',
  },
}
const event = {
  id: 'evt_7',
  object: 'Event',
  description: 'tracker.updated',
  created_at: '2026-03-12T18:00:01Z',
  result: tracker,
}
const read = (value: unknown) => [
  ...easypostAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
]
const first = (value: unknown) => read(value)[0]!

describe('an event', () => {
  it('becomes a description, milestones with their own times, and an estimate', () => {
    const reading = first(event)
    if (reading.outcome === 'refused') throw new Error(reading.reason)
    expect(reading.record.identity).toBe('easypost:evt_7')
    const shipment = 'tracker:ups:ABC123'
    expect(reading.record.events).toEqual([
      {
        type: 'ShipmentDescribed',
        shipment,
        trackingNumber: 'ABC123',
        carrier: 'UPS',
        service: 'Ground',
        origin: { city: 'Columbus', region: 'OH', country: 'US', postalCode: '43215' },
        destination: { city: 'PORTLAND ME, 04101' },
        promisedDelivery: { date: '2026-03-13', basis: 'carrierGuarantee' },
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'labelCreated',
        at: Date.parse('2026-03-10T09:00:00Z'),
        code: 'pre_transit/label_created',
        detail: 'Label created',
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'inTransit',
        // No offset: local time of Ohio, which was four hours behind UTC since 8 March.
        at: Date.parse('2026-03-11T10:30:00Z'),
        place: { city: 'Columbus', region: 'OH', country: 'US', postalCode: '43215' },
        code: 'in_transit/departed_facility',
        detail: 'Departed',
      },
      {
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone: 'delivered',
        at: Date.parse('2026-03-12T18:00:00Z'),
        code: 'delivered/arrived_at_destination',
      },
      { type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: Date.parse('2026-03-12T20:00:00Z') },
    ])
  })

  it('of something else is kept as an observation, the same with and without its payload', () => {
    const other = { ...event, description: 'batch.updated', result: { object: 'Batch' } }
    const { result: _, ...listed } = other
    expect(first(other)).toMatchObject({
      outcome: 'record',
      record: { events: [{ type: 'ObservationRecorded' }] },
    })
    const [full, bare] = [first(other), first(listed)]
    expect(full.outcome === 'record' && full.record).toEqual(bare.outcome === 'record' && bare.record)
  })
})

it('a list gives one reading for each element, with its own text', () => {
  const text = `{ "events": [ ${JSON.stringify(event)},\n ${JSON.stringify({ ...event, id: 'evt_8' })} ], "has_more": false }`
  expect(easypostAdapter.recognise({ text })).toBe(true)
  const readings = read(text)
  expect(readings.map(({ outcome }) => outcome)).toEqual(['record', 'record'])
  expect(JSON.parse(readings[1]!.raw)).toMatchObject({ id: 'evt_8' })
})

it('a tracker by itself is named by its last change', () => {
  expect(first(tracker)).toMatchObject({ record: { identity: 'easypost:trk_9@2026-03-12T18:00:00.000Z' } })
  expect(read({ trackers: [tracker, tracker] })).toHaveLength(2)
})

it.each([
  ['result', { ...event, result: undefined }],
  ['id', { ...event, id: '' }],
  ['created_at', { ...event, created_at: 'soon' }],
  ['description', { ...event, description: null, result: null }],
  ['result.tracking_code', { ...event, result: { ...tracker, tracking_code: null } }],
  ['result.status', { ...event, result: { ...tracker, status: 'teleported' } }],
  ['result.tracking_details', { ...event, result: { ...tracker, tracking_details: {} } }],
  [
    'result.tracking_details[0].status',
    { ...event, result: { ...tracker, tracking_details: [{ status: 'gone' }] } },
  ],
  [
    'result.tracking_details[0].datetime',
    { ...event, result: { ...tracker, tracking_details: [{ status: 'delivered', datetime: '?' }] } },
  ],
  ['result.tracking_details[0]', { ...event, result: { ...tracker, tracking_details: [null] } }],
  ['result.est_delivery_date', { ...event, result: { ...tracker, est_delivery_date: 'never' } }],
  ['object', { object: 'Webhook', id: 'hook_1' }],
  ['object', { id: 'evt_1' }],
  ['body', '{"object":"Event",'],
  ['body', `{"object":"Event","a":${'['.repeat(200)}${']'.repeat(200)}}`],
])('a refusal names %s', (field, value) => {
  expect(first(value)).toMatchObject({ outcome: 'refused', field })
})

it('recognises its own bodies, damaged too, and no others', () => {
  const known = (text: string) => easypostAdapter.recognise({ text })
  expect(known(JSON.stringify(event))).toBe(true)
  expect(known(JSON.stringify(event).slice(0, 200).replace('"id":"evt_7",', ''))).toBe(true)
  expect(known('{"events":[]}')).toBe(false)
  expect(known('{"type":"EPCISDocument"}')).toBe(false)
  expect(known('ISA*00*')).toBe(false)
})

it('knows the ten statuses and the twenty-eight details', () => {
  expect([STATUSES.size, STATUS_DETAILS.size]).toEqual([10, 28])
  expect(milestoneOf('delivered', 'damaged')).toBe('delivered')
  expect(milestoneOf('in_transit', 'weather_delay')).toBe('delayed')
  expect(milestoneOf('failure', 'refused')).toBe('refused')
  expect(milestoneOf('__proto__', 'unknown')).toBeUndefined()
})
