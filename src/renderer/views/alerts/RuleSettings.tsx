/** Owns the settings of a rule: for everything, and for parts of the network; each change says why. */
import { useState } from 'react'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { InputOf } from '../../../shared/contract.ts'
import type { AlertRuleDetail } from '../../../shared/readModels/alerts.ts'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { refreshAlerts } from '../../stores/alerts.ts'
import { useTowerCommand } from '../../stores/engine.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { isComplete, MatcherFields } from './MatcherFields.tsx'
import { changedSettings, type Settings } from './ruleSettingsDraft.ts'
import { SettingFields } from './SettingFields.tsx'
import type { Matcher } from './silenceDraft.ts'
import classes from './Alerts.module.css'

interface Scoped {
  key: number
  matchers: Matcher[]
  settings: Settings
}
/** They hold for everything: a rule looks at all places by the same ones. */
const NO_PARAMETERS: AlertRuleDetail['parameters'] = []
let nextKey = 1
const scopedOf = (detail: AlertRuleDetail): Scoped[] =>
  detail.scoped.map(({ matchers, settings }) => ({ key: nextKey++, matchers, settings }))

/** @param threshold one that was found by trying, to begin with; null: as it is set */
export function RuleSettings({ detail, threshold }: { detail: AlertRuleDetail; threshold: string | null }) {
  const { row, defaults, parameters } = detail
  const rights = useAlertRights()
  const command = useTowerCommand('alerts.setRule')
  const [settings, setSettings] = useState<Settings>(() => {
    const given = Number(threshold ?? Number.NaN)
    const set = changedSettings(row.settings, defaults)
    return Number.isFinite(given) ? { ...set, threshold: given } : set
  })
  const [scoped, setScoped] = useState(() => scopedOf(detail))
  const [why, setWhy] = useState('')
  const put = (key: number, change: Partial<Scoped>) =>
    setScoped(scoped.map((each) => (each.key === key ? { ...each, ...change } : each)))
  const move = (index: number, step: 1 | -1) => {
    const next = scoped.toSpliced(index, 1)
    const each = scoped[index]
    if (each) setScoped(next.toSpliced(index + step, 0, each))
  }
  const canSend =
    rights.set &&
    why.trim() !== '' &&
    scoped.every(({ matchers }) => matchers.length > 0 && isComplete(matchers))
  const send = () => {
    const input: InputOf<'alerts.setRule'> = {
      rule: row.rule,
      settings,
      scoped: scoped.map((each) => ({ matchers: each.matchers, settings: each.settings })),
      why: why.trim(),
    }
    command.mutate(input, {
      onSuccess() {
        refreshAlerts()
        setWhy('')
        notifyDone('The rule is set. It judges by this from now on.')
      },
      onError: (error) => notifyFailure('The rule was not set', error),
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
      <Section title="Everywhere" note="what is left empty is as the rule came">
        <SettingFields
          settings={settings}
          base={defaults}
          parameters={parameters}
          row={row}
          disabled={!rights.set}
          onChange={setSettings}
        />
      </Section>
      <Section
        title="In parts of the network"
        note="of those that match, the one with the most conditions counts"
      >
        {scoped.length === 0 ? <p className="dim">No part has settings of its own.</p> : null}
        {scoped.map((each, index) => (
          <div key={each.key} className={classes.box} role="group" aria-label={`Exception ${index + 1}`}>
            <MatcherFields
              matchers={each.matchers}
              without={['rule', 'area', 'severity']}
              onChange={(matchers) => put(each.key, { matchers })}
            />
            <SettingFields
              settings={each.settings}
              base={{
                ...defaults,
                ...settings,
                parameters: { ...defaults.parameters, ...settings.parameters },
              }}
              parameters={NO_PARAMETERS}
              row={row}
              disabled={!rights.set}
              onChange={(changed) => put(each.key, { settings: changed })}
            />
            <div className={classes.formRow}>
              <ActionIcon
                aria-label="Earlier in the list"
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                aria-label="Later in the list"
                disabled={index === scoped.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon
                aria-label={`Take exception ${index + 1} away`}
                onClick={() => setScoped(scoped.filter(({ key }) => key !== each.key))}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </div>
          </div>
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={!rights.set}
          style={{ alignSelf: 'start' }}
          onClick={() =>
            setScoped([
              ...scoped,
              { key: nextKey++, matchers: [{ label: 'location', values: [] }], settings: {} },
            ])
          }
        >
          Other settings for a part
        </Button>
      </Section>
      <Section title="Why">
        <TextInput
          aria-label="Why"
          placeholder="What this change is for; it stands in the rule’s history"
          value={why}
          maxLength={2000}
          disabled={!rights.set}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </Section>
      <Button type="submit" disabled={!canSend} loading={command.isPending} title={rights.why}>
        Set the rule
      </Button>
    </form>
  )
}
