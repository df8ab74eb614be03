/** Owns the table of who may import whom. A change here is a change of the architecture: state it in docs/decisions. */

export interface Rule {
  /** Parts that may be imported. `x (types)`: only what vanishes when the types are stripped. */
  parts: string[]
  /** Packages that may be imported; a name covers its subpaths, `@scope/` a whole scope. */
  packages: string[]
  /** Whether Node's own modules may be imported. */
  node: boolean
}

const queriesLike: Rule = {
  parts: ['shared', 'core/platform', 'core/ledger (types)'],
  packages: [],
  node: true,
}
const AREA_PACKAGES: Record<string, string[]> = {
  queries: ['@datadog/sketches-js'],
  // Conditions that users write.
  alerts: ['@marcbachmann/cel-js'],
  // The mixed-integer solver.
  whatif: ['highs'],
  // Barcodes of printed documents.
  transfers: ['bwip-js'],
}
const SCREEN_PACKAGES = [
  'react',
  'react-dom',
  '@mantine/',
  '@tanstack/',
  '@tabler/icons-react',
  'recharts',
  'leaflet',
  'react-leaflet',
  'supercluster',
  'topojson-client',
  'world-atlas',
  'us-atlas',
  'wouter',
]

/** What the hosts see of the engine: its composition roots, and the few pieces that a host must choose itself. */
export const ENGINE_DOOR: readonly string[] = [
  'src/core/platform.ts',
  'src/core/api/api.ts',
  'src/core/api/portTransport.ts',
  'src/core/feeds/vault.ts',
  'src/core/server/sessions.ts',
]

/** The parts, the most specific first: a file belongs to the first whose folder or file name begins its path. */
export const PARTS: readonly [part: string, rule: Rule][] = [
  ['shared', { parts: ['shared'], packages: ['@sinclair/typebox'], node: false }],
  ['core/platform', { parts: [], packages: [], node: true }],
  [
    'core/feeds',
    {
      // The ledger's types describe the append that is injected.
      parts: ['shared', 'core/platform', 'core/feeds', 'core/ledger (types)'],
      packages: ['@sinclair/typebox', 'chokidar', 'ws', 'fastify', 'rate-limiter-flexible'],
      node: true,
    },
  ],
  [
    'core/ledger',
    { parts: ['shared', 'core/platform', 'core/ledger'], packages: ['better-sqlite3'], node: true },
  ],
  [
    'core/projections',
    { parts: ['shared', 'core/ledger (types)', 'core/projections'], packages: [], node: true },
  ],
  ...['queries', 'alerts', 'whatif', 'transfers', 'improvement'].map((area): [string, Rule] => [
    `core/${area}`,
    {
      ...queriesLike,
      parts: [...queriesLike.parts, `core/${area}`],
      packages: AREA_PACKAGES[area] ?? [],
    },
  ]),
  [
    'core/api',
    {
      parts: [
        'shared',
        'core/platform',
        'core/ledger (types)',
        'core/api',
        'core/queries',
        'core/alerts',
        'core/outputs',
        'core/whatif',
        'core/transfers',
        'core/improvement',
      ],
      packages: ['@sinclair/typebox', 'ws'],
      node: true,
    },
  ],
  [
    'core/outputs',
    { ...queriesLike, parts: [...queriesLike.parts, 'core/outputs'], packages: ['nodemailer'] },
  ],
  ['core/compute', { ...queriesLike, parts: [...queriesLike.parts, 'core/compute'] }],
  // The engine and its server compose: they may take from all of core.
  [
    'core',
    {
      parts: ['shared', 'core'],
      packages: ['fastify', '@fastify/static', 'ws', 'pino', 'rate-limiter-flexible', 'prom-client'],
      node: true,
    },
  ],
  ['simulation', { parts: ['shared', 'core/platform', 'simulation'], packages: ['ws'], node: true }],
  ['main', { parts: ['shared', 'engine', 'simulation', 'main'], packages: ['electron', 'pino'], node: true }],
  [
    'hub/bench',
    {
      parts: ['shared', 'core', 'simulation', 'hub'],
      packages: ['better-sqlite3', 'pg', 'ws', 'playwright-core', '@duckdb/node-api'],
      node: true,
    },
  ],
  [
    'hub',
    { parts: ['shared', 'engine', 'simulation', 'hub'], packages: ['commander', 'pino', 'ws'], node: true },
  ],
  ['preload', { parts: ['shared (types)', 'preload'], packages: ['electron'], node: false }],
  ['renderer/transport', { parts: ['shared', 'renderer/transport'], packages: [], node: false }],
  [
    'renderer/stores',
    {
      parts: ['shared', 'renderer/transport', 'renderer/stores'],
      packages: ['react', '@tanstack/react-query', 'wouter', '@mantine/hooks'],
      node: false,
    },
  ],
  [
    'renderer/components',
    {
      parts: ['shared', 'renderer/stores', 'renderer/components'],
      packages: SCREEN_PACKAGES,
      node: false,
    },
  ],
  [
    'renderer/views',
    {
      parts: ['shared', 'renderer/stores', 'renderer/components', 'renderer/views'],
      packages: SCREEN_PACKAGES,
      node: false,
    },
  ],
  ['renderer', { parts: ['shared', 'renderer'], packages: SCREEN_PACKAGES, node: false }],
]

/** Files that run by themselves, not because another imports them. */
export const ENTRIES: readonly string[] = [
  'src/main/index.ts',
  'src/main/engineProcess.ts',
  'src/preload/index.ts',
  'src/renderer/main.tsx',
  'src/hub/tower.ts',
  'src/hub/start.ts',
  'src/hub/generate.ts',
  'src/hub/bench/postgres/postgresHub.ts',
  'src/hub/bench/postgres/postgresThread.ts',
]

export const LONGEST_FILE_LINES = 300
/** Files that are longer, each with its reason. Keep it empty. */
export const LONG_FILES: readonly string[] = []
