/** Owns what a system of the network sends: one document of a real format, and the tally of what was sent. */

export interface Message {
  feed: string
  format: 'epcis' | 'x12' | 'easypost' | 'cloudevents' | 'csv'
  /** CSV only: the mapping that reads it. */
  mapping?: string
  /** A file name that is unique within its feed and rises with time. */
  name: string
  body: string
  records: number
  /** Simulated time of sending, milliseconds since 1970. */
  at: number
}

/** What one feed sent. `records` = fresh + duplicates + malformed, where fresh is the rest. */
export interface FeedCounts {
  messages: number
  records: number
  /** Records that were sent before, damaged ones included. */
  duplicates: number
  /** Records damaged on purpose, when first sent. */
  malformed: number
}

export type CountsByFeed = Record<string, FeedCounts>

export const CONTENT_TYPES: Record<Message['format'], string> = {
  epcis: 'application/ld+json',
  x12: 'application/edi-x12',
  easypost: 'application/json',
  cloudevents: 'application/cloudevents-batch+json',
  csv: 'text/csv; charset=utf-8',
}
