/** Owns the settings of notices on this device: whether critical alerts are told, and when there is quiet. */
import { useState } from 'react'
import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { askForNotices, noticePermission, show, type NoticePermission } from '../../stores/alertNotices.ts'
import {
  setPreferences,
  systemZone,
  usePreferences,
  type NoticePreferences,
} from '../../stores/preferences.ts'
import { Group } from './Group.tsx'
import classes from './Settings.module.css'

const PERMISSION_WORDS = {
  granted: '',
  default: 'The system asks for your permission first.',
  denied: 'Notices are blocked for this page: allow them in the browser’s settings of this site.',
  unsupported: 'This browser has no notices.',
} as const

export function NoticeSettings() {
  const { notices, timeZone } = usePreferences()
  const [permission, setPermission] = useState(noticePermission)
  const put = (change: Partial<NoticePreferences>) => setPreferences({ notices: { ...notices, ...change } })
  const isOn = notices.enabled && permission === 'granted'
  const answered = (answer: NoticePermission) => {
    setPermission(answer)
    put({ enabled: answer === 'granted' })
  }
  const allow = () =>
    void askForNotices().then(
      (answer) => answered(answer),
      () => answered('denied'),
    )
  return (
    <Group title="Alerts on this device">
      <div className={classes.item}>
        <div>
          <div>Notices of critical alerts</div>
          <div className="dim">
            The system shows a notice when a critical alert begins to fire; several at once are one notice.{' '}
            {PERMISSION_WORDS[permission]}
          </div>
        </div>
        {permission === 'granted' ? (
          <div className={classes.tile}>
            {isOn ? (
              <Button
                variant="subtle"
                onClick={() => show('Omnitower', 'Critical alerts are told like this.', () => undefined)}
              >
                Try one
              </Button>
            ) : null}
            <SegmentedControl
              aria-label="Notices of critical alerts"
              data={[
                { value: 'off', label: 'Off' },
                { value: 'on', label: 'On' },
              ]}
              value={isOn ? 'on' : 'off'}
              onChange={(value) => put({ enabled: value === 'on' })}
            />
          </div>
        ) : (
          <Button
            variant="default"
            disabled={permission !== 'default'}
            onClick={allow}
            data-testid="allow-notices"
          >
            Allow notices
          </Button>
        )}
      </div>
      <div className={classes.item}>
        <div>
          <Checkbox
            label="Quiet hours"
            checked={notices.quiet}
            onChange={(event) => put({ quiet: event.currentTarget.checked })}
          />
          <div className="dim">
            No notices between these times ({timeZone || systemZone}); the list shows alerts all the same.
          </div>
        </div>
        <div className={classes.tile}>
          <TimeField
            label="Quiet from"
            value={notices.quietFrom}
            onChange={(quietFrom) => put({ quietFrom })}
            off={!notices.quiet}
          />
          <TimeField
            label="Quiet until"
            value={notices.quietUntil}
            onChange={(quietUntil) => put({ quietUntil })}
            off={!notices.quiet}
          />
        </div>
      </div>
    </Group>
  )
}

interface TimeFieldProps {
  label: string
  value: string
  off: boolean
  onChange(value: string): void
}

function TimeField({ label, value, off, onChange }: TimeFieldProps) {
  return (
    <input
      type="time"
      required
      aria-label={label}
      className={classes.time}
      value={value}
      disabled={off}
      onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
    />
  )
}
