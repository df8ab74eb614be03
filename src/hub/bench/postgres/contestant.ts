/** Owns PostgreSQL as a contestant: its cluster, its store, and the hub before it. */
import { fileURLToPath } from 'node:url'
import { hubCpu, type Contestant } from '../contestant.ts'
import { countCpu, familySeconds } from '../cpuTime.ts'
import { endProcess, FEED, firstLine, spawnQuiet } from '../hubProcess.ts'
import type { Grid } from '../grid.ts'
import type { Workspace } from '../workspace.ts'
import { rounded } from '../percentiles.ts'
import { connect, startCluster } from './cluster.ts'
import { makeStore } from './schema.ts'

/** Why PostgreSQL was not measured. */
export interface PostgresFinding {
  missing: string
}

export async function startPostgres(
  workspace: Workspace,
  stock: Grid | null,
  say: (line: string) => void,
): Promise<Contestant | PostgresFinding> {
  if (!import.meta.filename.endsWith('.ts')) return { missing: 'not run: only a checkout has its client' }
  const cluster = await startCluster(workspace)
  if ('missing' in cluster) return cluster
  say(`PostgreSQL ${cluster.version}: filling its store`)
  const client = await connect(cluster)
  await makeStore(client, stock)
  const entry = fileURLToPath(new URL('./postgresHub.ts', import.meta.url))
  const child = spawnQuiet([entry, workspace.folder('postgres-hub')], {
    OMNITOWER_BENCH_POSTGRES: cluster.host,
  })
  const stopHub = workspace.atEnd(() => endProcess(child))
  const { address, key } = JSON.parse(await firstLine(child)) as { address: string; key: string }
  const pid = child.pid ?? 0
  const number = async (sql: string) => Number((await client.query<{ n: string }>(sql)).rows[0]?.n ?? 0)
  return {
    name: `postgres ${cluster.version}`,
    address,
    key,
    feed: FEED,
    countCpu() {
      const used = countCpu(pid)
      const before = familySeconds(cluster.pid)
      return () => {
        const after = familySeconds(cluster.pid)
        const seconds = before === null || after === null ? null : rounded(after - before, 2)
        return { ...hubCpu(used()), serverCpuSeconds: seconds }
      }
    },
    async storedBytes() {
      await client.query('CHECKPOINT')
      return number('SELECT pg_database_size(current_database()) AS n')
    },
    acceptedEvents: () =>
      number(
        `SELECT coalesce(sum(accepted), 0) AS n FROM feed_totals JOIN feeds USING (feed_number) WHERE name = '${FEED}'`,
      ),
    async stop() {
      await stopHub()
      await client.end()
      await cluster.stop()
    },
  }
}
