/** Proves that faults strike as asked, are labelled, and lose no record. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_FAULTS, NO_FAULTS, readFaultPlan, type FaultLabel, type FaultPlan } from './faultPlan.ts'
import type { CountsByFeed, Message } from './message.ts'
import { runMessages } from './simulation.ts'

function run(faults: FaultPlan) {
  const labels: FaultLabel[] = []
  const messages: Message[] = []
  const steps = runMessages({
    seed: 9,
    stores: 20,
    dcs: 2,
    days: 2,
    faults,
    label: (label) => labels.push(label),
  })
  let step = steps.next()
  for (; !step.done; step = steps.next()) messages.push(step.value)
  return { labels, messages, counts: step.value }
}

const total = (counts: CountsByFeed, field: 'records' | 'duplicates' | 'malformed') =>
  Object.values(counts).reduce((sum, feed) => sum + feed[field], 0)

const eventIds = (messages: Message[]) =>
  messages
    .filter(({ format }) => format === 'epcis')
    .flatMap(
      ({ body }) => JSON.parse(body).epcisBody.eventList as { eventID: string; errorDeclaration?: unknown }[],
    )

describe('faults', () => {
  it('are absent where none is asked for', () => {
    const { labels, counts } = run(NO_FAULTS)
    expect(labels).toEqual([])
    expect(total(counts, 'duplicates') + total(counts, 'malformed')).toBe(0)
  })

  it('lose and invent no record: hold-ups change when, and not what', () => {
    const whole = run(NO_FAULTS)
    const held = run({ ...NO_FAULTS, late: 0.2, outOfOrder: 0.2, silence: 2 })
    const sorted = (messages: Message[]) =>
      eventIds(messages)
        .map(({ eventID }) => eventID)
        .toSorted()
    expect(sorted(held.messages)).toEqual(sorted(whole.messages))
    expect(new Set(held.labels.map(({ type }) => type))).toEqual(new Set(['late', 'outOfOrder', 'silence']))
    for (const { at, until } of held.labels) expect(Date.parse(until!)).toBeGreaterThan(Date.parse(at))
  })

  it('send duplicates that are the same bytes, each labelled and counted', () => {
    const { labels, messages, counts } = run({ ...NO_FAULTS, duplicate: 0.3 })
    const again = messages.filter(({ name }) => name.includes('-again'))
    expect(again.length).toBeGreaterThan(10)
    expect(again.length).toBe(labels.length)
    for (const copy of again) {
      const first = messages.find(({ name }) => name === copy.name.replace('-again', ''))
      expect(first?.body).toBe(copy.body)
      expect(labels.some(({ type, subject }) => type === 'duplicate' && subject === first?.name)).toBe(true)
    }
    expect(total(counts, 'duplicates')).toBe(again.reduce((sum, { records }) => sum + records, 0))
  })

  it('damage a record, label it by its id, and send it whole later', () => {
    const { labels, messages, counts } = run({ ...NO_FAULTS, malformed: 0.02 })
    expect(labels.length).toBeGreaterThan(20)
    expect(total(counts, 'malformed')).toBe(labels.length)
    const seen = new Map<string, number>()
    for (const { eventID } of eventIds(messages)) seen.set(eventID, (seen.get(eventID) ?? 0) + 1)
    for (const { subject } of labels.filter(({ subject }) => subject.startsWith('urn:uuid:'))) {
      expect(seen.get(subject)).toBe(2)
    }
  })

  it('declare wrong sales as errors, and name the right ones', () => {
    const { labels, messages } = run({ ...NO_FAULTS, correction: 0.05 })
    const events = eventIds(messages)
    const declared = events.filter(({ errorDeclaration }) => errorDeclaration)
    expect(declared.length).toBeGreaterThan(10)
    expect(labels.length).toBeGreaterThanOrEqual(declared.length)
    for (const { eventID, errorDeclaration } of declared) {
      const { correctiveEventIDs } = errorDeclaration as { correctiveEventIDs: string[] }
      expect(events.filter((event) => event.eventID === eventID)).toHaveLength(2)
      expect(events.filter((event) => event.eventID === correctiveEventIDs[0])).toHaveLength(1)
      expect(labels.some(({ subject }) => subject === eventID)).toBe(true)
    }
  })

  it('come with what a tower should make of each', () => {
    const { labels } = run({ ...DEFAULT_FAULTS, late: 0.05 })
    expect(labels.length).toBeGreaterThan(5)
    for (const label of labels) expect(label.expect.length).toBeGreaterThan(20)
  })
})

describe('a fault plan', () => {
  it('is read from JSON; what it leaves out is not injected', () => {
    expect(readFaultPlan('{"late": 0.5}')).toEqual({ ...NO_FAULTS, late: 0.5 })
  })

  it.each(['{"flood": 1}', '{"late": 2}', '{"late": "often"}', '[]', 'null'])('refuses %s', (text) => {
    expect(() => readFaultPlan(text)).toThrow(TypeError)
  })
})
