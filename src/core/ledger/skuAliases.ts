/** Owns which SKU stock is booked under where a source names an article by another name of its own. */
import type { Writer } from './types.ts'

export interface SkuAliases {
  /** The SKU that a name stands for: itself, where nothing ties it to another. */
  resolve(name: string): string
  /** Every name that stands for a SKU, its own among them. */
  namesOf(sku: string): readonly string[]
  /** Ties a name to a SKU; undefined unties it. */
  tie(alias: string, sku: string | undefined): void
  /** Drops what a rolled-back transaction left in memory. */
  discard(): void
}

/** Keeps all ties in memory: a shop has one for each article. */
export function openSkuAliases(writer: Writer): SkuAliases {
  let ties: Map<string, string> | null = null
  const known = () =>
    (ties ??= new Map(
      writer
        .all<{ alias: string; sku: string }>('SELECT alias, sku FROM sku_aliases')
        .map(({ alias, sku }) => [alias, sku]),
    ))
  return {
    resolve: (name) => known().get(name) ?? name,
    namesOf(sku) {
      if (known().size === 0) return [sku]
      const others = writer.all<{ alias: string }>(
        'SELECT alias FROM sku_aliases WHERE sku = ? ORDER BY alias',
        [sku],
      )
      return [...(known().has(sku) ? [] : [sku]), ...others.map(({ alias }) => alias)]
    },
    tie(alias, sku) {
      if (sku === undefined) {
        writer.run('DELETE FROM sku_aliases WHERE alias = ?', [alias])
        known().delete(alias)
        return
      }
      writer.run('INSERT OR REPLACE INTO sku_aliases (alias, sku) VALUES (?, ?)', [alias, sku])
      known().set(alias, sku)
    },
    discard() {
      ties = null
    },
  }
}
