/** Owns who may approve up to what, and who approves in whose stead. */
import { useState } from 'react'
import { Button, NumberInput, TextInput } from '@mantine/core'
import type { ApprovalLimitRow, DelegationRow } from '../../../shared/readModels/approvals.ts'
import { Age, ShortMoment } from '../../components/Age.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { notifyDone, tellEnd } from '../../components/notify.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { tellTower, useTransferRights } from '../../stores/transfers.ts'
import classes from './Transfers.module.css'

const nothing = {}
const DAY_MS = 86_400_000
/** Amounts are typed in whole units of the currency. */
const MINOR = 100

export function LimitsTab() {
  const limits = useTowerQuery('transfers.limits', nothing, { refetchEveryMs: 30_000 })
  const delegations = useTowerQuery('transfers.delegations', nothing, { refetchEveryMs: 30_000 })
  if (limits.data === undefined || delegations.data === undefined) {
    const error = limits.error ?? delegations.error
    return error ? (
      <Failure
        what="Limits and delegations"
        error={error}
        retry={() => {
          void limits.refetch()
          void delegations.refetch()
        }}
      />
    ) : (
      <Loading label="Loading limits and delegations" lines={8} />
    )
  }
  return (
    <div className={classes.scrolls} role="region" aria-label="Limits and delegations" tabIndex={0}>
      <Section title="Who may approve up to what" note="a person’s own limit goes before their role’s">
        <Limits rows={limits.data.rows} />
        <LimitForm />
      </Section>
      <Section title="In whose stead" note="whoever approves for another has the other’s limit, for a time">
        <Delegations rows={delegations.data.delegations} />
        <DelegationForm />
      </Section>
      <p className="dim">
        Nobody approves what they asked for themselves, nor lets another do it in their stead. Where a price
        or a distance is not known, only who has no limit may approve.
      </p>
    </div>
  )
}

const holderWords = (holder: string) =>
  holder.startsWith('actor:') ? holder.slice('actor:'.length) : `Everybody with the role ${holder}`

function Limits({ rows }: { rows: readonly ApprovalLimitRow[] }) {
  const format = useFormat()
  return (
    <div className={classes.wide}>
      <table className={classes.table} data-testid="limits">
        <thead>
          <tr>
            <th>Who</th>
            <th>Value of a transfer</th>
            <th>Distance</th>
            <th>Set by</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.holder}>
              <td>{holderWords(row.holder)}</td>
              <td>{row.valueMinor === null ? 'any' : format.money(row.valueMinor, null)}</td>
              <td>{row.distanceKm === null ? 'any' : `${format.number(row.distanceKm)} km`}</td>
              <td>
                {row.setBy ?? 'as the program has it'}
                {row.setAt !== null ? (
                  <span className="dim">
                    {' '}
                    <Age at={row.setAt} />
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LimitForm() {
  const rights = useTransferRights()
  const [holder, setHolder] = useState('')
  const [value, setValue] = useState<number | null>(null)
  const [distance, setDistance] = useState<number | null>(null)
  const [why, setWhy] = useState('')
  if (!rights.set) return null
  const given = holder.trim()
  const isRole = given === 'operator' || given === 'administrator'
  const send = () => {
    void tellEnd(
      tellTower('transfers.setLimit', {
        holder: isRole ? given : `actor:${given}`,
        valueMinor: value === null ? null : Math.round(value * MINOR),
        distanceKm: distance,
        why: why.trim(),
      }),
      'The limit was not set',
      () => {
        notifyDone('The limit is set.')
        setHolder('')
        setWhy('')
      },
    )
  }
  return (
    <form
      className={classes.formRow}
      onSubmit={(event) => {
        event.preventDefault()
        if (given && why.trim()) send()
      }}
    >
      <TextInput
        label="Role or name"
        placeholder="operator, or a login’s name"
        value={holder}
        maxLength={200}
        onChange={(event) => setHolder(event.currentTarget.value)}
      />
      <NumberInput
        label="Value up to (empty: any)"
        value={value ?? ''}
        min={0}
        onChange={(next) => setValue(next === '' ? null : Number(next))}
      />
      <NumberInput
        label="Distance up to, km (empty: any)"
        value={distance ?? ''}
        min={0}
        onChange={(next) => setDistance(next === '' ? null : Number(next))}
      />
      <TextInput
        label="Why"
        value={why}
        maxLength={500}
        onChange={(event) => setWhy(event.currentTarget.value)}
        flex={1}
      />
      <Button type="submit" disabled={!given || !why.trim()}>
        Set the limit
      </Button>
    </form>
  )
}

function Delegations({ rows }: { rows: readonly DelegationRow[] }) {
  const rights = useTransferRights()
  if (rows.length === 0) return <p className="dim">Nobody approves in another’s stead.</p>
  const now = clockNow()
  const end = (delegation: string) => {
    void tellEnd(
      tellTower('transfers.endDelegation', { delegation }),
      'It was not ended',
      'The delegation is ended.',
    )
  }
  return (
    <ul className={classes.list}>
      {rows.map((row) => {
        const isOver = row.endedAt !== null || row.until <= now
        return (
          <li key={row.delegation}>
            <span>
              {row.to} for {row.by}
            </span>
            <StateMark
              state={isOver ? 'neutral' : row.from > now ? 'neutral' : 'good'}
              word={isOver ? 'Over' : row.from > now ? 'To come' : 'Holds now'}
            />
            <span className="dim">
              <ShortMoment at={row.from} /> to <ShortMoment at={row.until} />
            </span>
            {!isOver && (rights.set || row.by === rights.actor) ? (
              <Button size="compact-xs" variant="default" onClick={() => end(row.delegation)}>
                End
              </Button>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

function DelegationForm() {
  const rights = useTransferRights()
  const [to, setTo] = useState('')
  const [days, setDays] = useState(7)
  if (!rights.decide) return null
  const given = to.trim()
  const send = () => {
    const from = clockNow()
    void tellEnd(
      tellTower('transfers.delegate', { to: given, from, until: from + days * DAY_MS }),
      'Nothing was delegated',
      () => {
        notifyDone(`${given} may approve in your stead.`)
        setTo('')
      },
    )
  }
  return (
    <form
      className={classes.formRow}
      onSubmit={(event) => {
        event.preventDefault()
        if (given) send()
      }}
    >
      <TextInput
        label="Let somebody approve in my stead"
        placeholder="Their login’s name"
        value={to}
        maxLength={200}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <NumberInput
        label="For days"
        value={days}
        min={1}
        max={90}
        onChange={(next) => setDays(Number(next) || 1)}
      />
      <Button type="submit" variant="default" disabled={!given}>
        Delegate
      </Button>
    </form>
  )
}
