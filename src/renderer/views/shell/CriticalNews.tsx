/** Owns what is said of critical alerts that begin to fire: politely by voice, and by a notice of the system. */
import { useRef, useState } from 'react'
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { countOf } from '../../components/format.ts'
import { useAlertNews } from '../../stores/alerts.ts'
import { tellBurst, type Burst } from '../../stores/alertNotices.ts'
import { clockNow } from '../../stores/clock.ts'
import { criticalStarts } from '../../stores/criticalStarts.ts'
import { client } from '../../stores/engine.ts'

/** The latest that can be told of at once; more than these would be one notice all the same. */
const LATEST = { severity: 'critical', state: 'firing', sort: 'newest', limit: 200 } as const

export function CriticalNews() {
  const [words, setWords] = useState('')
  const known = useRef(new Set<string>())
  const since = useRef<number | null>(null)
  const tell = (rows: readonly AlertRow[]) => {
    const starts = criticalStarts(rows, known.current, since.current ?? clockNow())
    if (starts.length > 0) tellBurst(starts, (burst) => setWords(spoken(burst)))
  }
  useAlertNews(({ changed, everything }) => {
    if (since.current === null) {
      since.current = clockNow()
      return
    }
    if (!everything) {
      tell(changed)
      return
    }
    // More changed than was told, or the connection was lost meanwhile.
    client.call('alerts.list', LATEST).then(
      ({ rows }) => tell(rows),
      () => tell(changed),
    )
  })
  return (
    <div aria-live="polite" role="status" className="visually-hidden" data-testid="critical-news">
      {words}
    </div>
  )
}

function spoken({ first, count }: Burst): string {
  return count === 1
    ? `Critical alert: ${first.summary}`
    : `${countOf(count, 'critical alert', 'critical alerts')}, the first: ${first.summary}`
}
