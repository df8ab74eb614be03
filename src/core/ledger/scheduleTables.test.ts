/** Proves that schedules and lanes which a store took in before it had tables for them are found in its log. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { MIGRATIONS, migrate } from './migrations.ts'

it('finds them, by the subjects that a projection gives them', () => {
  const database = new Database(':memory:')
  migrate(
    database,
    MIGRATIONS.filter(({ version }) => version < 10),
  )
  const body = JSON.stringify([
    { type: 'LocationScheduleSet', location: 'dc' },
    { type: 'LaneTransitSet', origin: 'dc', country: 'US', transitDays: 2 },
    { type: 'LaneTransitSet', origin: 'd"c', carrier: 'UPS', region: 'São', transitDays: 2 },
  ])
  const add = database.prepare(`INSERT INTO events VALUES (?, 1, 0, ?, x'01', 9, NULL, 0, ?)`)
  add.run(1, 'a', body)
  add.run(2, 'b', '[{"type":"OrderPlaced","order":"“LaneTransitSet”"}]')
  add.run(3, 'c', '[{"type":"LocationScheduleSet","location":"dc"}]')
  migrate(database)
  const rows = database
    .prepare(
      `SELECT kind, subject, group_concat(event_number) AS events FROM facts JOIN subjects USING (subject_number)
       WHERE kind IN ('schedule', 'laneTransit') GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all()
  expect(rows).toEqual([
    { kind: 'laneTransit', subject: JSON.stringify(['d"c', '', 'São', 'UPS']), events: '1' },
    { kind: 'laneTransit', subject: JSON.stringify(['dc', 'US', '', '']), events: '1' },
    { kind: 'schedule', subject: 'dc', events: '1,3' },
  ])
  expect(database.prepare('SELECT kind FROM refolds').pluck().all()).toEqual(
    expect.arrayContaining(['schedule', 'laneTransit', 'shipment', 'order']),
  )
  database.close()
})
