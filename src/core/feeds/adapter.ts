/** Owns what an adapter is: text of one format in, records and refusals out. */
import type { FeedRecord } from '../../shared/events.ts'

/** One message as a transport took it: a request's body, a WebSocket message, a file. */
export interface RawMessage {
  /** The feed's name, e.g. `stores-east`. */
  feed: string
  transport: 'http' | 'websocket' | 'folder' | 'command'
  /** The file's name or the document's id, for reports; never used to tell the format apart by itself. */
  name?: string
  contentType?: string
  body: Uint8Array
  /** Our time, milliseconds since 1970. */
  receivedAt: number
  /** A CSV mapping that the sender named; otherwise it is told by the header row. */
  mapping?: string
}

/** One record of a message, understood or refused. `raw` is its text exactly as it came. */
export type Reading =
  | { outcome: 'record'; record: FeedRecord; raw: string }
  | { outcome: 'refused'; reason: string; field: string; raw: string }

/** What `recognise` may look at: the decoded text, and the parsed JSON's top level where it is cheap to have. */
export interface MessageText {
  /** Whole text, byte-order mark removed. */
  text: string
  name?: string
  contentType?: string
  mapping?: string
}

/**
 * A format. `recognise` must be cheap (look at the start) and must also say yes to a damaged document of its
 * format, so that the refusal can name what is wrong. `read` never throws for bad input: it yields refusals.
 * It is pure: the same text gives the same readings, whatever came before.
 */
export interface Adapter {
  /** `epcis`, `x12`, `easypost`, `cloudevents`, `csv`. */
  name: string
  recognise(message: MessageText): boolean
  read(message: MessageText): Iterable<Reading>
}
