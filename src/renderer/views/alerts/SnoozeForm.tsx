/** Owns the choice of until when an alert is put off. */
import { useState } from 'react'
import { Button, Stack } from '@mantine/core'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { snoozeChoices } from './snoozeTimes.ts'
import classes from './Alerts.module.css'

export function SnoozeForm({ onChoose }: { onChoose(until: number): void }) {
  const { timeZone } = usePreferences()
  const format = useFormat()
  const [now] = useState(clockNow)
  const [text, setText] = useState('')
  const at = Date.parse(text)
  return (
    <Stack gap={6} w={340}>
      <span className="dim">Nobody is called until then; it is found and kept meanwhile.</span>
      {snoozeChoices(now, timeZone).map(({ word, until }, index) => (
        <Button
          key={word}
          // Its ground under the pointer leaves the time readable.
          variant="default"
          justify="space-between"
          rightSection={<span className="dim">{format.shortInstant(until, now)}</span>}
          onClick={() => onChoose(until)}
          data-autofocus={index === 0 || undefined}
        >
          {word}
        </Button>
      ))}
      <form
        className={classes.until}
        onSubmit={(event) => {
          event.preventDefault()
          if (at > now) onChoose(at)
        }}
      >
        <label className="dim">
          Until (zone of this device)
          <input
            type="datetime-local"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className={classes.field}
          />
        </label>
        <Button type="submit" variant="default" disabled={!(at > now)}>
          Snooze
        </Button>
      </form>
    </Stack>
  )
}
