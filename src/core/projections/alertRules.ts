/** Owns how rules are set, and the rules that users wrote: what was said of each last. */
import type { Projection } from '../ledger/subjects.ts'

export const alertRuleProjection: Projection = {
  kind: 'alertRule',
  types: ['AlertRuleSet'],
  subjectsOf: (event) => (event.type === 'AlertRuleSet' ? [event.rule] : []),
  save({ writer }, rule, facts) {
    const latest = facts.at(-1)
    if (latest?.event.type !== 'AlertRuleSet') {
      return writer.run('DELETE FROM alert_rules WHERE rule = ?', [rule])
    }
    const { settings, scoped, why, actor, role } = latest.event
    writer.run(
      `INSERT OR REPLACE INTO alert_rules (rule, settings, scoped, why, actor, role, set_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [rule, JSON.stringify(settings), JSON.stringify(scoped), why, actor, role, latest.occurredAt],
    )
  },
}

export const userRuleProjection: Projection = {
  kind: 'userRule',
  types: ['UserRuleSaved', 'UserRuleRemoved'],
  subjectsOf: (event) =>
    event.type === 'UserRuleSaved' || event.type === 'UserRuleRemoved' ? [event.rule] : [],
  save({ writer }, rule, facts) {
    writer.run('DELETE FROM user_rules WHERE rule = ?', [rule])
    const latest = facts.at(-1)
    if (latest?.event.type !== 'UserRuleSaved') return
    writer.run('INSERT INTO user_rules (rule, definition, saved_at) VALUES (?, ?, ?)', [
      rule,
      JSON.stringify(latest.event),
      latest.occurredAt,
    ])
  },
}
