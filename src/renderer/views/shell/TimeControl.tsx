/** Owns the choice between live and a time to look back to. */
import { useState } from 'react'
import { Button, Popover } from '@mantine/core'
import { IconClock, IconHistory } from '@tabler/icons-react'
import { clockNow } from '../../stores/clock.ts'
import { setAsOf, useAsOf } from '../../stores/scope.ts'
import classes from './Shell.module.css'

/** `2026-11-23T12:04` in this device's zone, the form of a datetime-local field. */
export function toLocalField(at: number): string {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const AGO = [
  { word: '1 hour ago', ms: 3_600_000 },
  { word: '1 day ago', ms: 86_400_000 },
  { word: '7 days ago', ms: 7 * 86_400_000 },
] as const

export function TimeControl() {
  const asOf = useAsOf()
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const open = () => {
    setText(toLocalField(asOf ?? clockNow()))
    setOpened(!opened)
  }
  const choose = (at: number | null) => {
    setAsOf(at)
    setOpened(false)
  }
  const at = Date.parse(text)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={asOf === null ? <IconClock size={14} /> : <IconHistory size={14} />}
          onClick={open}
          aria-label={asOf === null ? 'Time: now, live. Change' : 'Time: looking back. Change'}
          data-testid="time-control"
        >
          {asOf === null ? 'Now' : 'Past'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.time}
          onSubmit={(event) => {
            event.preventDefault()
            if (!Number.isNaN(at)) choose(at)
          }}
        >
          <label>
            Show stock as of (zone of this device)
            <input
              type="datetime-local"
              value={text}
              max={toLocalField(clockNow())}
              onChange={(event) => setText(event.currentTarget.value)}
              style={{ width: '100%', marginTop: 4, padding: 4, font: 'inherit', colorScheme: 'inherit' }}
            />
          </label>
          <div className={classes.timeActions}>
            {AGO.map(({ word, ms }) => (
              <Button key={word} size="compact-xs" variant="default" onClick={() => choose(clockNow() - ms)}>
                {word}
              </Button>
            ))}
          </div>
          <div className={classes.timeActions}>
            <Button type="submit" disabled={Number.isNaN(at)}>
              Look back
            </Button>
            <Button variant="default" onClick={() => choose(null)}>
              Now, live
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
