/** Owns the messages between the host and the engine process. Calls of the page never pass here: they have their own port. */

export type Network = 'own' | 'sample'

/** What the engine process is started with, as JSON in its first argument. */
export interface EngineArguments {
  dataDirectory: string
  network: Network
  /** `host`: the vault's key lies in the operating system's store; the host hands it over. `file`: there is none. */
  vault: 'host' | 'file'
  version: string
}

export type ToEngine =
  /** Comes with one port, on which the contract is served. */
  | { kind: 'port' }
  /** The answer to `vaultKey`; null where the operating system's store does not open it now. */
  | { kind: 'vaultKey'; key: Uint8Array | null }
  /** The computer woke: connections that look alive may be dead. */
  | { kind: 'resumed' }
  | { kind: 'close' }

export type FromEngine =
  | { kind: 'ready'; listening: string | null }
  /** Asks for the key that secrets are sealed with. It never stands in an argument or a file as plain text. */
  | { kind: 'vaultKey' }
  | { kind: 'openNetwork'; network: Network }
  /** It cannot run; a sentence for a person. The process ends after it. */
  | { kind: 'unable'; reason: string }
