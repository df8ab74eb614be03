/** Owns the state that is always in sight: live, catching up, disconnected, looking back; and the age of the data. */
import { useEffect, useState } from 'react'
import { Tooltip } from '@mantine/core'
import type { EngineState } from '../../../shared/bridge.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { formatAge } from '../../components/format.ts'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow, useNow } from '../../stores/clock.ts'
import { client, useConnectionState } from '../../stores/engine.ts'
import { useAsOf } from '../../stores/scope.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { CONNECTION_WORDS } from './connectionWords.ts'
import classes from './Shell.module.css'

/** What the desktop host knows of its engine; undefined in a browser. */
function useEngineState(): EngineState | undefined {
  const [state, setState] = useState<EngineState>()
  useEffect(() => window.omnitower?.onEngineState(setState), [])
  return state
}

export function Connection() {
  const connection = useConnectionState()
  const engine = useEngineState()
  const status = useTowerStatus()
  const asOf = useAsOf()
  const format = useFormat()
  const recordedAt = status?.lastRecordedAt
  const age = useNow((now) => formatAge(recordedAt, now))
  const { word, mark, says } = CONNECTION_WORDS[connection]
  const lost = connection === 'disconnected'
  const lookingBack = asOf !== null && connection === 'live'
  const shown = lookingBack ? 'replaying' : connection
  const label = [
    lookingBack ? `Looking back to ${format.instant(asOf, clockNow())}.` : says,
    engine?.detail,
    `Last record taken in ${age}${recordedAt ? ` (${format.instant(recordedAt, clockNow())})` : ''}.`,
    status ? `${format.number(status.events)} events in the log.` : null,
  ]
    .filter(Boolean)
    .join(' ')
  const content = (
    <>
      <span data-testid="connection-state" data-state={shown}>
        <StateMark
          state={lookingBack ? 'neutral' : mark}
          word={lookingBack ? `As of ${format.instant(asOf, clockNow())}` : word}
        />
      </span>
      <span className="dim nowrap" data-testid="freshness">
        {recordedAt ? age : 'no data yet'}
      </span>
    </>
  )
  return (
    <Tooltip label={label}>
      {lost ? (
        <button type="button" className={classes.connection} onClick={() => client.retryNow()}>
          {content}
          <span>Try now</span>
        </button>
      ) : (
        <div className={classes.connection} tabIndex={0} role="note" aria-label={label}>
          {content}
        </div>
      )}
    </Tooltip>
  )
}
