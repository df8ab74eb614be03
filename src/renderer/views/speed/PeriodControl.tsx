/** Owns the choice of the period that speed is shown of, and of the one that it is compared with. */
import { Button, Popover, Select } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { dayText, PERIODS, type Period } from '../../stores/period.ts'
import { setParams, useAddress } from '../../stores/address.ts'
import classes from './Speed.module.css'

const AGAINST = {
  before: 'Period before',
  year: '52 weeks before',
  custom: 'Chosen days',
} as const
const PERIOD_CHOICES = Object.entries(PERIODS).map(([value, label]) => ({ value, label }))
const AGAINST_CHOICES = Object.entries(AGAINST).map(([value, label]) => ({ value, label }))

/** @param compares whether the screen shows differences */
export function PeriodControl({ period, compares }: { period: Period; compares: boolean }) {
  const { params } = useAddress()
  const chosen = params.get('period') === 'custom' ? 'custom' : period.name
  const against = params.get('against')
  const day = (at: number | undefined, lessMs = 0) => (at === undefined ? '' : dayText(at - lessMs))
  return (
    <>
      <Select
        aria-label="Period, up to the end of the data"
        leftSection={<IconCalendar size={14} />}
        data={PERIOD_CHOICES}
        value={chosen}
        allowDeselect={false}
        onChange={(value) =>
          setParams({
            period: value === '28' ? null : value,
            from: value === 'custom' ? day(period.from) : null,
            until: value === 'custom' ? day(period.until, 1) : null,
            ...(value === 'all' ? { against: null, againstFrom: null, againstUntil: null } : {}),
          })
        }
        w={150}
        className={classes.fixed}
      />
      {chosen === 'custom' ? <Days from="from" until="until" label="Period" /> : null}
      {compares ? (
        <Select
          aria-label="Compare with"
          placeholder="Compare with"
          data={AGAINST_CHOICES}
          value={against !== null && against in AGAINST ? against : null}
          disabled={period.name === 'all'}
          title={period.name === 'all' ? 'All time has nothing before it' : undefined}
          onChange={(value) =>
            setParams({
              against: value,
              againstFrom: value === 'custom' ? day(period.against?.from ?? period.from) : null,
              againstUntil: value === 'custom' ? day(period.against?.until ?? period.until, 1) : null,
            })
          }
          clearable
          clearButtonProps={{ 'aria-label': 'Compare with nothing' }}
          w={150}
          className={classes.fixed}
        />
      ) : null}
      {compares && against === 'custom' && period.name !== 'all' ? (
        <Days from="againstFrom" until="againstUntil" label="Compared period" />
      ) : null}
    </>
  )
}

/** Two days, both included, in this device's zone. */
function Days({ from, until, label }: { from: string; until: string; label: string }) {
  const { params } = useAddress()
  const first = params.get(from) ?? ''
  const last = params.get(until) ?? ''
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" aria-label={`${label}: ${first} to ${last}. Change`}>
          {first || '…'} – {last || '…'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.days}>
          <label>
            First day
            <input
              type="date"
              value={first}
              max={last}
              onChange={(event) => setParams({ [from]: event.currentTarget.value })}
            />
          </label>
          <label>
            Last day
            <input
              type="date"
              value={last}
              min={first}
              onChange={(event) => setParams({ [until]: event.currentTarget.value })}
            />
          </label>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
