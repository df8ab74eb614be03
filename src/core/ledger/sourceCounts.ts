/** Owns what is counted of records as their sources number and count them: sequences, and records by when they happened. */
import type { StandingRecord } from './logReplay.ts'
import { openFeedQuarters } from './feedQuarters.ts'
import { openSequences } from './sequences.ts'
import type { Writer } from './types.ts'

export interface SourceCounts {
  /** @param standing `version`: the record's identity has come before, with other content */
  note(
    record: Pick<StandingRecord, 'events' | 'occurredAt'>,
    message: { feedNumber: number; recordedAt: number },
    standing: 'new' | 'version',
  ): void
  flush(): void
  discard(): void
}

export function openSourceCounts(writer: Writer): SourceCounts {
  const sequences = openSequences(writer)
  const quarters = openFeedQuarters(writer)
  return {
    note({ events, occurredAt }, message, standing) {
      const source = { ...message, occurredAt }
      sequences.note(events, source)
      if (standing === 'new') quarters.note(events, source)
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
