/** Owns the form of an output: what it is told of, how it is reached, and its secrets, which are never shown again. */
import { useState } from 'react'
import { Button, Checkbox, PasswordInput, SegmentedControl, TagsInput, TextInput } from '@mantine/core'
import type { OutputKind, OutputRow } from '../../../shared/readModels/outputs.ts'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { refresh, useTowerCommand } from '../../stores/engine.ts'
import { useOutputRights } from '../../stores/rights.ts'
import { isComplete, MatcherFields } from './MatcherFields.tsx'
import { draftFaults, EMPTY_OUTPUT, OUTPUT_KINDS, settingsOfDraft, type OutputDraft } from './outputDraft.ts'
import type { Matcher } from './silenceDraft.ts'
import classes from './Alerts.module.css'

interface OutputFormProps {
  /** The output that is changed; absent: a new one. */
  row?: OutputRow
  onSaved(output: string, secret: string | null): void
}

const KINDS = (Object.keys(OUTPUT_KINDS) as OutputKind[]).map((value) => ({
  value,
  label: OUTPUT_KINDS[value],
}))

export function OutputForm({ row, onSaved }: OutputFormProps) {
  const rights = useOutputRights()
  const save = useTowerCommand('outputs.save')
  const [draft, setDraft] = useState<OutputDraft>(() =>
    row
      ? { ...EMPTY_OUTPUT, kind: row.kind, name: row.name, url: row.kind === 'email' ? '' : row.target }
      : EMPTY_OUTPUT,
  )
  const [matchers, setMatchers] = useState<Matcher[]>(row?.matchers ?? [])
  const [isEnabled, setEnabled] = useState(row?.enabled ?? true)
  const [isTried, setTried] = useState(false)
  const put = (change: Partial<OutputDraft>) => setDraft({ ...draft, ...change })
  const faults = draftFaults(draft)
  const shown = isTried ? faults : {}
  const canSend = rights.change && Object.keys(faults).length === 0 && isComplete(matchers)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (!canSend) return
        save.mutate(
          {
            ...(row ? { output: row.output } : {}),
            name: draft.name.trim(),
            enabled: isEnabled,
            matchers,
            settings: settingsOfDraft(draft),
          },
          {
            onSuccess({ output, secret }) {
              refresh('outputs.list')
              notifyDone(row ? 'The output is changed.' : 'The output is made. Send it a test.')
              onSaved(output, secret)
            },
            onError: (error) => notifyFailure('The output was not saved', error),
          },
        )
      }}
    >
      <Section title="Where to">
        {row ? null : (
          <SegmentedControl
            aria-label="Kind"
            data={KINDS}
            value={draft.kind}
            onChange={(kind) => put({ kind: kind as OutputKind })}
            fullWidth
          />
        )}
        <TextInput
          label="Name"
          placeholder="Night shift"
          value={draft.name}
          maxLength={100}
          onChange={(event) => put({ name: event.currentTarget.value })}
          error={shown.name}
        />
        {draft.kind === 'email' ? (
          <MailFields draft={draft} put={put} faults={shown} isChange={row !== undefined} />
        ) : (
          <HttpFields draft={draft} put={put} faults={shown} isChange={row !== undefined} />
        )}
      </Section>
      <Section title="Which alerts" note={matchers.length === 0 ? 'every alert' : 'all of these must hold'}>
        <MatcherFields matchers={matchers} onChange={setMatchers} />
      </Section>
      <Checkbox
        label="Send"
        description="Off: nothing is sent, and nothing is kept for later"
        checked={isEnabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <Button type="submit" loading={save.isPending} disabled={!rights.change} title={rights.why}>
        {row ? 'Change this output' : `Make the ${OUTPUT_KINDS[draft.kind].toLowerCase()} output`}
      </Button>
    </form>
  )
}

interface FieldsProps {
  draft: OutputDraft
  put(change: Partial<OutputDraft>): void
  faults: Partial<Record<keyof OutputDraft, string>>
  isChange: boolean
}

function HttpFields({ draft, put, faults, isChange }: FieldsProps) {
  const unchanged = isChange ? 'Left empty: as it is' : undefined
  return (
    <>
      <TextInput
        label="Address"
        description={
          isChange
            ? 'As it was saved; what stood behind a ? is not shown and has to be written again'
            : 'Redirects are not followed'
        }
        placeholder="https://example.com/hooks/alerts"
        value={draft.url}
        onChange={(event) => put({ url: event.currentTarget.value })}
        error={faults.url}
        spellCheck={false}
      />
      {draft.url.startsWith('http:') && !/^http:\/\/(localhost|127\.|\[::1\])/.test(draft.url) ? (
        <p className="dim" role="status">
          Not encrypted: whoever is on the way can read the alerts.
        </p>
      ) : null}
      {draft.kind === 'webhook' ? (
        <PasswordInput
          label="Signing secret (optional)"
          description={
            unchanged ??
            'Left empty, one is made and shown once. Each request is signed by it (Standard Webhooks)'
          }
          value={draft.secret}
          onChange={(event) => put({ secret: event.currentTarget.value.trim() })}
          error={faults.secret}
          autoComplete="off"
        />
      ) : (
        <PasswordInput
          label="Bearer token (optional)"
          description={unchanged}
          value={draft.bearer}
          onChange={(event) => put({ bearer: event.currentTarget.value.trim() })}
          autoComplete="off"
        />
      )}
    </>
  )
}

function MailFields({ draft, put, faults, isChange }: FieldsProps) {
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Mail server"
          placeholder="smtp.example.com"
          value={draft.host}
          onChange={(event) => put({ host: event.currentTarget.value.trim() })}
          error={faults.host}
          spellCheck={false}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          value={draft.port}
          onChange={(event) => put({ port: event.currentTarget.value.trim() })}
          error={faults.port}
        />
      </div>
      <Checkbox
        label="TLS from the first byte"
        description="For port 465. Otherwise STARTTLS is used, and beyond this machine nothing is sent without it"
        checked={draft.isTls}
        onChange={(event) => put({ isTls: event.currentTarget.checked })}
      />
      <div className={classes.pair}>
        <TextInput
          label="User (optional)"
          value={draft.user}
          onChange={(event) => put({ user: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
        />
        <PasswordInput
          label="Password"
          description={isChange ? 'Left empty: as it is' : undefined}
          value={draft.password}
          onChange={(event) => put({ password: event.currentTarget.value })}
          autoComplete="new-password"
        />
      </div>
      <TextInput
        label="From"
        placeholder="tower@example.com"
        value={draft.from}
        onChange={(event) => put({ from: event.currentTarget.value.trim() })}
        error={faults.from}
        spellCheck={false}
      />
      <TagsInput
        label="To"
        placeholder={draft.to.length === 0 ? 'duty@example.com, then Enter' : ''}
        value={draft.to}
        onChange={(to) => put({ to })}
        error={faults.to}
        maxTags={50}
      />
    </>
  )
}
