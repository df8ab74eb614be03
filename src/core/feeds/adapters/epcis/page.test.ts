/** Tests that docs/feeds/epcis.md says what the tables in the code say. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { BIZ_STEPS } from './bizSteps.ts'
import { DISPOSITIONS } from './dispositions.ts'

const PAGE = resolve(import.meta.dirname, '../../../../../docs/feeds/epcis.md')
const EFFECTS = {
  none: 'none',
  receipt: 'in',
  despatch: 'out, to transit',
  despatchVoided: 'back from transit',
  sale: 'out, to customer',
  dispensing: 'out, to customer',
  count: 'count',
  creation: 'in, from supplier',
  removal: 'out, to adjustment',
  conditionChange: 'condition',
  repair: 'condition',
} as const

/** The cells of the table below a heading, without the padding that the formatter adds. */
function table(heading: string): string[][] {
  const section = readFileSync(PAGE, 'utf8').split(`### ${heading}\n`)[1]!.split('\n#')[0]!
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

it('has each business step with its effect, its meaning and its milestone', () => {
  const expected = Object.entries(BIZ_STEPS).map(([word, { effect, meaning, milestone }]) => [
    `\`${word}\``,
    EFFECTS[effect],
    meaning,
    milestone ?? '',
  ])
  expect(table('Business steps')).toEqual(expected)
})

it('has each disposition with its condition and its meaning', () => {
  const expected = Object.entries(DISPOSITIONS).map(([word, { condition, gone, meaning }]) => [
    `\`${word}\``,
    gone === true ? 'gone' : (condition ?? 'none'),
    meaning,
  ])
  expect(table('Dispositions')).toEqual(expected)
})
