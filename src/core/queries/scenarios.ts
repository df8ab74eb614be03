/** Owns the questions for saved scenarios: one's own and shared ones, with their versions. */
import { TowerError } from '../../shared/errors.ts'
import type { ScenarioDetail, ScenarioRow } from '../../shared/readModels/whatif.ts'
import type { ScenarioDefinition } from '../../shared/whatifDefinition.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

/** Who asks: what is not shared is there for its owner alone, and for administrators. */
export interface Asker {
  actor: string
  role: string
}

interface StoredScenario {
  scenario: string
  version: number
  name: string
  definition: string
  shared: number
  clonedFrom: string | null
  owner: string
  savedBy: string
  savedAt: number
}

export interface ScenarioFound extends Omit<StoredScenario, 'definition' | 'shared'> {
  shared: boolean
  definition: ScenarioDefinition
}

const COLUMNS = `scenario, version, name, definition, shared, cloned_from AS clonedFrom, owner, saved_by AS savedBy,
  saved_at AS savedAt`
const SEEN = '(shared = 1 OR owner = ? OR ?)'
const seenBy = ({ actor, role }: Asker): SqlValue[] => [actor, Number(role === 'administrator')]

const found = (row: StoredScenario): ScenarioFound => ({
  ...row,
  shared: row.shared === 1,
  definition: JSON.parse(row.definition) as ScenarioDefinition,
})

const mayChange = ({ owner }: Pick<StoredScenario, 'owner'>, { actor, role }: Asker): boolean =>
  role !== 'viewer' && (owner === actor || role === 'administrator')

/** What is told of a scenario besides what is stored. */
export interface ScenarioWords {
  summaryOf(definition: ScenarioDefinition): string
  lastRunOf(scenario: string): string | null
}

function rowOf(one: ScenarioFound, asker: Asker, words: ScenarioWords): ScenarioRow {
  const { scenario, version, name, shared, savedBy, savedAt, clonedFrom, definition } = one
  return {
    scenario,
    version,
    name,
    shared,
    savedBy,
    savedAt,
    clonedFrom,
    operators: definition.operators.length,
    summary: words.summaryOf(definition),
    lastRun: words.lastRunOf(scenario),
    mayChange: mayChange(one, asker),
  }
}

/** The latest saved first. */
export function scenarioPage(
  { reader }: QueryContext,
  { text = '', offset = 0, limit = 100 }: { text?: string; offset?: number; limit?: number },
  asker: Asker,
  words: ScenarioWords,
): { total: number; rows: ScenarioRow[] } {
  const pattern = `%${text.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const condition = String.raw`${SEEN} AND (name LIKE ? ESCAPE '\' OR saved_by LIKE ? ESCAPE '\')`
  const parameters = [...seenBy(asker), pattern, pattern]
  const total =
    reader.get<{ n: number }>(`SELECT count(*) AS n FROM scenarios WHERE ${condition}`, parameters)?.n ?? 0
  const rows = reader
    .all<StoredScenario>(
      `SELECT ${COLUMNS} FROM scenarios WHERE ${condition} ORDER BY saved_at DESC, scenario LIMIT ? OFFSET ?`,
      [...parameters, limit, offset],
    )
    .map((row) => rowOf(found(row), asker, words))
  return { total, rows }
}

/** Which scenarios somebody sees. */
export function seenScenarios({ reader }: QueryContext, asker: Asker): (scenario: string) => boolean {
  const seen = reader.all<{ scenario: string }>(`SELECT scenario FROM scenarios WHERE ${SEEN}`, seenBy(asker))
  const scenarios = new Set(seen.map(({ scenario }) => scenario))
  return (scenario) => scenarios.has(scenario)
}

/** @throws TowerError `notFound` also where it is somebody else's and not shared */
export function savedScenario({ reader }: QueryContext, scenario: string, asker: Asker): ScenarioFound {
  const row = reader.get<StoredScenario>(`SELECT ${COLUMNS} FROM scenarios WHERE scenario = ? AND ${SEEN}`, [
    scenario,
    ...seenBy(asker),
  ])
  if (!row) throw new TowerError('notFound', `There is no scenario ${scenario}.`)
  return found(row)
}

const VERSIONS_SQL = `
SELECT body, e.occurred_at AS at FROM facts JOIN subjects USING (subject_number) JOIN events AS e USING (event_number)
WHERE kind = 'scenario' AND subject = ? AND retracted = 0 ORDER BY e.occurred_at DESC, e.identity DESC`
const VERSIONS_MAX = 200

interface Saved {
  type: string
  version: number
  name: string
  definition: string
  shared: boolean
  actor: string
  why?: string
}

/** @throws TowerError `notFound` */
export function scenarioDetail(
  context: QueryContext,
  { scenario, version }: { scenario: string; version?: number },
  asker: Asker,
  words: ScenarioWords,
): Omit<ScenarioDetail, 'runs'> {
  const latest = savedScenario(context, scenario, asker)
  const saved = context.reader
    .all<{ body: string; at: number }>(VERSIONS_SQL, [scenario])
    .flatMap(({ body, at }) => (JSON.parse(body) as Saved[]).map((one) => ({ ...one, at })))
    .filter(({ type }) => type === 'ScenarioSaved')
  const versions = saved.slice(0, VERSIONS_MAX).map(({ version: number, name, actor, at, why }) => ({
    version: number,
    name,
    savedBy: actor,
    savedAt: at,
    why: why ?? null,
  }))
  if (version === undefined || version === latest.version) {
    return { ...rowOf(latest, asker, words), definition: latest.definition, versions }
  }
  const former = saved.find((one) => one.version === version)
  if (!former) throw new TowerError('notFound', `The scenario ${scenario} has no version ${version}.`)
  const definition = JSON.parse(former.definition) as ScenarioDefinition
  const { name, shared, actor: savedBy, at: savedAt } = former
  return {
    ...rowOf({ ...latest, definition, version, name, shared, savedBy, savedAt }, asker, words),
    definition,
    versions,
  }
}
