/** Tests the subjects that wait for their time against a plain list. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openLookAgain } from './lookAgain.ts'

const act = fc.oneof(
  fc.record({
    kind: fc.constantFrom('set' as const, 'atLatest' as const),
    rule: fc.constantFrom('r', 'q'),
    subject: fc.constantFrom('a', 'b', 'c', 'd'),
    at: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({
    kind: fc.constant('drop' as const),
    rule: fc.constantFrom('r', 'q'),
    subject: fc.constantFrom('a', 'b', 'c', 'd'),
  }),
  fc.record({ kind: fc.constant('take' as const), now: fc.integer({ min: 0, max: 20 }) }),
)

it('gives each subject at the time that was set last, the earliest first', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
      const lookAgain = openLookAgain()
      const plain = new Map<string, number>()
      for (const one of acts) {
        if (one.kind === 'take') {
          const due = lookAgain.take(one.now, 100).map(({ rule, subject }) => `${rule} ${subject}`)
          const times = due.map((key) => plain.get(key) ?? Number.NaN)
          expect(times).toEqual(times.toSorted((a, b) => a - b))
          const expected = [...plain].filter(([, at]) => at <= one.now).map(([key]) => key)
          expect(due.toSorted()).toEqual(expected.toSorted())
          for (const key of due) plain.delete(key)
          continue
        }
        const key = `${one.rule} ${one.subject}`
        if (one.kind === 'drop') {
          lookAgain.set(one.rule, one.subject, null)
          plain.delete(key)
        } else {
          lookAgain[one.kind](one.rule, one.subject, one.at)
          const known = plain.get(key)
          plain.set(key, one.kind === 'set' ? one.at : Math.min(one.at, known ?? one.at))
        }
      }
      expect(lookAgain.nextAt()).toBe(plain.size === 0 ? null : Math.min(...plain.values()))
    }),
  )
})
