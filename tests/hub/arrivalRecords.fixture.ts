/** Owns the records of the arrival test: published files and a simulation, split into records that each stand alone. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter } from '../../src/core/feeds/adapter.ts'
import { csvRows } from '../../src/core/feeds/adapters/csv/csvText.ts'
import { loadMappings } from '../../src/core/feeds/adapters/csv/mappingFiles.ts'
import { createAdapters, recognise } from '../../src/core/feeds/adapters/registry.ts'
import { runMessages, type RunOptions } from '../../src/simulation/simulation.ts'

const ROOT = join(import.meta.dirname, '../..')
export const CORPUS = process.env['TOWER_CORPUS'] ?? join(ROOT, '../shared/data')
const EDI_214 = 'x12-edifact-indice-edinet/test/indice.Edi.Tests/Samples'

/** A file as somebody published or sent it. */
export interface SourceFile {
  name: string
  text: string
}

/** What records may share a message, and how a message is made of them. */
export interface Company {
  format: string
  recordsMax: number
  mapping?: string
  wrap(texts: readonly string[]): string
}

export interface LoneRecord {
  company: Company
  text: string
}

const { mappings } = loadMappings([{ path: join(ROOT, 'resources/mappings'), source: 'shipped' }])
const adapters = createAdapters(mappings)
const companies = new Map<string, Company>()

function companyOf(key: string, make: () => Company): Company {
  const company = companies.get(key) ?? make()
  companies.set(key, company)
  return company
}

/** True where the published files are on this machine. */
export const hasCorpus = existsSync(join(CORPUS, 'epcis-gs1-official'))

function filesBelow(folder: string, pattern: RegExp): SourceFile[] {
  return (readdirSync(join(CORPUS, folder), { recursive: true }) as string[])
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => ({
      name: `${folder}/${name}`,
      text: readFileSync(join(CORPUS, folder, name), 'utf8').replace(/^\ufeff/, ''),
    }))
}

/** The published files: GS1's, the 214s, EasyPost's, and the first rows of each Olist table. */
export function publishedFiles(rowsPerTable: number): SourceFile[] {
  const tables = filesBelow('olist-cab-g', /\.csv$/).map(({ name, text }) => {
    const rows: string[] = []
    for (const { raw } of csvRows(text, ',')) {
      rows.push(raw)
      if (rows.length > rowsPerTable) break
    }
    return { name, text: `${rows.join('\n')}\n` }
  })
  return [
    ...filesBelow('epcis-gs1-official', /\.jsonld?$/),
    ...filesBelow(EDI_214, /214.*\.edi$/i),
    ...filesBelow('carrier-easypost', /\.json$/),
    ...tables,
  ]
}

/** The messages of a simulation, as files. */
export function simulatedFiles(options: RunOptions): SourceFile[] {
  return Array.from(runMessages(options), ({ feed, name, body }) => ({ name: `${feed}/${name}`, text: body }))
}

/** One record in so many gets other versions of itself. */
const CONFLICT_EVERY = 29

/** Other contents under the same ids: some with a time of record, which counts, some without, where the hash decides. */
export function conflictingFiles(files: readonly SourceFile[]): SourceFile[] {
  const conflicts = new Map<Company, string[][]>()
  let seen = 0
  for (const record of files.flatMap(splitFile)) {
    if (record.company.recordsMax === 1 || seen++ % CONFLICT_EVERY > 0) continue
    const inFiles = conflicts.get(record.company) ?? []
    conflicts.set(record.company, inFiles)
    otherVersions(record).forEach((text, version) => (inFiles[version] ??= []).push(text))
  }
  return [...conflicts].flatMap(([company, inFiles], index) =>
    inFiles.map((texts, version) => ({
      name: `conflicts/${company.format}-${index}-${version}.txt`,
      text: company.wrap(texts),
    })),
  )
}

function otherVersions({ company, text }: LoneRecord): string[] {
  switch (company.format) {
    case 'epcis': {
      const more = (by: number) =>
        text.replace(/"quantity":(\d+)/, (_, units: string) => `"quantity":${Number(units) + by}`)
      const written = (at: string, changed: string) => `{"recordTime":"${at}",${changed.slice(1)}`
      return [
        more(1),
        more(2),
        written('2026-03-20T10:00:00Z', more(3)),
        written('2026-03-20T10:00:00Z', more(4)),
        written('2026-03-19T10:00:00Z', more(5)),
      ]
    }
    case 'easypost':
      return [text.replace('"status":"in_transit"', '"status":"delivered"')]
    case 'csv':
      return [1, 2].map((by) => text.replace(/\d+$/, (figure) => String(Number(figure) + by)))
    default:
      return []
  }
}

/** Splits a file; of a file of no known format nothing is taken, as of one that lies about in a folder. */
export function splitFile({ text }: SourceFile): LoneRecord[] {
  const adapter = recognise(adapters, { text })
  if (!adapter) return []
  if (isRefusedWhole(adapter, text)) return [{ company: alone(adapter.name), text }]
  switch (adapter.name) {
    case 'epcis':
      return splitEpcis(text)
    case 'csv':
      return splitCsv(text)
    case 'x12':
      return splitX12(text)
    case 'easypost':
      return splitEasyPost(text)
    case 'cloudevents':
      return splitCloudEvents(text)
    default:
      throw new Error(`no way is known to split ${adapter.name}`)
  }
}

/** A document that is refused as a whole cannot be parted: it is one record. */
function isRefusedWhole(adapter: Adapter, text: string): boolean {
  for (const reading of adapter.read({ text })) return reading.outcome === 'refused' && reading.raw === text
  return false
}

const alone = (format: string) =>
  companyOf(`${format} alone`, () => ({ format, recordsMax: 1, wrap: ([text = '']) => text }))

function splitEpcis(text: string): LoneRecord[] {
  interface Body {
    eventList?: unknown[]
    queryResults?: { resultsBody: { eventList: unknown[] } }
  }
  const document = JSON.parse(text) as { '@context': unknown; epcisBody?: Body }
  const body = document.epcisBody
  const events = body?.eventList ?? body?.queryResults?.resultsBody.eventList
  if (!events) return [{ company: alone('epcis'), text }]
  const context = JSON.stringify(document['@context'])
  const company = companyOf(`epcis ${context}`, () => ({
    format: 'epcis',
    recordsMax: 200,
    wrap: (texts) =>
      texts.length === 1 && !texts[0]?.includes('"@context"')
        ? // An event by itself brings what its document said of prefixes.
          `{"@context":${context},${texts[0]?.slice(1)}`
        : `{"@context":${context},"type":"EPCISDocument","schemaVersion":"2.0",` +
          `"creationDate":"2026-03-01T10:00:00Z","epcisBody":{"eventList":[${texts.join(',\n')}]}}`,
  }))
  return events.map((event) => ({ company, text: JSON.stringify(event) }))
}

function splitCsv(text: string): LoneRecord[] {
  const [header = '', ...rows] = Array.from(csvRows(text, ','), ({ raw }) => raw)
  const company = companyOf(`csv ${header}`, () => ({
    format: 'csv',
    recordsMax: 500,
    wrap: (texts) => `${header}\n${texts.join('\n')}\n`,
  }))
  return rows.map((row) => ({ company, text: row }))
}

/** Each transaction set in an envelope of its own; what is not in the simulation's plain form stays whole. */
function splitX12(text: string): LoneRecord[] {
  const segments = text.split('~\n').filter((segment) => segment !== '')
  const company = companyOf('x12', () => ({
    format: 'x12',
    recordsMax: 20,
    wrap: (texts) => texts.join('\n'),
  }))
  const [isa, gs, ...rest] = segments
  const iea = rest.pop()
  const ge = rest.pop()
  if (!isa?.startsWith('ISA*') || !gs?.startsWith('GS*') || !iea?.startsWith('IEA*') || !ge) {
    return [{ company, text }]
  }
  const sets: string[][] = []
  for (const segment of rest) {
    if (segment.startsWith('ST*')) sets.push([])
    sets.at(-1)?.push(segment)
  }
  const lone = ge.replace(/^GE\*\d+/, 'GE*1')
  return sets.map((set) => ({ company, text: `${[isa, gs, ...set, lone, iea].join('~\n')}~\n` }))
}

function splitEasyPost(text: string): LoneRecord[] {
  const body = JSON.parse(text) as { object?: string; events?: unknown[]; trackers?: unknown[] }
  const isOne = body.object === 'Event' || body.object === 'Tracker'
  const members = body.events ?? body.trackers ?? (isOne ? [body] : null)
  if (!members) return [{ company: alone('easypost'), text }]
  const company = companyOf('easypost', () => ({
    format: 'easypost',
    recordsMax: 30,
    wrap: (texts) => (texts.length === 1 ? (texts[0] ?? '') : `{"events":[${texts.join(',')}]}`),
  }))
  return members.map((member) => ({ company, text: JSON.stringify(member) }))
}

function splitCloudEvents(text: string): LoneRecord[] {
  const company = companyOf('cloudevents', () => ({
    format: 'cloudevents',
    recordsMax: 100,
    wrap: (texts) => `[${texts.join(',\n')}]`,
  }))
  const events: unknown = JSON.parse(text)
  return (Array.isArray(events) ? events : [events]).map((event) => ({
    company,
    text: JSON.stringify(event),
  }))
}
