/** Proves that conditions mean what they say, and that nothing else gets through: no code, no walks, no expressions without end. */
import { describe, expect, it } from 'vitest'
import { compile } from './expression.ts'
import type { FigureValue, OwnFigure } from './ownFigure.ts'

const FIGURES: OwnFigure[] = [
  { name: 'atpUnits', type: 'number', title: '' },
  { name: 'daysOfCover', type: 'number', title: '' },
  { name: 'category', type: 'text', title: '' },
  { name: 'active', type: 'boolean', title: '' },
]
const VALUES = { atpUnits: 2, daysOfCover: 1.5, category: 'Dairy', active: true }

function holds(expression: string, values: Record<string, FigureValue> = VALUES): boolean | null {
  const compiled = compile(expression, FIGURES)
  if ('fault' in compiled) throw new Error(compiled.fault)
  return compiled.condition.holds(values)
}
const faultOf = (expression: string): string => {
  const compiled = compile(expression, FIGURES)
  return 'fault' in compiled ? compiled.fault : ''
}

describe('a condition', () => {
  it.each([
    ['atpUnits < 3', true],
    ['atpUnits < 3 && category == "Dairy"', true],
    ['atpUnits * 2 > 4', false],
    ['2 * atpUnits + 1 >= 5', true],
    ['abs(atpUnits - 10) > 7.5', true],
    ['category in ["Dairy", "Bakery"]', true],
    ['category.startsWith("Da") && !category.endsWith("x")', true],
    ['category.lowerAscii() == "dairy"', true],
    ['active ? daysOfCover < 1 : atpUnits > 0', false],
    ['active', true],
    ['size(category) == 5', true],
  ])('%s is %s', (expression, expected) => expect(holds(expression)).toBe(expected))

  it('is not known where a figure that it needs is not', () => {
    expect(holds('daysOfCover < 2', { ...VALUES, daysOfCover: null })).toBeNull()
    expect(holds('atpUnits < 3', { ...VALUES, daysOfCover: null })).toBe(true)
  })

  it('names the figures that it looks at', () => {
    const compiled = compile('atpUnits < 3 || atpUnits > 9 && active', FIGURES)
    expect('condition' in compiled && compiled.condition.names).toEqual(['atpUnits', 'active'])
  })
})

describe('refused', () => {
  it.each([
    ['', 'EOF'],
    ['atpUnits <', 'EOF'],
    ['atpUnit < 3', 'Unknown variable'],
    ['atpUnits', 'says yes or no'],
    ['category < 3', 'no such overload'],
    ['category.matches("(a+)+$")', 'matches() is not part'],
    ['[1, 2].exists(x, x > 1)', 'is not part'],
    ['[1, 2].all(x, [1, 2].all(y, x > y))', 'is not part'],
    ['timestamp("2020-01-01T00:00:00Z") < timestamp("2021-01-01T00:00:00Z")', 'timestamp() is not part'],
    ['constructor == "x"', 'Unknown variable'],
    ['category.constructor == "x"', 'not part'],
    ['__proto__ == "x"', 'Reserved identifier'],
    ['{"a": 1}["a"] == 1', 'not part'],
    ['process.exit(1)', ''],
  ])('%s', (expression, why) => {
    expect(faultOf(expression)).not.toBe('')
    expect(faultOf(expression)).toContain(why)
  })

  it('what is too long, too deep or too broad', () => {
    expect(faultOf(Array.from({ length: 300 }, () => 'active').join(' && '))).toContain('maxAstNodes')
    expect(faultOf(`${'('.repeat(200)}active${')'.repeat(200)}`)).not.toBe('')
    expect(
      faultOf(`category in [${Array.from({ length: 200 }, (_, index) => `"${index}"`).join(',')}]`),
    ).not.toBe('')
    expect(faultOf('!'.repeat(1_990) + 'active')).not.toBe('')
  })

  it('says where, so that the place can be shown', () => {
    const compiled = compile('active && nothing > 3', FIGURES)
    expect(compiled).toMatchObject({ at: 10 })
  })
})

it('that fails on a value fails as a whole, and not as a no', () => {
  expect(() => holds('int(atpUnits) / 0 > 1')).toThrow('division by zero')
})
