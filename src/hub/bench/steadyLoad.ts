/** Owns ingest at a steady pace beside something that is measured. */
import { documentText, salesDocuments } from './sales.ts'
import type { Grid } from './grid.ts'
import type { LoadTarget } from './load.ts'
import { openSocketLine } from './socketLoad.ts'

export interface SteadyLoad {
  /** Ends the sending and waits for the last answer; events a second that were acknowledged. */
  end(): Promise<{ eventsPerSecond: number }>
}

export interface SteadyLoadOptions {
  grid: Grid
  eventsPerSecond: number
  eventsPerMessage: number
  /** What is prepared; the sending ends there. */
  secondsMax: number
  seed: number
}

/** How often it is looked at whether a message is due. */
const TICK_MS = 2

/** Starts sending; a message that is late is sent at once, so that the mean pace holds. */
export async function startSteadyLoad(target: LoadTarget, options: SteadyLoadOptions): Promise<SteadyLoad> {
  const { eventsPerSecond, eventsPerMessage, secondsMax, seed, grid } = options
  const messages = Math.ceil((eventsPerSecond * secondsMax) / eventsPerMessage)
  const documents = salesDocuments({
    grid,
    messages,
    eventsPerMessage,
    seed,
    firstAt: Date.now() - 3_600_000,
  })
  const line = await openSocketLine(target)
  const startedAt = performance.now()
  const underWay = new Set<Promise<unknown>>()
  let failure: unknown = null
  let sent = 0
  let accepted = 0
  const tick = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * (eventsPerSecond / eventsPerMessage)
    while (sent < due && sent < documents.length) {
      const answer = line.send(documents[sent] as Buffer, sent).then(
        (events) => (accepted += events),
        (thrown: unknown) => (failure ??= thrown),
      )
      underWay.add(answer)
      void answer.finally(() => underWay.delete(answer))
      sent += 1
    }
  }, TICK_MS)
  return {
    async end() {
      clearInterval(tick)
      await Promise.all(underWay)
      const seconds = (performance.now() - startedAt) / 1000
      line.close()
      if (failure) throw failure
      return { eventsPerSecond: Math.round(accepted / seconds) }
    },
  }
}

/** A document with one event. */
export const singleDocument = (event: string): Buffer => Buffer.from(documentText([event], Date.now()))
