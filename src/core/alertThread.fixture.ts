/** Owns a thread that evaluates rules some of which end or hang it, for tests: what a rule does is told by a SKU's name. */
import { parentPort, workerData } from 'node:worker_threads'
import { serveAlerts } from './alertTask.ts'
import type { AlertTask } from './alerts/taskMessages.ts'
import type { Rule } from './alerts/rule.ts'
import { LOW } from './lowStock.fixture.ts'

const touches = (subjects: readonly string[], sku: string) =>
  subjects.some((subject) => subject.endsWith(`\n${sku}`))

const DANGEROUS: Rule = {
  ...LOW,
  rule: 'dangerous',
  measure(context, subjects) {
    if (touches(subjects, 'ends')) process.exit(1)
    // As an endless loop would.
    if (touches(subjects, 'hangs')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    return LOW.measure(context, subjects)
  },
}

/** As the program's own: what has a fault is not evaluated. */
const NOT_EVALUATED: Rule = {
  ...LOW,
  rule: 'ruleNotEvaluated',
  area: 'feeds',
  subjectKind: 'rule',
  direction: 'above',
  defaults: { ...LOW.defaults, threshold: 0 },
  touchedBy: () => [],
  everything: () => [],
  measure: ({ reader, now }, subjects) =>
    subjects.flatMap((subject) =>
      reader.get('SELECT 1 FROM alert_rule_runs WHERE rule = ? AND fault IS NOT NULL', [subject])
        ? [{ subject, labels: {}, figure: 1, since: now, dataAsOf: now }]
        : [],
    ),
}

if (parentPort) serveAlerts(workerData as AlertTask, parentPort, [NOT_EVALUATED, LOW, DANGEROUS])
