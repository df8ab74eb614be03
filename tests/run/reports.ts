/** Owns the reading of what the test runners report. A report that is missing, empty or contradicted counts as a failure. */
import { readFileSync } from 'node:fs'
import { add, once, type Counts } from './counts.ts'

export function vitestCounts(file: string, endedWell: boolean): Counts {
  return checked(numbersOf(file), endedWell, (report) => ({
    passed: report('numPassedTests'),
    failed: report('numFailedTests'),
    skipped: report('numPendingTests') + report('numTodoTests'),
  }))
}

export function playwrightCounts(file: string, endedWell: boolean): Counts {
  return checked(numbersOf(file, 'stats'), endedWell, (report) => ({
    // A test that passed only when repeated did not pass.
    passed: report('expected'),
    failed: report('unexpected') + report('flaky'),
    skipped: report('skipped'),
  }))
}

/** The runner ended badly although no test failed: a file did not load, or nothing ran. That is one failure more. */
function checked(
  numbers: ((name: string) => number) | undefined,
  endedWell: boolean,
  read: (report: (name: string) => number) => Counts,
): Counts {
  if (!numbers) return once(false)
  const counts = read(numbers)
  const silent = counts.passed + counts.failed === 0
  return (!endedWell && counts.failed === 0) || silent ? add(counts, once(false)) : counts
}

function numbersOf(file: string, inside?: string): ((name: string) => number) | undefined {
  try {
    const whole: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const report: unknown = inside ? Reflect.get(Object(whole), inside) : whole
    if (typeof report !== 'object' || report === null) return undefined
    return (name) => {
      const value: unknown = Reflect.get(report, name)
      return typeof value === 'number' ? value : 0
    }
  } catch {
    return undefined
  }
}
