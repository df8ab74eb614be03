/** Owns search and commands: locations, SKUs, shipments and orders by name or id, and all that can be done by a word. */
import { useMemo, useState } from 'react'
import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import {
  IconBarcode,
  IconBuildingStore,
  IconClock,
  IconKeyboard,
  IconMoon,
  IconPlus,
  IconReceipt,
  IconSearch,
  IconSun,
  IconTruck,
} from '@tabler/icons-react'
import type { SearchHit } from '../../../shared/readModels/tower.ts'
import { go, locationPath, orderPath, shipmentPath, skuPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { setAsOf } from '../../stores/scope.ts'
import { explain } from '../../components/Message.tsx'
import { AREAS } from './areas.ts'

const HIT_ICONS = {
  location: IconBuildingStore,
  sku: IconBarcode,
  shipment: IconTruck,
  order: IconReceipt,
} as const
const HIT_WORDS = { location: 'Location', sku: 'SKU', shipment: 'Shipment', order: 'Order' } as const

function openHit(hit: SearchHit): void {
  const paths = { location: locationPath, sku: skuPath, shipment: shipmentPath, order: orderPath }
  go(paths[hit.kind](hit.id))
}

export function CommandPalette({ openSheet }: { openSheet(): void }) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const { setColorScheme } = useMantineColorScheme()
  const { data, error, isFetching } = useTowerQuery(
    'search.find',
    { text: asked.slice(0, 200) },
    { enabled: asked.length > 0, keepPrevious: true },
  )
  const commands = useMemo(
    () => [
      ...AREAS.map(({ id, title, about, icon, key }) => ({
        id: `go-${id}`,
        label: `Go to ${title}`,
        description: `${about} (g ${key})`,
        icon,
        run: () => go(`/${id}`),
      })),
      {
        id: 'feed',
        label: 'Connect a feed',
        description: 'Name, key, a command to try',
        icon: IconPlus,
        run: () => go('/feeds/new'),
      },
      {
        id: 'shipments',
        label: 'Shipments under way',
        description: 'Late ones and exceptions among them',
        icon: IconTruck,
        run: () => go('/network/shipments'),
      },
      {
        id: 'late-orders',
        label: 'Late orders',
        description: 'Handed over late, or open past their promise',
        icon: IconReceipt,
        run: () => go('/speed', { tab: 'orders', which: 'late' }),
      },
      {
        id: 'live',
        label: 'Show now, live',
        description: 'Ends looking back',
        icon: IconClock,
        run: () => setAsOf(null),
      },
      {
        id: 'dark',
        label: 'Dark appearance',
        description: '',
        icon: IconMoon,
        run: () => setColorScheme('dark'),
      },
      {
        id: 'light',
        label: 'Light appearance',
        description: '',
        icon: IconSun,
        run: () => setColorScheme('light'),
      },
      { id: 'keys', label: 'Show the keyboard list', description: '?', icon: IconKeyboard, run: openSheet },
    ],
    [openSheet, setColorScheme],
  )
  const words = text.trim().toLowerCase()
  const fitting = commands.filter(({ label, description }) =>
    `${label} ${description}`.toLowerCase().includes(words),
  )
  const hits = asked && words ? (data?.hits ?? []) : []
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      scrollable
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      maxHeight={440}
      transitionProps={{ duration: 80 }}
    >
      <Spotlight.Search
        placeholder="A location, SKU, shipment, order or command"
        aria-label="A location, SKU, shipment, order or command"
        leftSection={<IconSearch size={16} />}
      />
      <Spotlight.ActionsList>
        {hits.length > 0 ? (
          <Spotlight.ActionsGroup label="Found">
            {hits.map((hit) => {
              const Icon = HIT_ICONS[hit.kind]
              return (
                <Spotlight.Action
                  key={`${hit.kind} ${hit.id}`}
                  label={hit.title}
                  description={[HIT_WORDS[hit.kind], hit.detail, hit.title === hit.id ? '' : hit.id]
                    .filter(Boolean)
                    .join(' · ')}
                  leftSection={<Icon size={18} />}
                  onClick={() => openHit(hit)}
                />
              )
            })}
          </Spotlight.ActionsGroup>
        ) : null}
        {fitting.length > 0 ? (
          <Spotlight.ActionsGroup label="Commands">
            {fitting.map(({ id, label, description, icon: Icon, run }) => (
              <Spotlight.Action
                key={id}
                label={label}
                description={description}
                leftSection={<Icon size={18} />}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {hits.length + fitting.length === 0 ? (
          <Spotlight.Empty>
            {error
              ? explain(error).text
              : isFetching || asked !== text.trim()
                ? 'Searching…'
                : 'Nothing starts with that. Search matches the start of words in names and ids.'}
          </Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
