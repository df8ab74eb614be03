/** Owns what is counted of records as their sources number and count them: sequences, and records by when they happened. */
import type { StandingRecord } from './logReplay.ts'
import { openFeedQuarters } from './feedQuarters.ts'
import { openSequences } from './sequences.ts'
import type { Writer } from './types.ts'

export interface SourceCounts {
  /** @param isNew false: the record's identity has come before, perhaps under another number */
  note(
    record: Pick<StandingRecord, 'events' | 'occurredAt'>,
    message: { feedNumber: number; recordedAt: number },
    isNew: boolean,
  ): void
  flush(): void
  discard(): void
}

export function openSourceCounts(writer: Writer): SourceCounts {
  const sequences = openSequences(writer)
  const quarters = openFeedQuarters(writer)
  return {
    note({ events, occurredAt }, message, isNew) {
      const source = { ...message, occurredAt }
      sequences.note(events, source)
      if (isNew) quarters.note(events, source)
    },
    flush() {
      sequences.flush()
      quarters.flush()
    },
    discard() {
      sequences.discard()
      quarters.discard()
    },
  }
}
