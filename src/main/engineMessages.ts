/** Owns the messages between the host and the engine process. Calls of the page never pass here: they have their own port. */

export type Network = 'own' | 'sample'

/** What the engine process is started with, as JSON in its first argument. */
export interface EngineArguments {
  dataDirectory: string
  network: Network
  /** `host`: secrets are sealed by the operating system through the host. `file`: it offers no such thing. */
  vault: 'host' | 'file'
  version: string
}

export type ToEngine =
  /** Comes with one port, on which the contract is served. */
  | { kind: 'port' }
  | { kind: 'vaultAnswer'; id: number; bytes: Uint8Array | null }
  /** The computer woke: connections that look alive may be dead. */
  | { kind: 'resumed' }
  | { kind: 'close' }

export type FromEngine =
  | { kind: 'ready'; listening: string | null }
  | { kind: 'vault'; id: number; operation: 'seal' | 'open'; bytes: Uint8Array }
  | { kind: 'openNetwork'; network: Network }
  /** It cannot run; a sentence for a person. The process ends after it. */
  | { kind: 'unable'; reason: string }
