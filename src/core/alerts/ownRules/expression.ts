/** Owns conditions that users write: a small part of the Common Expression Language, checked before it runs, bounded when it does. */
import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js'
import type { FigureValue, OwnFigure } from './ownFigure.ts'

export interface Condition {
  /** Figures that it looks at. */
  names: readonly string[]
  /** Whether it holds; null where a figure that it needs is not known. */
  holds(figures: Readonly<Record<string, FigureValue>>): boolean | null
}

export type Compiled = { condition: Condition } | { fault: string; at: number | null }

/** A condition is a line or a few, not a program. */
const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 100, maxMapEntries: 1, maxCallArguments: 3 }

/** Functions that end quickly whatever they are given: no regular expressions, no walks over lists. */
const FUNCTIONS = ['size', 'int', 'double', 'string', 'abs'] as const
const METHODS = ['startsWith', 'endsWith', 'contains', 'size', 'lowerAscii', 'upperAscii'] as const
const OPERATORS = new Set('value id call rcall list ?: || && !_ -_ != == in + - * / % < <= > >='.split(' '))

export const LANGUAGE = { functions: FUNCTIONS, methods: METHODS }

const TYPES = { number: 'double', text: 'string', boolean: 'bool' } as const

/** People write `daysOfCover * 2`: whole numbers stand beside figures as they do in arithmetic. */
function withNumbers(environment: Environment): Environment {
  const acts: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  }
  for (const [sign, act] of Object.entries(acts)) {
    environment.registerOperator(`double ${sign} int: double`, (a: number, b: bigint) => act(a, Number(b)))
    environment.registerOperator(`int ${sign} double: double`, (a: bigint, b: number) => act(Number(a), b))
  }
  return environment.registerFunction('abs(double): double', (value: number) => Math.abs(value))
}

function environmentOf(figures: readonly OwnFigure[]): Environment {
  const environment = withNumbers(new Environment({ limits: LIMITS }))
  for (const { name, type } of figures) environment.registerVariable(name, TYPES[type])
  return environment
}

interface Node {
  op: string
  args: unknown
  start?: number
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value

/** Every node, the outermost first. */
function* nodesOf(node: Node): Generator<Node> {
  yield node
  const inside = Array.isArray(node.args) ? node.args.flat() : [node.args]
  for (const one of inside) if (isNode(one)) yield* nodesOf(one)
}

/** What is in the language but not in ours; undefined: nothing. */
function foreign(ast: ASTNode): { fault: string; at: number | null } | undefined {
  for (const { op, args, start = null } of nodesOf(ast as unknown as Node)) {
    if (!OPERATORS.has(op)) return { fault: `“${op}” is not part of conditions`, at: start }
    const called = op === 'call' || op === 'rcall' ? String((args as unknown[])[0]) : null
    const allowed: readonly string[] = op === 'call' ? FUNCTIONS : METHODS
    if (called !== null && !allowed.includes(called)) {
      return { fault: `${called}() is not part of conditions; there are ${allowed.join(', ')}`, at: start }
    }
  }
  return undefined
}

/** The library shows the place in lines of its own below its sentence. */
const sentence = (thrown: unknown) =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]?.trim() ?? ''
const placeOf = (thrown: unknown): number | null => {
  const range = (thrown as { range?: { start?: unknown } } | null)?.range
  return typeof range?.start === 'number' ? range.start : null
}

/** Checks a condition over these figures: its words, its types, and that it says yes or no. Never throws. */
export function compile(expression: string, figures: readonly OwnFigure[]): Compiled {
  const environment = environmentOf(figures)
  let parsed: ParseResult
  try {
    parsed = environment.parse(expression)
  } catch (thrown) {
    return { fault: sentence(thrown), at: placeOf(thrown) }
  }
  const outside = foreign(parsed.ast)
  if (outside) return outside
  const checked = parsed.check()
  if (!checked.valid) return { fault: sentence(checked.error), at: placeOf(checked.error) }
  if (checked.type !== 'bool')
    return { fault: `a condition says yes or no; this is a ${String(checked.type)}`, at: 0 }
  const names = [
    ...new Set(
      [...nodesOf(parsed.ast as unknown as Node)].flatMap(({ op, args }) =>
        op === 'id' ? [String(args)] : [],
      ),
    ),
  ]
  return {
    condition: {
      names,
      holds(values) {
        if (names.some((name) => values[name] === null || values[name] === undefined)) return null
        return parsed(values) === true
      },
    },
  }
}
