/** Owns the thread of a what-if run: base, operators, plan, replay, one after the other; what is found is told as it is there. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { TowerError } from '../shared/errors.ts'
import { isStale } from '../shared/staleness.ts'
import { openOutcomes } from './improvement/outcomes.ts'
import { openReader } from './ledger/database.ts'
import { isPerson } from './queries/people.ts'
import { openPlanning } from './whatif/runs/planning.ts'
import { replayPlan } from './whatif/runs/replaying.ts'
import { compareBases, writeBasePositions } from './whatif/runs/baseFiles.ts'
import type { RunMessage, WhatifBaseAnswer, WhatifBaseTask, WhatifTask } from './whatif/runs/runTypes.ts'
import { openTeller } from './whatif/runs/telling.ts'
import { Stopped, type BaseAsk, type BasePorts, type BaseSnapshot } from './whatif/snapshot/baseTypes.ts'
import { readBase } from './whatif/snapshot/readBase.ts'
import { settingsOf } from './whatif/snapshot/settings.ts'

type ReadingPorts = Pick<BasePorts, 'isStopped' | 'report'>

/** Reads a base over a connection of its own, which sees one state of the store. */
function readFrom(
  path: string,
  { definition, now }: WhatifBaseTask['ask'],
  ports: ReadingPorts,
): { snapshot: BaseSnapshot; microunits: number[]; correction: string | null } {
  const reader = openReader(path)
  try {
    return reader.snapshot(() => {
      const correction = openOutcomes().correction(reader, now)
      const ask: BaseAsk = {
        scope: definition.scope,
        horizonDays: definition.horizonDays,
        settings: settingsOf(definition.settings),
        now,
        correction,
      }
      const snapshot = readBase({ ...ports, reader, isStale, isPerson: (id) => isPerson(reader, id) }, ask)
      const onHand = new Map(
        reader
          .all<{ place: number; microunits: number }>(
            'SELECT location_id AS place, on_hand AS microunits FROM rollups',
          )
          .map(({ place, microunits }) => [place, microunits]),
      )
      return {
        snapshot,
        microunits: snapshot.places.map(({ id }) => onHand.get(id) ?? 0),
        correction: correction?.name ?? null,
      }
    })
  } finally {
    reader.close()
  }
}

/** Tells of a base; the thread ends with it. */
export function tellBase({ path, ask }: WhatifBaseTask, port: MessagePort): void {
  let answer: WhatifBaseAnswer
  try {
    answer = { base: readFrom(path, ask, { isStopped: () => false, report() {} }).snapshot.base }
  } catch (thrown) {
    const code = thrown instanceof TowerError ? thrown.code : 'internal'
    answer = { refused: { code, message: wordsOf(thrown) } }
  }
  port.postMessage(answer, [])
}

const wordsOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown))

/** Runs one scenario to its end, or until it is stopped. */
export async function runWhatif(task: WhatifTask, port: MessagePort): Promise<void> {
  const flag = new Int32Array(task.stop)
  const isStopped = () => Atomics.load(flag, 0) !== 0
  const say = (message: RunMessage) => port.postMessage(message, [])
  const tell = openTeller(
    (progress) => say({ kind: 'progress', progress }),
    () => performance.now(),
  )
  try {
    const hasPlan = await run(task, { say, tell, isStopped })
    if (isStopped())
      say({ kind: 'end', state: 'stopped', message: hasPlan ? null : 'Stopped before there was a plan.' })
    else say({ kind: 'end', state: 'done', message: null })
  } catch (thrown) {
    if (thrown instanceof Stopped) {
      say({ kind: 'end', state: 'stopped', message: 'Stopped before there was a plan.' })
    } else say({ kind: 'end', state: 'failed', message: wordsOf(thrown) })
  }
}

export interface RunPorts {
  say(message: RunMessage): void
  tell: ReturnType<typeof openTeller>
  isStopped(): boolean
}

async function run({ path, folder, ask }: WhatifTask, { say, tell, isStopped }: RunPorts): Promise<boolean> {
  const own = join(folder, ask.run)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  tell.now({ state: 'snapshot', doing: 'Reading the ledger', done: null })
  const { snapshot, microunits, correction } = readFrom(path, ask, {
    isStopped,
    report: (doing, share) =>
      tell.soon({ state: 'snapshot', doing, done: share === null ? null : share / 10 }),
  })
  const rebased = ask.repeats ? compareBases(join(folder, ask.repeats), ask.repeats, snapshot.world) : null
  writeBasePositions(own, snapshot.base, snapshot.world)
  say({
    kind: 'base',
    facts: {
      base: snapshot.base,
      rebased,
      correction,
      onHand: { places: snapshot.places.map(({ id }) => id), microunits },
    },
  })
  if (isStopped()) throw new Stopped()
  const planned = await openPlanning(snapshot, ask, { tell, isStopped, now: () => performance.now() })
  const facts = planned.write(own)
  say({ kind: 'plan', facts })
  if (!ask.replay || isStopped()) return true
  tell.now({ state: 'replaying', doing: 'Replaying it day by day', done: 0.6 })
  replayPlan(planned, { tell, isStopped, tellFacts: (found) => say({ kind: 'replay', facts: found }) })
  return true
}
