/** Owns silences as they stand: what is silenced from when until when, and whether somebody ended it before. */
import type { Projection } from '../ledger/subjects.ts'

export const alertSilenceProjection: Projection = {
  kind: 'alertSilence',
  types: ['AlertSilenceSet', 'AlertSilenceEnded'],
  subjectsOf: (event) =>
    event.type === 'AlertSilenceSet' || event.type === 'AlertSilenceEnded' ? [event.silence] : [],
  save({ writer }, silence, facts) {
    writer.run('DELETE FROM alert_silences WHERE silence = ?', [silence])
    const ended = facts.find(({ event }) => event.type === 'AlertSilenceEnded')
    for (const { event, occurredAt } of facts) {
      if (event.type !== 'AlertSilenceSet') continue
      writer.run(
        `INSERT OR REPLACE INTO alert_silences (silence, matchers, starts_at, until, weekly, time_zone, why, actor,
           role, set_at, ended_at, ended_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          silence,
          JSON.stringify(event.matchers),
          event.from,
          event.until,
          event.weekly ? JSON.stringify(event.weekly) : null,
          event.timeZone ?? null,
          event.why,
          event.actor,
          event.role,
          occurredAt,
          ended?.occurredAt ?? null,
          ended?.event.type === 'AlertSilenceEnded' ? ended.event.actor : null,
        ],
      )
    }
  },
}
