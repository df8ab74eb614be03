/** Owns what every transport to a renderer speaks to: calls and subscriptions over the contract. */

/** An analyst may open customers, an operator may act on orders and feeds; an administrator may do both. */
export type Role = 'viewer' | 'analyst' | 'operator' | 'administrator'

/** Who asks; from the connection, never from the payload. */
export interface Caller {
  actor: string
  role: Role
}

export interface StreamSink {
  snapshot(position: number, value: unknown): void
  delta(position: number, value: unknown): void
  failure(thrown: unknown): void
}

export interface Api {
  /** Answers a query or carries out a command. Input is validated here. @throws TowerError */
  call(path: string, input: unknown, caller: Caller, cancelled?: AbortSignal): Promise<unknown>
  /** Starts a stream; `resumeFrom` is the last ledger position that the caller saw. Returns its end. @throws TowerError */
  subscribe(
    path: string,
    input: unknown,
    caller: Caller,
    sink: StreamSink,
    resumeFrom?: number,
  ): Promise<() => void>
}
