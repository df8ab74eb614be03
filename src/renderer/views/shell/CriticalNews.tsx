/** Owns what is said of critical alerts that begin to fire: politely by voice, and by a notice of the system. */
import { useRef, useState } from 'react'
import { countOf } from '../../components/format.ts'
import { useAlertNews } from '../../stores/alerts.ts'
import { criticalStarts, tellBurst, type Burst } from '../../stores/alertNotices.ts'

export function CriticalNews() {
  const [words, setWords] = useState('')
  const known = useRef(new Set<string>())
  useAlertNews(({ changed }) => {
    const starts = criticalStarts(changed, known.current)
    if (starts.length > 0) tellBurst(starts, (burst) => setWords(spoken(burst)))
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
