/** Owns readings of a base that only tell of it: one after the other on a thread, kept while the ledger stands where it did. */
import type { Worker } from 'node:worker_threads'
import { TowerError } from '../shared/errors.ts'
import type { WhatifBase } from '../shared/readModels/whatif.ts'
import type { WhatifBaseAnswer, WhatifBaseTask } from './whatif/runs/runTypes.ts'

const KEPT = 8
const WAITING_MAX = 4

export interface BaseReadings {
  /** @throws TowerError as reading does; `cancelled`; `busy` where too many wait; `unavailable` once closed */
  read(ask: WhatifBaseTask['ask'], cancelled?: AbortSignal): Promise<WhatifBase>
  close(): void
}

export function openBaseReadings(
  begin: (ask: WhatifBaseTask['ask']) => Worker,
  position: () => number,
): BaseReadings {
  const kept = new Map<string, WhatifBase>()
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let current: Worker | null = null
  let isClosed = false

  async function readNow(ask: WhatifBaseTask['ask'], cancelled?: AbortSignal): Promise<WhatifBase> {
    if (isClosed) throw closing()
    if (cancelled?.aborted) throw withdrawn()
    const key = JSON.stringify([position(), ask.definition])
    const known = kept.get(key)
    if (known) return known
    const worker = begin(ask)
    current = worker
    const cancel = () => void worker.terminate()
    cancelled?.addEventListener('abort', cancel, { once: true })
    try {
      const answer = await new Promise<WhatifBaseAnswer>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        worker.once('exit', () => reject(cancelled?.aborted ? withdrawn() : closing()))
      })
      if ('refused' in answer) throw new TowerError(answer.refused.code, answer.refused.message)
      kept.set(key, answer.base)
      const [oldest] = kept.keys()
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      return answer.base
    } finally {
      cancelled?.removeEventListener('abort', cancel)
      current = null
      await worker.terminate()
    }
  }

  return {
    async read(ask, cancelled) {
      if (waiting >= WAITING_MAX) {
        throw new TowerError('busy', 'The stock is being read for others. Ask again in a moment.')
      }
      waiting += 1
      const mine = turn.then(() => readNow(ask, cancelled))
      turn = mine.catch(() => {})
      try {
        return await mine
      } finally {
        waiting -= 1
      }
    },
    close() {
      isClosed = true
      void current?.terminate()
    },
  }
}

const withdrawn = () => new TowerError('cancelled', 'The question was withdrawn.')
const closing = () => new TowerError('unavailable', 'The tower is closing its data. Ask again in a moment.')
