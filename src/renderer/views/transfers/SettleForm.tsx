/** Owns the form that says what became of units that did not come as they were sent. */
import { useState } from 'react'
import { Button, Select, TextInput } from '@mantine/core'
import { VARIANCE_CAUSES } from '../../../shared/transferEvents.ts'
import type { TransferLine, VarianceCause } from '../../../shared/readModels/transfers.ts'
import { notifyDone, tellEnd } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { tellTower } from '../../stores/transfers.ts'
import { CAUSE_WORDS } from './transferWords.ts'
import classes from './Transfers.module.css'

const CHOICES = VARIANCE_CAUSES.map((value) => ({ value, label: CAUSE_WORDS[value] }))

interface SettleFormProps {
  transfer: string
  line: TransferLine
  onDone(): void
}

export function SettleForm({ transfer, line, onDone }: SettleFormProps) {
  const format = useFormat()
  const units = line.variance?.units ?? 0
  const [cause, setCause] = useState<VarianceCause>(units > 0 ? 'lostInTransit' : 'overShipped')
  const [why, setWhy] = useState('')
  const send = () => {
    void tellEnd(
      tellTower('transfers.settle', {
        transfer,
        lines: [{ line: line.line, cause }],
        ...(why.trim() ? { why: why.trim() } : {}),
      }),
      'The difference was not booked',
      () => {
        notifyDone('The difference is accounted for.')
        onDone()
      },
    )
  }
  return (
    <form
      className={classes.box}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      data-testid="settle-form"
    >
      <p>
        {format.unitsOf(Math.abs(units))} of {line.skuName ?? line.sku}{' '}
        {units > 0
          ? 'left the source and did not come. They go from in transit to the adjustment account.'
          : 'came beyond what was sent. They come from the adjustment account.'}
      </p>
      <div className={classes.formRow}>
        <Select
          label="What became of them"
          data={CHOICES}
          value={cause}
          onChange={(value) => setCause((value ?? 'other') as VarianceCause)}
          allowDeselect={false}
        />
        <TextInput
          label="Why (optional)"
          value={why}
          maxLength={500}
          onChange={(event) => setWhy(event.currentTarget.value)}
          flex={1}
        />
        <Button type="submit">Book {format.unitsOf(Math.abs(units))}</Button>
        <Button variant="subtle" onClick={onDone}>
          Not now
        </Button>
      </div>
    </form>
  )
}
