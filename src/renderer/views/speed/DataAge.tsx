/** Owns how old the figures of speed are: they rest on every feed, so the latest word of any counts. */
import { Tooltip } from '@mantine/core'
import { formatAge } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow, useNow } from '../../stores/clock.ts'
import { useTowerStatus } from '../../stores/status.ts'

export function DataAge() {
  const status = useTowerStatus()
  const format = useFormat()
  const asOf = status?.dataAsOf ?? null
  const text = useNow((now) => `data as of ${formatAge(asOf, now)}`)
  if (asOf === null) return null
  const title = `From all feeds. Latest source time ${format.instant(asOf, clockNow())}, last record taken in ${format.instant(status?.lastRecordedAt, clockNow())}. Asked again every 10 s.`
  return (
    <Tooltip label={title} events={{ hover: true, focus: true, touch: true }}>
      <span className="dim nowrap" tabIndex={0} role="note" aria-label={title}>
        {text}
      </span>
    </Tooltip>
  )
}
