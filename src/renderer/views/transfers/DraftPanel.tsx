/** Owns the drawer in which a transfer is written, or one that stands is changed. */
import { useState } from 'react'
import { ActionIcon, Button, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { TransferDetail } from '../../../shared/readModels/transfers.ts'
import { Failure, Loading } from '../../components/Message.tsx'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { tellTower, useTransferRights } from '../../stores/transfers.ts'
import { PlaceField } from './PlaceField.tsx'
import { transferPath } from './transferWords.ts'
import classes from './Transfers.module.css'

interface DraftLine {
  /** Null: a new one. */
  line: string | null
  sku: string | null
  skuName: string | null
  units: number
}
interface Place {
  location: string | null
  name: string | null
}
const EMPTY_LINE: DraftLine = { line: null, sku: null, skuName: null, units: 1 }
const nowhere: Place = { location: null, name: null }

export function DraftPanel({ onClose }: { onClose(): void }) {
  const { params } = useAddress()
  const amended = params.get('amend')
  const answer = useTowerQuery('transfers.detail', { transfer: amended ?? '' }, { enabled: amended !== null })
  const close = () => (amended === null ? onClose() : go(transferPath(amended), { amend: null }))
  return (
    <SidePanel
      title={amended === null ? 'New transfer' : 'Change the transfer'}
      subtitle={amended ?? 'From one location to another'}
      wide
      testId="draft-panel"
      onClose={close}
    >
      {amended === null ? (
        <DraftForm
          given={null}
          from={params.get('from')}
          to={params.get('to')}
          sku={params.get('sku')}
          onClose={close}
        />
      ) : answer.data ? (
        <DraftForm given={answer.data} from={null} to={null} sku={null} onClose={close} />
      ) : answer.error ? (
        <Failure what="The transfer" error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <Loading label="Loading the transfer" />
      )}
    </SidePanel>
  )
}

interface DraftFormProps {
  given: TransferDetail | null
  from: string | null
  to: string | null
  sku: string | null
  onClose(): void
}

function DraftForm({ given, from: fromGiven, to: toGiven, sku, onClose }: DraftFormProps) {
  const format = useFormat()
  const rights = useTransferRights()
  const [from, setFrom] = useState<Place>(given?.from ?? { ...nowhere, location: fromGiven })
  const [to, setTo] = useState<Place>(given?.to ?? { ...nowhere, location: toGiven })
  const [lines, setLines] = useState<readonly DraftLine[]>(
    given?.rows.map((row) => ({
      line: row.line,
      sku: row.sku,
      skuName: row.skuName,
      units: row.requestedUnits,
    })) ?? [{ ...EMPTY_LINE, sku }],
  )
  const [title, setTitle] = useState('')
  const [why, setWhy] = useState('')
  const [isSending, setSending] = useState(false)
  const put = (index: number, change: Partial<DraftLine>) =>
    setLines(lines.map((each, at) => (at === index ? { ...each, ...change } : each)))
  const written = lines.flatMap(({ line, sku: chosen, units }) =>
    chosen !== null && units > 0 ? [{ line, sku: chosen, units }] : [],
  )
  const units = written.reduce((sum, line) => sum + line.units, 0)
  const isTwice = new Set(written.map((line) => line.sku)).size < written.length
  const isSame = from.location !== null && from.location === to.location
  const canSend =
    rights.ask && from.location !== null && to.location !== null && written.length > 0 && !isTwice && !isSame
  const problem = isSame
    ? 'Source and destination are one location.'
    : isTwice
      ? 'An item stands in two lines: put its units together.'
      : null
  const send = async (isSubmitting: boolean) => {
    setSending(true)
    const words = why.trim() ? { why: why.trim() } : {}
    try {
      let transfer = given?.transfer ?? ''
      if (given) {
        await tellTower('transfers.amend', {
          transfer,
          revision: given.revision,
          lines: written.map(({ line, sku: chosen, units: asked }) => ({
            ...(line === null ? {} : { line }),
            sku: chosen,
            units: asked,
          })),
          ...words,
        })
      } else {
        const told = await tellTower('transfers.draft', {
          transfers: [
            {
              from: from.location ?? '',
              to: to.location ?? '',
              lines: written.map(({ sku: chosen, units: asked }) => ({ sku: chosen, units: asked })),
              ...(title.trim() ? { title: title.trim() } : {}),
              ...words,
            },
          ],
        })
        transfer = told.transfers[0] ?? ''
      }
      if (isSubmitting) await tellTower('transfers.submit', { transfers: [transfer] })
      notifyDone(
        isSubmitting ? 'Asked for. Somebody else has to approve it.' : given ? 'Changed.' : 'Written down.',
      )
      go(transferPath(transfer), { amend: null, from: null, to: null, sku: null })
    } catch (error) {
      notifyFailure('The transfer was not written', error)
    } finally {
      setSending(false)
    }
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend && !isSending) void send(given === null)
      }}
    >
      <div className={classes.formRow}>
        <div style={{ flex: 1 }}>
          <PlaceField
            label="From"
            value={from.location}
            name={from.name}
            onChange={(location, name) => setFrom({ location, name })}
            disabled={given !== null}
          />
        </div>
        <div style={{ flex: 1 }}>
          <PlaceField
            label="To"
            value={to.location}
            name={to.name}
            onChange={(location, name) => setTo({ location, name })}
            disabled={given !== null}
          />
        </div>
      </div>
      <Section title="Lines" note={format.unitsOf(units)}>
        {lines.map((line, index) => (
          <Line
            key={`${index} ${line.line ?? ''}`}
            line={line}
            from={from.location}
            onChange={(change) => put(index, change)}
            remove={lines.length > 1 ? () => setLines(lines.filter((_each, at) => at !== index)) : undefined}
          />
        ))}
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => setLines([...lines, EMPTY_LINE])}
          style={{ justifySelf: 'start' }}
        >
          Another line
        </Button>
      </Section>
      {given ? null : (
        <TextInput
          label="Title (optional)"
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={given ? 'Why it is changed' : 'Why (optional)'}
        value={why}
        maxLength={500}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {problem ? <p role="alert">{problem}</p> : null}
      <Group>
        <Button type="submit" disabled={!canSend} loading={isSending} data-testid="send-draft">
          {given ? 'Save the change' : `Submit ${format.unitsOf(units)} for approval`}
        </Button>
        {given ? null : (
          <Button variant="default" disabled={!canSend || isSending} onClick={() => void send(false)}>
            Save as draft
          </Button>
        )}
        <Button variant="subtle" onClick={onClose}>
          Discard
        </Button>
      </Group>
    </form>
  )
}

const TYPING_MS = 200
const CHOICES_SHOWN = 20

interface LineProps {
  line: DraftLine
  from: string | null
  onChange(change: Partial<DraftLine>): void
  remove: (() => void) | undefined
}

function Line({ line, from, onChange, remove }: LineProps) {
  const format = useFormat()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const found = useTowerQuery(
    'inventory.positions',
    {
      location: from ?? '',
      ...(asked ? { text: asked } : {}),
      sort: 'atpUnits',
      descending: true,
      limit: CHOICES_SHOWN,
    },
    { enabled: from !== null, keepPrevious: true },
  )
  const rows = found.data?.rows ?? []
  const data = rows.map((row) => ({
    value: row.sku,
    label: `${row.skuName ?? row.sku} · ${format.units(row.atpUnits)} available`,
  }))
  if (line.sku !== null && !data.some(({ value }) => value === line.sku)) {
    data.unshift({ value: line.sku, label: line.skuName ?? line.sku })
  }
  return (
    <div className={classes.lineRow}>
      <Select
        label="Item"
        placeholder={from === null ? 'Choose the source first' : 'Name or number of what the source has'}
        data={data}
        value={line.sku}
        searchable
        onSearchChange={setText}
        onChange={(sku) =>
          onChange({ sku, skuName: rows.find((row) => row.sku === sku)?.skuName ?? line.skuName })
        }
        filter={({ options }) => options}
        nothingFoundMessage={
          from === null ? 'Choose the source first' : 'The source has nothing of this name'
        }
        disabled={from === null || line.line !== null}
      />
      <NumberInput
        label="Units"
        value={line.units}
        onChange={(value) => onChange({ units: Number(value) || 0 })}
        min={0}
        max={1_000_000}
      />
      {remove ? (
        <ActionIcon aria-label="Take this line away" onClick={remove}>
          <IconTrash size={14} />
        </ActionIcon>
      ) : (
        <span />
      )}
    </div>
  )
}
