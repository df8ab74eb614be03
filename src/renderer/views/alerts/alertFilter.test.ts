/** Owns the proof that the address of the alerts is read as the contract knows it. */
import { expect, it } from 'vitest'
import { alertFilterOf, isGrouped, isNarrowed } from './alertFilter.ts'

const filterOf = (text: string) => alertFilterOf(new URLSearchParams(text))

it('takes only what the contract knows', () => {
  expect(filterOf('state=nonsense&area=weather&severity=high&sort=colour&acknowledged=maybe')).toEqual({})
  expect(filterOf('state=open&sort=cost')).toEqual({})
  expect(
    filterOf('state=resolved&area=stock&severity=critical&owner=~&acknowledged=no&muted=yes&sort=newest'),
  ).toEqual({
    state: 'resolved',
    area: 'stock',
    severity: 'critical',
    owner: '',
    acknowledged: false,
    muted: true,
    sort: 'newest',
  })
})

it('takes the scope with it, and knows when it narrows', () => {
  expect(filterOf('region=TX&location=loc&text=tea')).toEqual({ region: 'TX', location: 'loc', text: 'tea' })
  expect(isNarrowed(filterOf('sort=newest&order=up'))).toBe(false)
  expect(isNarrowed(filterOf('rule=stockout'))).toBe(true)
  expect(isGrouped(new URLSearchParams('rows=each'))).toBe(false)
})
