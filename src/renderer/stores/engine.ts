/** Owns the one client of this window and the hooks that ask it: queries, commands, streams. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import {
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import {
  contract,
  type DeltaOf,
  type InputOf,
  type OutputOf,
  type PathOf,
  type SnapshotOf,
} from '../../shared/contract.ts'
import { TowerError } from '../../shared/errors.ts'
import { createClient, type ConnectionState, type WindowCaller } from '../transport/client.ts'
import { messagePortPipe } from '../transport/messagePortPipe.ts'
import { useLatest } from './useLatest.ts'
import { webSocketAddress, webSocketPipe } from '../transport/webSocketPipe.ts'

const bridge = window.omnitower
/** True in the desktop app, false in a browser. */
export const isDesktop = bridge?.kind === 'desktop'

const commands: ReadonlySet<string> = new Set(
  Object.entries(contract)
    .filter(([, entry]) => entry.kind === 'command')
    .map(([path]) => path),
)

export const client = createClient({
  pipe: bridge ? messagePortPipe(bridge, window) : webSocketPipe(webSocketAddress(window.location)),
  isCommand: (path) => commands.has(path),
})

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      gcTime: 60_000,
      refetchOnWindowFocus: false,
      // The client itself waits for the connection; the browser's idea of being online does not matter.
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 2 &&
        error instanceof TowerError &&
        (error.code === 'busy' || error.code === 'unavailable'),
    },
    mutations: { networkMode: 'always' },
  },
})

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(client.onState, client.state)
}

/** Who the engine takes this window for; null while it has not said. */
export function useCaller(): WindowCaller | null {
  return useSyncExternalStore(client.onState, client.caller)
}

/** Forgets everything that was seen, because the engine now serves another network. */
export function forgetNetwork(): void {
  client.restartStreams()
  void queryClient.resetQueries()
}

export interface QueryOptions {
  enabled?: boolean
  /** Keep showing the answer to the last input while the next one is on its way. */
  keepPrevious?: boolean
  refetchEveryMs?: number
}

export function queryKey(path: string, input?: unknown): unknown[] {
  return input === undefined ? [path] : [path, input]
}

/** Asks a query of the contract; the answer is cached by its input. */
export function useTowerQuery<P extends PathOf<'query'>>(
  path: P,
  input: InputOf<P>,
  options: QueryOptions = {},
): UseQueryResult<OutputOf<P>, Error> {
  return useQuery<OutputOf<P>, Error>({
    queryKey: queryKey(path, input),
    queryFn: ({ signal }) => client.call(path, input, signal),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...(options.refetchEveryMs ? { refetchInterval: options.refetchEveryMs } : {}),
  })
}

/** Carries out a command of the contract. */
export function useTowerCommand<P extends PathOf<'command'>>(
  path: P,
): UseMutationResult<OutputOf<P>, Error, InputOf<P>> {
  return useMutation<OutputOf<P>, Error, InputOf<P>>({ mutationFn: (input) => client.call(path, input) })
}

/** Asks again for every cached answer of a path. */
export function refresh(path: PathOf<'query'>): void {
  void queryClient.invalidateQueries({ queryKey: [path] })
}

export interface StreamView<T> {
  value: T | undefined
  error: TowerError | undefined
}

/**
 * Follows a stream. `reduce` folds deltas into the last value; values that come within one frame are shown
 * together. Pass `undefined` as input to follow nothing.
 */
export function useTowerStream<P extends PathOf<'stream'>>(
  path: P,
  input: InputOf<P> | undefined,
  reduce: (last: SnapshotOf<P>, delta: DeltaOf<P>) => SnapshotOf<P>,
): StreamView<SnapshotOf<P>> {
  const key = input === undefined ? undefined : JSON.stringify(input)
  const [view, setView] = useState<StreamView<SnapshotOf<P>> & { key: string | undefined }>({
    key: undefined,
    value: undefined,
    error: undefined,
  })
  const latest = useLatest({ input, reduce })
  useEffect(() => {
    if (key === undefined || latest.current.input === undefined) return undefined
    let value: SnapshotOf<P> | undefined
    let scheduled = 0
    const show = () => {
      if (scheduled) return
      scheduled = requestAnimationFrame(() => {
        scheduled = 0
        setView({ key, value, error: undefined })
      })
    }
    const end = client.subscribe(path, latest.current.input, {
      snapshot(next) {
        value = next
        show()
      },
      delta(change) {
        // A resumed stream may open with a delta only where a snapshot was seen before.
        if (value === undefined) return
        value = latest.current.reduce(value, change)
        show()
      },
      failure: (error) => setView({ key, value, error }),
    })
    return () => {
      cancelAnimationFrame(scheduled)
      end()
    }
  }, [path, key, latest])
  return view.key === key ? view : { value: undefined, error: undefined }
}
