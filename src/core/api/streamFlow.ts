/** Owns the flow of one stream to a renderer that may read slowly: deltas dropped, then a fresh snapshot. */
import type { StreamSink } from './api.ts'

export interface StreamFlow {
  /** Subscribes; resolves with the subscription's end. */
  start(sink: StreamSink, resumeFrom?: number): Promise<() => void>
  resumeFrom: number | undefined
  isSlow(): boolean
  recoverMs: number
  emit(kind: 'snapshot' | 'delta', position: number, value: unknown): void
  failed(thrown: unknown): void
}

export interface OpenStream {
  end(): void
}

/** Starts the stream. What is held for a slow renderer never grows: once it lags, its subscription is given up. */
export function openStream(flow: StreamFlow): OpenStream {
  let ended = false
  let endCurrent: (() => void) | null = null
  let recovery: NodeJS.Timeout | null = null
  /** Which subscription is the current one; those before it have nothing more to say. */
  let generation = 0

  const begin = (resumeFrom?: number) => {
    const own = ++generation
    const isCurrent = () => !ended && own === generation
    const send = (kind: 'snapshot' | 'delta', position: number, value: unknown) => {
      if (!isCurrent()) return
      if (kind === 'delta' && flow.isSlow()) return giveUp()
      flow.emit(kind, position, value)
    }
    const sink: StreamSink = {
      snapshot: (position, value) => send('snapshot', position, value),
      delta: (position, value) => send('delta', position, value),
      failure(thrown) {
        if (!isCurrent()) return
        end()
        flow.failed(thrown)
      },
    }
    void subscribe(sink, resumeFrom, isCurrent)
  }
  const subscribe = async (sink: StreamSink, resumeFrom: number | undefined, isCurrent: () => boolean) => {
    try {
      const stop = await flow.start(sink, resumeFrom)
      if (isCurrent()) endCurrent = stop
      else stop()
    } catch (thrown) {
      sink.failure(thrown)
    }
  }
  const stopCurrent = () => {
    generation += 1
    endCurrent?.()
    endCurrent = null
  }
  const giveUp = () => {
    stopCurrent()
    recovery = setTimeout(recover, flow.recoverMs)
  }
  const recover = () => {
    recovery = null
    if (flow.isSlow()) recovery = setTimeout(recover, flow.recoverMs)
    else begin()
  }
  const end = () => {
    if (ended) return
    ended = true
    if (recovery) clearTimeout(recovery)
    stopCurrent()
  }
  begin(flow.resumeFrom)
  return { end }
}
