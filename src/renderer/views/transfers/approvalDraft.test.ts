/** Owns the tests of what an approver enters. */
import { describe, expect, test } from 'vitest'
import type { TransferReview } from '../../../shared/readModels/approvals.ts'
import { approvalOf, hindranceOf, totalOf, UNTOUCHED } from './approvalDraft.ts'

const line = (number: string, requestedUnits: number, approvableUnits: number) => ({
  line: number,
  sku: `sku:${number}`,
  skuName: null,
  requestedUnits,
  onHandUnits: approvableUnits,
  heldUnits: 0,
  safetyUnits: 0,
  availableUnits: approvableUnits,
  availableThenUnits: null,
  destinationOnHandUnits: 0,
  approvableUnits,
})
const place = (location: string) => ({ location, name: null, kind: null, latitude: null, longitude: null })
const review = (changes: Partial<TransferReview> = {}): TransferReview => ({
  transfer: 'TR0123456789',
  from: place('a'),
  to: place('b'),
  revision: 0,
  seen: 'sha256:1',
  lines: [line('1', 12, 12), line('2', 5, 3)],
  changes: [],
  sourceFreshness: { dataAsOf: null, recordedAt: null, stale: false, feed: null },
  mayApprove: true,
  hindrance: null,
  onBehalfOf: [],
  valueMinor: null,
  currency: null,
  distanceKm: null,
  ...changes,
})

describe('an approval', () => {
  test('takes what was asked for, trimmed to what is there', () => {
    expect(totalOf(review(), UNTOUCHED)).toBe(15)
    expect(approvalOf(review(), UNTOUCHED)).toEqual({
      transfer: 'TR0123456789',
      seen: 'sha256:1',
      lines: [
        { line: '1', units: 12 },
        { line: '2', units: 3 },
      ],
    })
  })

  test('leaves out lines without units', () => {
    expect(approvalOf(review(), { ...UNTOUCHED, units: { 1: 0 } }).lines).toEqual([{ line: '2', units: 3 }])
  })

  test('is hindered by more than is there, by nothing left, and by what is not confirmed', () => {
    expect(hindranceOf(review(), UNTOUCHED)).toBeNull()
    expect(hindranceOf(review(), { ...UNTOUCHED, units: { 2: 4 } })).toContain('more than can be approved')
    expect(hindranceOf(review(), { ...UNTOUCHED, units: { 1: 0, 2: 0 } })).toContain('Nothing')
    const changed = review({
      changes: [
        {
          line: '1',
          what: 'requestOld',
          before: null,
          now: null,
          text: 'Asked for 3 days ago',
          weight: 'confirm',
        },
      ],
    })
    expect(hindranceOf(changed, UNTOUCHED)).toContain('Confirm')
    expect(hindranceOf(changed, { ...UNTOUCHED, confirmed: true })).toBeNull()
    expect(approvalOf(changed, { ...UNTOUCHED, confirmed: true })).toMatchObject({ confirm: true })
  })

  test('is hindered where the caller may not, in the engine’s words', () => {
    expect(
      hindranceOf(review({ mayApprove: false, hindrance: 'You asked for it yourself' }), UNTOUCHED),
    ).toBe('You asked for it yourself')
  })
})
