/** Owns the form of a user's own rule: a condition checked while it is typed, tried on the past, then saved. */
import { useState } from 'react'
import { Button, Modal, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { InputOf } from '../../../shared/contract.ts'
import type { AlertConditions, AlertRuleDetail } from '../../../shared/readModels/alerts.ts'
import { ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import { Loading } from '../../components/Message.tsx'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { go } from '../../stores/address.ts'
import { refreshAlerts } from '../../stores/alerts.ts'
import { useTowerCommand, useTowerQuery } from '../../stores/engine.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { SEVERITY_WORDS } from './alertWords.ts'
import { BackTest } from './BackTest.tsx'
import { ownRuleId } from './ownRuleId.ts'
import classes from './Alerts.module.css'

type Draft = NonNullable<InputOf<'alerts.backTest'>['draft']>
const nothing = {}
const MINUTE_MS = 60_000
const TYPING_MS = 250
const SEVERITIES = ALERT_SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))

function draftOf(detail: AlertRuleDetail | null): Draft {
  if (!detail) {
    return {
      title: '',
      subjectKind: '',
      expression: '',
      severity: 'warning',
      pendingMs: 0,
      recoverMs: MINUTE_MS,
    }
  }
  const { title, subjectKind, settings } = detail.row
  const { severity, pendingMs, recoverMs } = settings
  return { title, subjectKind, expression: detail.expression ?? '', severity, pendingMs, recoverMs }
}

interface OwnRuleFormProps {
  /** Null: a new one. */
  detail: AlertRuleDetail | null
  onDone(rule: string): void
}

export function OwnRuleForm({ detail, onDone }: OwnRuleFormProps) {
  const rights = useAlertRights()
  const conditions = useTowerQuery('alerts.conditions', nothing)
  const save = useTowerCommand('alerts.saveRule')
  const [draft, setDraft] = useState(() => draftOf(detail))
  const [enabled, setEnabled] = useState(detail?.row.settings.enabled ?? true)
  const [why, setWhy] = useState('')
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const kind = conditions.data?.kinds.find((each) => each.kind === draft.subjectKind)
  const [asked] = useDebouncedValue(draft, TYPING_MS)
  const check = useTowerQuery(
    'alerts.tryExpression',
    { subjectKind: asked.subjectKind, expression: asked.expression },
    { enabled: asked.subjectKind !== '' && asked.expression.trim() !== '', keepPrevious: true },
  )
  const isChecked = asked.expression === draft.expression && asked.subjectKind === draft.subjectKind
  const isValid = isChecked && check.data?.valid === true && draft.expression.trim() !== ''
  const rule = detail?.row.rule ?? ownRuleId(draft.title)
  const canSave = rights.set && isValid && draft.title.trim() !== '' && rule !== null && why.trim() !== ''
  if (!conditions.data) return <Loading label="Loading what a condition may be about" />
  const send = () => {
    if (!canSave || rule === null) return
    save.mutate(
      { ...draft, title: draft.title.trim(), rule, enabled, why: why.trim() },
      {
        onSuccess(answer) {
          refreshAlerts()
          setWhy('')
          notifyDone('The rule is saved. It judges from now on.')
          onDone(answer.rule)
        },
        onError: (error) => notifyFailure('The rule was not saved', error),
      },
    )
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className={classes.pair}>
        <TextInput
          label="Title"
          value={draft.title}
          maxLength={200}
          onChange={(event) => put({ title: event.currentTarget.value })}
        />
        <Select
          label="About each"
          placeholder="Choose what one alert is about"
          data={conditions.data.kinds.map((each) => ({ value: each.kind, label: each.title }))}
          value={draft.subjectKind || null}
          onChange={(subjectKind) => put({ subjectKind: subjectKind ?? '' })}
          allowDeselect={false}
        />
        <Select
          label="Severity"
          data={SEVERITIES}
          value={draft.severity}
          onChange={(value) =>
            put({ severity: ALERT_SEVERITIES.find((each) => each === value) ?? 'warning' })
          }
          allowDeselect={false}
        />
        <Minutes
          label="Fires when held for"
          ms={draft.pendingMs}
          onChange={(pendingMs) => put({ pendingMs })}
        />
        <Minutes
          label="Ends when over for"
          ms={draft.recoverMs}
          onChange={(recoverMs) => put({ recoverMs })}
        />
        <Switch
          label="On"
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
          mb={6}
        />
      </div>
      <Section title="Fires where this is true">
        <Textarea
          aria-label="Condition"
          placeholder={kind ? 'onHandUnits > 0 && daysOfCover < 2' : 'Choose what it is about first'}
          value={draft.expression}
          disabled={!kind}
          onChange={(event) => put({ expression: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          spellCheck={false}
          classNames={{ input: classes.codeField }}
        />
        <Verdict
          valid={draft.expression.trim() === '' || !isChecked ? null : (check.data?.valid ?? null)}
          fault={check.data?.fault ?? null}
          at={check.data?.at ?? null}
        />
        {kind ? (
          <Words
            kind={kind}
            functions={conditions.data.functions}
            methods={conditions.data.methods}
            onWord={(word) => put({ expression: `${draft.expression}${draft.expression ? ' ' : ''}${word}` })}
          />
        ) : null}
      </Section>
      <Section title="What it would have fired">
        <BackTest
          key={`${asked.subjectKind} ${asked.expression}`}
          question={{ draft: { ...draft, title: draft.title.trim() || 'A rule of one’s own' } }}
          obstacle={isValid ? null : 'Write a condition that can be understood first.'}
        />
      </Section>
      <TextInput
        label="Why"
        placeholder="What the rule is for; it stands in its history"
        value={why}
        maxLength={2000}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <div className={classes.formRow}>
        <Button type="submit" disabled={!canSave} loading={save.isPending} title={rights.why}>
          Save the rule
        </Button>
        {detail ? <Removal rule={detail.row.rule} firing={detail.row.firing} may={rights.set} /> : null}
        {rule === null && draft.title.trim() !== '' ? (
          <span className="dim">The title needs a letter or a figure.</span>
        ) : null}
      </div>
    </form>
  )
}

function Minutes({ label, ms, onChange }: { label: string; ms: number; onChange(ms: number): void }) {
  return (
    <NumberInput
      size="xs"
      label={label}
      suffix=" min"
      min={0}
      max={43_200}
      value={ms / MINUTE_MS}
      onChange={(value) => onChange(Math.round((typeof value === 'number' ? value : 0) * MINUTE_MS))}
    />
  )
}

function Verdict({ valid, fault, at }: { valid: boolean | null; fault: string | null; at: number | null }) {
  return (
    <div role="status" data-testid="expression-verdict" data-value={valid ?? ''}>
      {valid === null ? (
        <span className="dim">It is checked while you type.</span>
      ) : valid ? (
        <StateMark state="good" word="Can be understood" />
      ) : (
        <>
          <StateMark state="serious" word={at === null ? 'Wrong' : `Wrong at character ${at + 1}`} />{' '}
          <span>{fault}</span>
        </>
      )}
    </div>
  )
}

interface WordsProps {
  kind: AlertConditions['kinds'][number]
  functions: readonly string[]
  methods: readonly string[]
  onWord(word: string): void
}

/** The figures that the condition may use; chosen, they go into it. */
function Words({ kind, functions, methods, onWord }: WordsProps) {
  return (
    <>
      <div
        className={classes.words}
        role="group"
        aria-label="Figures: choose one to put it into the condition"
      >
        {kind.figures.map(({ name, title, type }) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            title={`${title} (${type})`}
            onClick={() => onWord(name)}
          >
            {name}
          </Button>
        ))}
      </div>
      <span className="dim">
        Compare with &lt; &lt;= == != &gt;= &gt;, join with &amp;&amp; || !, reckon with + − * / %.{' '}
        {functions.length > 0 ? `Functions: ${functions.join(', ')}. ` : ''}
        {methods.length > 0 ? `Of texts: ${methods.join(', ')}.` : ''}
      </span>
    </>
  )
}

function Removal({ rule, firing, may }: { rule: string; firing: number; may: boolean }) {
  const remove = useTowerCommand('alerts.removeRule')
  const [asking, setAsking] = useState(false)
  const [why, setWhy] = useState('')
  const send = () =>
    remove.mutate(
      { rule, why: why.trim() },
      {
        onSuccess() {
          refreshAlerts()
          notifyDone('The rule is gone; its open alerts are resolved.')
          go('/alerts/rules')
        },
        onError: (error) => notifyFailure('The rule was not removed', error),
      },
    )
  return (
    <>
      <Button variant="default" disabled={!may} onClick={() => setAsking(true)}>
        Remove the rule…
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Remove the rule?" size="sm">
        <p>
          It judges no more{firing > 0 ? `, and its ${firing} open alerts are resolved` : ''}. What it found
          stays in the history.
        </p>
        <TextInput label="Why" value={why} onChange={(event) => setWhy(event.currentTarget.value)} mt={12} />
        <div className={classes.formRow} style={{ marginTop: 16 }}>
          <Button color="red" disabled={why.trim() === ''} loading={remove.isPending} onClick={send}>
            Remove the rule
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
        </div>
      </Modal>
    </>
  )
}
