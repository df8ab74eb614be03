/** Owns the tests of the words for what a scenario supposes. */
import { describe, expect, test } from 'vitest'
import { Value } from '@sinclair/typebox/value'
import { OPERATOR_KINDS, ScenarioOperator } from '../../../shared/scenarioOperators.ts'
import { emptyOperator, operatorLine, operatorProblem } from './operatorWords.ts'

const nameOf = (id: string) => (id === 'gln:1' ? 'Boston' : id)

describe('an operator in words', () => {
  test('says whom, how much and when', () => {
    expect(
      operatorLine(
        { kind: 'nodeOutage', locations: ['gln:1'], stock: 'locked', window: { fromDay: 2, days: 3 } },
        nameOf,
      ),
    ).toBe('Boston · its stock is locked · days 3 to 5')
    expect(operatorLine({ kind: 'demandSurge', factor: 1.8 }, nameOf)).toBe('everywhere · × 1.8')
    expect(operatorLine({ kind: 'laneClosed', lanes: { from: ['gln:1'] } }, nameOf)).toBe('from Boston')
  })

  test.each(OPERATOR_KINDS)('%s begins as the contract takes it, once its places are chosen', (kind) => {
    const empty = emptyOperator(kind)
    const filled =
      'locations' in empty && empty.locations !== undefined
        ? { ...empty, locations: ['gln:1'] }
        : empty.kind === 'laneClosed'
          ? { ...empty, lanes: { from: ['gln:1'] } }
          : empty
    expect(Value.Check(ScenarioOperator, filled)).toBe(true)
    expect(operatorProblem(filled)).toBeNull()
    expect(operatorLine(filled, nameOf)).not.toBe('')
  })

  test('names what is missing', () => {
    expect(operatorProblem(emptyOperator('nodeOutage'))).toContain('Choose a location')
    expect(operatorProblem(emptyOperator('laneClosed'))).toContain('which lanes')
  })
})
