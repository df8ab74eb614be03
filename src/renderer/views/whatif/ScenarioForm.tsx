/** Owns the form of a scenario: its name, where it looks, how far ahead, what is supposed, by which settings. */
import { useState } from 'react'
import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import type { WhatifScope } from '../../../shared/readModels/whatif.ts'
import type { ScenarioScope, ScenarioSettings } from '../../../shared/whatifDefinition.ts'
import { useFormat } from '../../components/useFormat.ts'
import { useScope } from '../../stores/scope.ts'
import { changeDefinition, setWhatifDraft, useWhatifDraft } from '../../stores/whatif.ts'
import { OperatorList } from './OperatorList.tsx'
import { PlacesField } from './PlacesField.tsx'
import { SETTING_WORDS, type NumberSetting } from './settingWords.ts'
import classes from './Whatif.module.css'

export function ScenarioForm({ scope }: { scope: WhatifScope }) {
  const { definition, name } = useWhatifDraft()
  return (
    <div className={classes.form} role="region" aria-label="Scenario" tabIndex={0}>
      <TextInput
        label="Name"
        placeholder="e.g. Outage of the Boston store"
        value={name}
        maxLength={200}
        onChange={(event) => setWhatifDraft({ name: event.currentTarget.value, isChanged: true })}
      />
      <section className={classes.part}>
        <h2>Where, and how far ahead</h2>
        <ScopeFields scope={scope} />
        <NumberInput
          label="Horizon, days"
          value={definition.horizonDays}
          min={scope.horizonDays.min}
          max={scope.horizonDays.max}
          onChange={(next) => {
            const days = Math.round(Number(next))
            if (days >= scope.horizonDays.min && days <= scope.horizonDays.max) {
              changeDefinition({ horizonDays: days })
            }
          }}
        />
      </section>
      <section className={classes.part}>
        <h2>Supposed</h2>
        <OperatorList scope={scope} />
      </section>
      <Fixed />
      <Settings scope={scope} />
    </div>
  )
}

function ScopeFields({ scope }: { scope: WhatifScope }) {
  const { definition } = useWhatifDraft()
  const held = useScope()
  const chosen = definition.scope
  const put = (member: keyof ScenarioScope, value: string | string[] | null) => {
    const { [member]: _before, ...rest } = chosen
    const isEmpty = value === null || value.length === 0
    changeDefinition({ scope: isEmpty ? rest : { ...rest, [member]: value } })
  }
  return (
    <>
      <div className={classes.pair}>
        <Select
          label="Category"
          placeholder={held.category ? `${held.category}, as on top` : 'All'}
          data={scope.categories}
          value={chosen.category ?? null}
          onChange={(value) => put('category', value)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All categories' }}
          limit={50}
        />
        <Select
          label="Region"
          placeholder={held.region ? `${held.region}, as on top` : 'All'}
          data={scope.regions}
          value={chosen.region ?? null}
          onChange={(value) => put('region', value)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All regions' }}
          limit={50}
        />
      </div>
      <PlacesField
        label="Locations (empty: all)"
        scope={scope}
        value={chosen.locations ?? []}
        onChange={(locations) => put('locations', locations)}
      />
    </>
  )
}

/** What the person fixed or forbade, each to be taken back. */
function Fixed() {
  const { definition } = useWhatifDraft()
  const format = useFormat()
  const pins = definition.pins ?? []
  const forbidden = definition.forbidden ?? []
  if (pins.length + forbidden.length === 0) return null
  return (
    <section className={classes.part}>
      <h2>Fixed by hand</h2>
      <p className="dim">
        {format.count(pins.length, 'transfer is fixed', 'transfers are fixed')},{' '}
        {format.count(forbidden.length, 'is forbidden', 'are forbidden')}.
      </p>
      <Button
        variant="default"
        onClick={() => changeDefinition({ pins: [], forbidden: [] })}
        style={{ justifySelf: 'start' }}
      >
        Take all of them back
      </Button>
    </section>
  )
}

function Settings({ scope }: { scope: WhatifScope }) {
  const { definition } = useWhatifDraft()
  const [opened, setOpened] = useState(false)
  const given = definition.settings ?? {}
  const put = (member: keyof ScenarioSettings, value: number | boolean | undefined) => {
    const { [member]: _before, ...rest } = given
    changeDefinition({ settings: value === undefined ? rest : { ...rest, [member]: value } })
  }
  const count = Object.keys(given).length
  return (
    <section className={classes.part}>
      <Button
        variant="subtle"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
        style={{ justifySelf: 'start' }}
      >
        Costs, lanes and floors{count > 0 ? ` (${count} set)` : ''}
      </Button>
      {opened ? (
        <div className={classes.fields}>
          {(Object.keys(SETTING_WORDS) as NumberSetting[]).map((member) => (
            <NumberInput
              key={member}
              label={SETTING_WORDS[member].label}
              description={SETTING_WORDS[member].about}
              placeholder={`${scope.settings[member]}`}
              value={given[member] ?? ''}
              min={0}
              step={SETTING_WORDS[member].step}
              onChange={(next) => put(member, next === '' ? undefined : Number(next))}
            />
          ))}
          <Switch
            label="Also move stock of places whose feeds are behind"
            checked={given.useStale ?? scope.settings.useStale}
            onChange={(event) => put('useStale', event.currentTarget.checked)}
          />
        </div>
      ) : null}
    </section>
  )
}
