/** Owns the list of silences, and how many alerts each mutes. */
import type { AlertSilenceRow } from '../../shared/readModels/alerts.ts'
import { isSilenceActive, matchesAll } from '../../shared/silences.ts'
import { areaOf, type AlertView } from './alertRows.ts'
import { readSilences } from './alertSilenceStore.ts'

const SHOWN_MS = 28 * 86_400_000

/** Silences that are not over, then those that ended lately, each by when it was set, latest first. */
export function alertSilences(view: AlertView): { silences: AlertSilenceRow[] } {
  const { context, kept, rules, now } = view
  const silences = readSilences(
    context.reader,
    'WHERE coalesce(ended_at, until, ?) > ? ORDER BY set_at DESC, silence LIMIT 1000',
    [now, now - SHOWN_MS],
  ).map(({ endedAt: _endedAt, ...silence }) => {
    const active = isSilenceActive(silence, now)
    let alerts = 0
    if (active) {
      for (const alert of kept.open.values()) {
        if (
          alert.state !== 'pending' &&
          matchesAll(silence.matchers, { ...alert, area: areaOf(rules, alert) })
        )
          alerts += 1
      }
    }
    return { ...silence, active, alerts }
  })
  const isOver = ({ ended, until }: AlertSilenceRow) => ended || (until !== null && until <= now)
  return { silences: [...silences.filter((one) => !isOver(one)), ...silences.filter(isOver)] }
}
