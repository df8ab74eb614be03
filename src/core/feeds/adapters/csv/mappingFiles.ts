/** Owns the reading of mapping files from their folders; a later folder's mapping replaces an earlier one's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MappingInfo } from '../../../../shared/readModels/feeds.ts'
import { checkMapping } from './mappingCheck.ts'
import type { CsvMapping } from './mapping.ts'

export interface MappingFolder {
  path: string
  source: MappingInfo['source']
}

export interface LoadedMappings {
  mappings: CsvMapping[]
  infos: MappingInfo[]
  /** Files that were not taken, and why: the others are read all the same. */
  faults: { file: string; reasons: string[] }[]
}

/** Reads every `*.json` of the folders in the order of their names. A folder that is not there has no mappings. */
export function loadMappings(folders: readonly MappingFolder[]): LoadedMappings {
  const taken = new Map<string, { mapping: CsvMapping; info: MappingInfo }>()
  const faults: LoadedMappings['faults'] = []
  for (const folder of folders) {
    for (const file of jsonFilesOf(folder.path)) {
      const checked = readMapping(file)
      if ('faults' in checked) {
        faults.push({ file, reasons: checked.faults })
        continue
      }
      const { mapping } = checked
      const { name, title, description } = mapping
      const columns = [...mapping.columns, ...(mapping.optionalColumns ?? [])]
      taken.set(name, { mapping, info: { name, title, description, source: folder.source, columns } })
    }
  }
  const all = [...taken.values()]
  return { mappings: all.map(({ mapping }) => mapping), infos: all.map(({ info }) => info), faults }
}

function jsonFilesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

function readMapping(file: string) {
  try {
    return checkMapping(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
  } catch (thrown) {
    return { faults: [`the file is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`] }
  }
}
