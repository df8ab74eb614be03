/** Owns the reading of a message without taking anything of it: what would be refused, and why. */
import type { Adapter, RawMessage } from './adapter.ts'
import type { RecordProblem } from './intake.ts'
import { chooseReadings } from './messageIntake.ts'

export interface Inspection {
  format: string
  received: number
  problems: RecordProblem[]
}

export function inspect(adapters: readonly Adapter[], message: RawMessage): Inspection {
  const { format, readings } = chooseReadings(adapters, message)
  const problems: RecordProblem[] = []
  let received = 0
  for (const reading of readings) {
    if (reading.outcome === 'refused') {
      const { reason, field } = reading
      problems.push({ index: received, outcome: 'quarantined', reason, field })
    }
    received += 1
  }
  return { format, received, problems }
}
