/** Owns the proof that the architecture's checks can fail. */
import { describe, expect, it } from 'vitest'
import { tree } from './architecture.fixture.ts'
import { cycles, deadFiles, forbiddenImports, machineTraces, missingFiles, styleFaults } from './checks.ts'
import { readModule } from './modules.ts'

describe('the import table', () => {
  it.each([
    ['src/shared/a.ts', `import { readFile } from 'node:fs'`],
    ['src/shared/a.ts', `import { x } from '../core/platform.ts'`],
    ['src/core/feeds/a.ts', `import { append } from '../ledger/append.ts'`],
    ['src/core/feeds/a.ts', `import Database from 'better-sqlite3'`],
    ['src/core/projections/a.ts', `import { open } from '../ledger/database.ts'`],
    ['src/core/queries/a.ts', `import { rules } from '../alerts/rules.ts'`],
    ['src/core/engine.ts', `import { app } from 'electron'`],
    ['src/core/engine.ts', `import { run } from '../hub/tower.ts'`],
    ['src/main/a.ts', `import { simulate } from '../hub/simulate.ts'`],
    ['src/hub/a.ts', `export { window } from '../main/index.ts'`],
    ['src/hub/a.ts', `const { open } = await import('../core/ledger/database.ts')`],
    ['src/hub/a.ts', `import Database from 'better-sqlite3'`],
    ['src/preload/a.ts', `import { contract } from '../shared/contract.ts'`],
    ['src/preload/a.ts', `import { readFile } from 'node:fs'`],
    ['src/renderer/views/a.tsx', `import { connect } from '../transport/client.ts'`],
    ['src/renderer/stores/a.ts', `import { Table } from '../views/table.tsx'`],
    ['src/renderer/transport/a.ts', `import { useQuery } from '@tanstack/react-query'`],
    ['src/renderer/a.ts', `import type { Engine } from '../core/engine.ts'`],
    ['src/elsewhere/a.ts', `export const a = 1`],
  ])('%s: %s', (path, text) => expect(forbiddenImports(tree({ [path]: text }))).toHaveLength(1))

  it('allows what the table allows', () => {
    const modules = tree({
      'src/shared/a.ts': `import { Type } from '@sinclair/typebox'`,
      'src/core/feeds/a.ts': `import type { Clock } from '../platform.ts'\nimport { b } from './b.ts'`,
      'src/core/projections/a.ts': `import type { Writer } from '../ledger/types.ts'`,
      'src/core/queries/a.ts': `import { type Reader } from '../ledger/types.ts'`,
      'src/core/engine.ts': `import { open } from './ledger/database.ts'`,
      'src/core/ledger/a.ts': `import Database from 'better-sqlite3'`,
      'src/hub/a.ts': `import { openEngine } from '../core/engine.ts'`,
      'src/hub/bench/a.ts': `import pg from 'pg'`,
      'src/preload/index.ts': `import type { Bridge } from '../shared/bridge.ts'\nimport { x } from 'electron'`,
      'src/renderer/views/a.tsx': `import { useRows } from '../stores/rows.ts'\nimport { Table } from '@mantine/core'`,
      'src/core/feeds/a.test.ts': `import { open } from '../ledger/database.ts'`,
    })
    expect(forbiddenImports(modules)).toEqual([])
  })
})

describe('the shape of the tree', () => {
  it('finds cycles, those of types and of three files too', () => {
    const modules = tree({
      'src/shared/a.ts': `import type { B } from './b.ts'`,
      'src/shared/b.ts': `import { c } from './c.ts'`,
      'src/shared/c.ts': `export * from './a.ts'`,
      'src/shared/d.ts': `import { a } from './a.ts'`,
    })
    expect(cycles(modules)).toEqual(['src/shared/a.ts → src/shared/b.ts → src/shared/c.ts → src/shared/a.ts'])
    expect(cycles(modules.slice(0, 2))).toEqual([])
  })

  it('finds files that nothing runs, and follows threads and dynamic imports', () => {
    const modules = tree({
      'src/hub/tower.ts': `new Worker(new URL('./thread.ts', import.meta.url))\nawait import('./late.ts')`,
      'src/hub/thread.ts': '',
      'src/hub/late.ts': '',
      'src/hub/dead.ts': '',
      'src/hub/dead.test.ts': `import './dead.ts'`,
    })
    expect(deadFiles(modules, ['src/hub/tower.ts'])).toEqual(['src/hub/dead.ts is reached from no entry'])
  })

  it('finds imports of files that are not there', () => {
    const modules = tree({ 'src/hub/a.ts': `import './gone.ts'\nimport logo from './logo.svg?url'` })
    expect(missingFiles(modules, (path) => path === 'src/hub/logo.svg')).toHaveLength(1)
  })
})

describe('the style of a file', () => {
  const faults = (path: string, text: string) => styleFaults([readModule(path, text)])

  it('wants a doc comment, a bounded length, a telling name, no barrel, and text that parses', () => {
    expect(faults('src/hub/a.ts', 'export const a = 1\n')).toHaveLength(1)
    expect(faults('src/hub/a.ts', `/** Owns a. */\n${'export {}\n'.repeat(300)}`)).toHaveLength(1)
    expect(faults('src/hub/dateUtils.ts', '/** Owns a. */\nexport const a = 1\n')).toHaveLength(1)
    expect(faults('src/hub/helpers/a.ts', '/** Owns a. */\nexport const a = 1\n')).toHaveLength(1)
    expect(faults('src/hub/FeedManager.tsx', '/** Owns a. */\nexport const a = 1\n')).toHaveLength(1)
    expect(faults('src/hub/a.ts', "/** Owns a. */\nexport * from './b.ts'\n")).toHaveLength(1)
    expect(faults('src/hub/a.ts', '/** Owns a. */\nconst = 1\n').length).toBeGreaterThan(0)
  })

  it('is content with a good one', () => {
    expect(faults('src/hub/tower.ts', '#!/usr/bin/env node\n/** Owns a. */\nexport const a = 1\n')).toEqual(
      [],
    )
    expect(faults('src/hub/utilization.ts', '/** Owns a. */\nexport const a = 1\n')).toEqual([])
  })

  it('finds traces of one machine', () => {
    expect(machineTraces([{ path: 'a.md', text: 'see /home/someone/data there' }])).toHaveLength(1)
    expect(machineTraces([{ path: 'a.md', text: 'https://registry.example.org/x' }])).toHaveLength(1)
    expect(machineTraces([{ path: 'a.md', text: 'https://example.org/home/page and src/work/x' }])).toEqual(
      [],
    )
  })
})
