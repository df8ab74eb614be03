/** Owns the faults that no feed can bring: rules that fail, written and taken away in the course of a replay. */
import type { Engine } from '../../core/engine.ts'
import { seededRandom } from '../../core/platform.ts'
import type { AlertFaultLabel } from '../../simulation/faults/faultLabel.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A rule that was not evaluated well for so long is one that is not evaluated (docs/alerts/ruleNotEvaluated.md). */
const KNOWN_AFTER_MS = 60_000
const CALLER = { actor: 'bench', role: 'operator' as const }

interface Deed {
  at: number
  act(): Promise<unknown>
}

/** Divides by nothing: the rule fails on whatever it looks at. */
const BROKEN = '1 / int(received * 0) > 0'
/** Fails on nothing, and finds nothing: a figure that is not known. */
const HARMLESS = 'lagSeconds < -1000000 && received > 0'

/** Once a day a rule that fails for some hours, and one that only has nothing to find. */
export function breakRules(options: {
  engine: Engine
  seed: number
  startAt: number
  endAt: number
  label(label: AlertFaultLabel): void
}): { nextAt(): number | null; act(now: number): Promise<void> } {
  const { engine, startAt, endAt, label } = options
  const random = seededRandom(options.seed * 7919 + 17)
  const deeds: Deed[] = []

  function plan(rule: string, expression: string, at: number, until: number): void {
    deeds.push({
      at,
      act: () =>
        engine.api.call(
          'alerts.saveRule',
          {
            rule,
            title: rule,
            subjectKind: 'feed',
            expression,
            severity: 'warning',
            pendingMs: 0,
            recoverMs: 0,
            enabled: true,
            why: 'to be measured',
          },
          CALLER,
        ),
    })
    if (until < endAt)
      deeds.push({
        at: until,
        act: () => engine.api.call('alerts.removeRule', { rule, why: 'measured' }, CALLER),
      })
    const isBroken = expression === BROKEN
    label({
      type: isBroken ? 'alert' : 'lookAlike',
      fault: isBroken ? 'ruleFails' : 'ruleFindsNothing',
      rule: 'ruleNotEvaluated',
      subject: `ruleNotEvaluated: ${rule}`,
      labels: { rule },
      at: new Date(at).toISOString(),
      detectableAt: new Date(at + KNOWN_AFTER_MS).toISOString(),
      until: new Date(until).toISOString(),
      expect: isBroken ? 'the rule is said not to be evaluated until it is taken away' : 'nothing',
      mayAlso: [],
    })
  }

  for (let day = 0, begin = startAt; begin + 12 * HOUR_MS < endAt; day += 1, begin += DAY_MS) {
    for (const [name, expression] of [
      ['broken', BROKEN],
      ['harmless', HARMLESS],
    ] as const) {
      const at = begin + HOUR_MS + Math.floor(random.next() * 8 * HOUR_MS)
      plan(`own:${name}-${day}`, expression, at, at + HOUR_MS + Math.floor(random.next() * HOUR_MS))
    }
  }
  deeds.sort((a, b) => a.at - b.at)
  return {
    nextAt: () => deeds[0]?.at ?? null,
    async act(now) {
      while (deeds[0] && deeds[0].at <= now) await deeds.shift()?.act()
    },
  }
}
