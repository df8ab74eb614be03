/** Owns what the host itself remembers: which network was open last. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Network } from './engineMessages.ts'

export function readNetwork(path: string): Network {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const sample = typeof kept === 'object' && kept !== null && 'network' in kept && kept.network === 'sample'
    return sample ? 'sample' : 'own'
  } catch {
    return 'own'
  }
}

export function writeNetwork(path: string, network: Network): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify({ network }))
  renameSync(`${path}.new`, path)
}
