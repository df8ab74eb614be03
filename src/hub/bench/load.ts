/** Owns what one run of sending is: where it goes, within what bounds, and what came of it. */

export interface LoadTarget {
  address: string
  feed: string
  key: string
}

export interface LoadBounds {
  /** Messages that may be unanswered at any time. */
  window: number
  /** Nothing new is sent after so long; what was sent is waited for. */
  secondsMax: number
}

export interface Load {
  seconds: number
  messages: number
  accepted: number
  /** From handing a message to the connection until its answer. */
  latenciesMs: Float64Array
}

/** Sends one document and resolves to the number of events accepted, once they are durable. */
export type SendDocument = (document: Buffer, serial: number) => Promise<number>

/** Keeps the window full until all documents are sent or the time is up. @throws where a document was not taken. */
export async function sendAll(
  documents: readonly Buffer[],
  { window, secondsMax }: LoadBounds,
  send: SendDocument,
): Promise<Load> {
  const latenciesMs = new Float64Array(documents.length)
  const startedAt = performance.now()
  const lastAt = startedAt + secondsMax * 1000
  let next = 0
  let accepted = 0
  const lane = async () => {
    for (;;) {
      const serial = next
      const document = documents[serial]
      const sentAt = performance.now()
      if (!document || sentAt > lastAt) return
      next += 1
      const events = await send(document, serial)
      accepted += events
      latenciesMs[serial] = performance.now() - sentAt
    }
  }
  await Promise.all(Array.from({ length: window }, lane))
  const seconds = (performance.now() - startedAt) / 1000
  return { seconds, messages: next, accepted, latenciesMs: latenciesMs.subarray(0, next) }
}
