/** Proves that times carry the offset that clocks show, over a change of the clocks too. */
import { describe, expect, it } from 'vitest'
import { compactLocal, zoneClock } from './localTime.ts'
import { runMessages } from './simulation.ts'

describe('local time', () => {
  it('changes its offset when the clocks change', () => {
    const newYork = zoneClock('America/New_York')
    expect(newYork.stamp(Date.UTC(2026, 2, 8, 6, 59, 59, 999))).toBe('2026-03-08T01:59:59.999-05:00')
    expect(newYork.stamp(Date.UTC(2026, 2, 8, 7))).toBe('2026-03-08T03:00:00.000-04:00')
    expect(newYork.stamp(Date.UTC(2026, 10, 1, 5, 30))).toBe('2026-11-01T01:30:00.000-04:00')
    expect(newYork.stamp(Date.UTC(2026, 10, 1, 6, 30))).toBe('2026-11-01T01:30:00.000-05:00')
  })

  it('keeps one offset where clocks do not change', () => {
    const phoenix = zoneClock('America/Phoenix')
    expect(phoenix.offsetText(Date.UTC(2026, 0, 1))).toBe('-07:00')
    expect(phoenix.offsetText(Date.UTC(2026, 6, 1))).toBe('-07:00')
    expect(zoneClock('UTC').offsetText(0)).toBe('+00:00')
  })

  it('knows the hour, the weekday and the compact form', () => {
    const chicago = zoneClock('America/Chicago')
    const at = Date.UTC(2026, 2, 2, 4, 5)
    expect(chicago.hourAt(at)).toBe(22)
    expect(chicago.weekdayAt(at)).toBe(0)
    expect(compactLocal(chicago, at)).toEqual({ date: '20260301', time: '2205' })
  })

  it('shows in the events of a run over the night of 8 March 2026', () => {
    const offsets = new Map<string, Set<string>>()
    const run = runMessages({
      seed: 5,
      stores: 20,
      dcs: 1,
      days: 2,
      rate: 0.5,
      faults: 'none',
      startAt: Date.UTC(2026, 2, 7, 12),
    })
    for (const { format, body } of run) {
      if (format !== 'epcis') continue
      for (const [, time, offset] of body.matchAll(
        /"eventTime":"([^"]+)","eventTimeZoneOffset":"([^"]+)"/g,
      )) {
        expect(time!.endsWith(offset!)).toBe(true)
        const side = Date.parse(time!) < Date.UTC(2026, 2, 8, 7) ? 'before' : 'after'
        offsets.set(side, (offsets.get(side) ?? new Set()).add(offset!))
      }
    }
    expect(offsets.get('before')).toContain('-05:00')
    expect(offsets.get('before')).not.toContain('-04:00')
    expect(offsets.get('after')).toContain('-04:00')
  })
})
