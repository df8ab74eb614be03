/** Owns the form of a new silence: what it matches, until when, in which hours of the week, and why. */
import { useMemo, useState } from 'react'
import { Button, Checkbox, Chip, Group, SegmentedControl, TextInput } from '@mantine/core'
import type { InputOf } from '../../../shared/contract.ts'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { refreshAlerts } from '../../stores/alerts.ts'
import { clockNow } from '../../stores/clock.ts'
import { useTowerCommand, useTowerQuery } from '../../stores/engine.ts'
import { systemZone, usePreferences } from '../../stores/preferences.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { SHORT_WEEKDAYS } from '../orderWords.ts'
import { isComplete, MatcherFields } from './MatcherFields.tsx'
import type { Matcher } from './silenceDraft.ts'
import classes from './Alerts.module.css'

const HOUR_MS = 3_600_000
const SPANS = [
  { value: String(2 * HOUR_MS), label: '2 hours' },
  { value: String(8 * HOUR_MS), label: '8 hours' },
  { value: String(24 * HOUR_MS), label: '1 day' },
  { value: String(7 * 24 * HOUR_MS), label: '7 days' },
  { value: 'at', label: 'Until…' },
  { value: 'ended', label: 'Ended by hand' },
]
const EVERY_DAY = ['1', '2', '3', '4', '5', '6', '7']

export function SilenceForm({ matchers: given, onDone }: { matchers: Matcher[]; onDone(): void }) {
  const rights = useAlertRights()
  const { timeZone: chosenZone } = usePreferences()
  const timeZone = chosenZone || systemZone
  const [matchers, setMatchers] = useState(given)
  const [span, setSpan] = useState(SPANS[1]?.value ?? 'at')
  const [untilText, setUntilText] = useState('')
  const [fromText, setFromText] = useState('')
  const [isWeekly, setWeekly] = useState(false)
  const [days, setDays] = useState(EVERY_DAY)
  const [hours, setHours] = useState({ from: '22:00', until: '06:00' })
  const [why, setWhy] = useState('')
  const command = useTowerCommand('alerts.silence')

  const from = Date.parse(fromText)
  const untilOf = (start: number): number | null =>
    span === 'ended' ? null : span === 'at' ? Date.parse(untilText) : start + Number(span)
  const isSpanned = span === 'ended' || span !== 'at' || Date.parse(untilText) > clockNow()
  const canSend =
    rights.set && why.trim() !== '' && isSpanned && isComplete(matchers) && (!isWeekly || days.length > 0)
  const send = () => {
    const input: InputOf<'alerts.silence'> = {
      matchers,
      ...(Number.isNaN(from) ? {} : { from }),
      until: untilOf(Number.isNaN(from) ? clockNow() : from),
      ...(isWeekly ? { timeZone, weekly: days.map((day) => ({ weekday: Number(day), ...hours })) } : {}),
      why: why.trim(),
    }
    command.mutate(input, {
      onSuccess() {
        refreshAlerts()
        notifyDone('The silence is set.')
        onDone()
      },
      onError: (error) => notifyFailure('The silence was not set', error),
    })
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) send()
      }}
    >
      <Section title="Which alerts" note="all of these must hold">
        <MatcherFields matchers={matchers} onChange={setMatchers} />
        <MatchCount matchers={matchers} />
      </Section>
      <Section title="How long">
        <SegmentedControl aria-label="How long" data={SPANS} value={span} onChange={setSpan} fullWidth />
        {span === 'at' ? (
          <label className="dim">
            Until (zone of this device)
            <input
              type="datetime-local"
              className={classes.field}
              value={untilText}
              onChange={(event) => setUntilText(event.currentTarget.value)}
            />
          </label>
        ) : null}
        <label className="dim">
          From (empty: from now on)
          <input
            type="datetime-local"
            className={classes.field}
            value={fromText}
            onChange={(event) => setFromText(event.currentTarget.value)}
          />
        </label>
        <Checkbox
          label="Only in some hours of the week"
          checked={isWeekly}
          onChange={(event) => setWeekly(event.currentTarget.checked)}
        />
        {isWeekly ? (
          <div className={classes.box}>
            <Chip.Group multiple value={days} onChange={setDays}>
              <Group gap={4}>
                {EVERY_DAY.map((day) => (
                  <Chip key={day} value={day} size="xs">
                    {SHORT_WEEKDAYS[Number(day) - 1]}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <div className={classes.pair}>
              <Time
                label="From"
                value={hours.from}
                onChange={(value) => setHours({ ...hours, from: value })}
              />
              <Time
                label="Until"
                value={hours.until}
                onChange={(value) => setHours({ ...hours, until: value })}
              />
            </div>
            <span className="dim">
              By the clocks of {timeZone}. An end at or before the beginning is on the day after.
            </span>
          </div>
        ) : null}
      </Section>
      <Section title="Why">
        <TextInput
          aria-label="Why"
          placeholder="Stocktake in the Vienna stores"
          value={why}
          maxLength={2000}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </Section>
      <Button type="submit" disabled={!canSend} loading={command.isPending} title={rights.why}>
        {matchers.length === 0 ? 'Silence every alert' : 'Set the silence'}
      </Button>
    </form>
  )
}

function Time({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <label className="dim">
      {label}
      <input
        type="time"
        required
        className={classes.field}
        value={value}
        onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
      />
    </label>
  )
}

const ASKED_AS = [
  'rule',
  'area',
  'severity',
  'location',
  'sku',
  'channel',
  'carrier',
  'feed',
  'region',
  'category',
]

/** How many open alerts fit now, where the engine can be asked for it in one question. */
/** The most costly ones, of which it is summed what they explain. */
const ROWS_SUMMED = 100

function MatchCount({ matchers }: { matchers: readonly Matcher[] }) {
  const format = useFormat()
  const single = matchers.every(({ label, values }) => ASKED_AS.includes(label) && values.length === 1)
  const text = JSON.stringify(Object.fromEntries(matchers.map(({ label, values }) => [label, values[0]])))
  const input = useMemo(
    () => ({ ...(JSON.parse(text) as InputOf<'alerts.list'>), limit: ROWS_SUMMED }),
    [text],
  )
  const { data } = useTowerQuery('alerts.list', input, { enabled: single && isComplete(matchers) })
  if (!single || !data) return null
  // What explains others goes on to do so in silence.
  const explained = data.rows.reduce((sum, { inhibits }) => sum + inhibits, 0)
  return (
    <span className="dim" role="status">
      {matchers.length === 0 ? 'Every alert: ' : ''}
      {format.count(data.total, 'open alert fits', 'open alerts fit')} now.
      {explained > 0
        ? ` They explain ${data.total > data.rows.length ? 'at least ' : ''}${format.count(explained, 'more, which calls', 'more, which call')} nobody either.`
        : ''}
    </span>
  )
}
