/** Owns the lines to the tower: each feed in its own order, several feeds at once, a bounded number on the way. */
import type { Message } from './message.ts'
import type { Sender, SendOutcome } from './sender.ts'

export interface Dispatch {
  /** Resolves when there is room for more; the message itself is on its way then, not yet acknowledged. */
  post(message: Message): Promise<void>
  /** Resolves when everything posted was acknowledged or refused. Rejects with the first failure of a sender. */
  drain(): Promise<void>
  /** Messages on the way. */
  waiting(): number
  acknowledged: number
  refused: number
}

export interface DispatchOptions {
  send: Sender
  /** Messages on the way over all feeds. */
  limit: number
  /** Requests that one feed has open at a time; above 1, its order is not kept. */
  lanesPerFeed: number
  onRefused?(message: Message, outcome: SendOutcome): void
}

export function createDispatch(options: DispatchOptions): Dispatch {
  const lanes = new Map<string, Promise<void>>()
  const turns = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  let failure: unknown
  const dispatch: Dispatch = {
    acknowledged: 0,
    refused: 0,
    waiting: () => underWay.size,
    async post(message) {
      while (underWay.size >= options.limit) await Promise.race(underWay)
      if (failure !== undefined) throw failure
      const turn = (turns.get(message.feed) ?? 0) % options.lanesPerFeed
      turns.set(message.feed, turn + 1)
      const lane = `${message.feed}/${turn}`
      const work = (lanes.get(lane) ?? Promise.resolve()).then(() => deliver(message))
      lanes.set(lane, work)
      underWay.add(work)
      void work.then(() => underWay.delete(work))
    },
    async drain() {
      while (underWay.size > 0) await Promise.all(underWay)
      if (failure !== undefined) throw failure
    },
  }
  return dispatch

  async function deliver(message: Message): Promise<void> {
    if (failure !== undefined) return
    try {
      const outcome = await options.send(message)
      if (outcome.outcome === 'acknowledged') dispatch.acknowledged++
      else {
        dispatch.refused++
        options.onRefused?.(message, outcome)
      }
    } catch (error) {
      failure ??= error
    }
  }
}
