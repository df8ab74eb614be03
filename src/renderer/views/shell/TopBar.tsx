/** Owns the bar on top: scope, time, search and commands, freshness and connection. */
import { Kbd, Select } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconMapPin, IconSearch, IconTag } from '@tabler/icons-react'
import { useTowerQuery } from '../../stores/engine.ts'
import { setScope, useAsOf, useScope } from '../../stores/scope.ts'
import { Connection } from './Connection.tsx'
import { AlertBell } from './FiringBadge.tsx'
import { TimeControl } from './TimeControl.tsx'
import { LookingBack } from './LookingBack.tsx'
import classes from './Shell.module.css'

const nothing = {}
const isApple = /Mac|iP(hone|ad|od)/.test(navigator.userAgent)
export const COMMAND_KEY = isApple ? '⌘' : 'Ctrl'

export function TopBar() {
  const scope = useScope()
  const asOf = useAsOf()
  const { data } = useTowerQuery('network.regions', nothing, { refetchEveryMs: 60_000 })
  const places = [
    {
      group: 'Countries',
      items: (data?.countries ?? []).map((name) => ({ value: `country:${name}`, label: name })),
    },
    {
      group: 'Regions',
      items: (data?.regions ?? []).map((name) => ({ value: `region:${name}`, label: name })),
    },
  ].filter((group) => group.items.length > 0)
  const place = scope.region ? `region:${scope.region}` : scope.country ? `country:${scope.country}` : null
  return (
    <>
      <header className={classes.bar}>
        <Select
          aria-label="Region or country"
          placeholder="All regions"
          leftSection={<IconMapPin size={14} />}
          data={withCurrent(places, place)}
          value={place}
          onChange={(value) => {
            const [kind, ...name] = (value ?? '').split(':')
            setScope({
              region: kind === 'region' ? name.join(':') : null,
              country: kind === 'country' ? name.join(':') : null,
            })
          }}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All regions' }}
          w={148}
          nothingFoundMessage="No such region"
        />
        <Select
          aria-label="Category"
          placeholder="All categories"
          leftSection={<IconTag size={14} />}
          data={[...new Set([...(data?.categories ?? []), ...(scope.category ? [scope.category] : [])])]}
          value={scope.category ?? null}
          onChange={(category) => setScope({ category })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'All categories' }}
          w={158}
          limit={200}
          nothingFoundMessage="No such category"
        />
        <TimeControl />
        <div className={classes.spacer} />
        <button type="button" className={classes.search} onClick={() => spotlight.open()}>
          <IconSearch size={14} aria-hidden="true" />
          <span className="clip">Search, commands</span>
          <Kbd size="xs">{COMMAND_KEY} K</Kbd>
        </button>
        <AlertBell />
        <Connection />
      </header>
      {asOf === null ? null : <LookingBack at={asOf} />}
    </>
  )
}

interface Group {
  group: string
  items: { value: string; label: string }[]
}

/** Keeps a scope that came with the address choosable while (or although) the engine does not list it. */
function withCurrent(groups: Group[], current: string | null): Group[] {
  if (current === null || groups.some((group) => group.items.some((item) => item.value === current)))
    return groups
  return [
    ...groups,
    { group: 'Chosen', items: [{ value: current, label: current.slice(current.indexOf(':') + 1) }] },
  ]
}
