/** Owns the layout of what-if scenarios: what was saved of each last. */

/** `owner` saved it first. Former versions are in the log. */
export const SCENARIO_TABLES_SQL = `
CREATE TABLE scenarios (
  scenario TEXT PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
  shared INTEGER NOT NULL, cloned_from TEXT, owner TEXT NOT NULL, saved_by TEXT NOT NULL, saved_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX scenarios_by_time ON scenarios (saved_at);
`
