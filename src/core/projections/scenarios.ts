/** Owns the saved scenarios: the latest version of each that was not removed. */
import type { Projection } from '../ledger/subjects.ts'

export const scenarioProjection: Projection = {
  kind: 'scenario',
  types: ['ScenarioSaved', 'ScenarioRemoved'],
  subjectsOf: (event) =>
    event.type === 'ScenarioSaved' || event.type === 'ScenarioRemoved' ? [event.scenario] : [],
  save({ writer }, scenario, facts) {
    const latest = facts.at(-1)
    const first = facts.find(({ event }) => event.type === 'ScenarioSaved')
    if (latest?.event.type !== 'ScenarioSaved' || first?.event.type !== 'ScenarioSaved') {
      return writer.run('DELETE FROM scenarios WHERE scenario = ?', [scenario])
    }
    const { version, name, definition, shared, clonedFrom, actor } = latest.event
    writer.run(
      `INSERT OR REPLACE INTO scenarios
        (scenario, version, name, definition, shared, cloned_from, owner, saved_by, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        scenario,
        version,
        name,
        definition,
        Number(shared),
        clonedFrom ?? null,
        first.event.actor,
        actor,
        latest.occurredAt,
      ],
    )
  },
}
