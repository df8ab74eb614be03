/** Owns the filters and columns that this person keeps under names, for this device. */
import { useState } from 'react'
import { ActionIcon, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash } from '@tabler/icons-react'
import { useShownColumns } from './ColumnChooser.tsx'
import { parseAddress, setParams } from '../stores/address.ts'
import { setPreferences, usePreferences, type SavedView } from '../stores/preferences.ts'

function queryNow(kept: readonly string[]): string {
  const { params } = parseAddress(window.location.hash)
  return new URLSearchParams([...params].filter(([name]) => kept.includes(name))).toString()
}

interface SavedViewsProps {
  table: string
  /** Parameters that a view holds; the time is not among them, since a view is for every day. */
  kept: readonly string[]
  /** Columns that stand where none were chosen. */
  defaults: readonly string[]
}

export function SavedViews({ table, kept, defaults }: SavedViewsProps) {
  const { savedViews, columns } = usePreferences()
  const shown = useShownColumns(table, defaults)
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState('')
  const own = savedViews.filter((view) => view.table === table)
  const title = name.trim()
  const isSame = (view: SavedView) => view.table === table && view.name === title
  const save = () => {
    const view = { table, name: title, query: queryNow(kept), columns: [...shown] }
    setPreferences({ savedViews: [...savedViews.filter((each) => !isSame(each)), view] })
    setName('')
  }
  const show = (view: SavedView) => {
    const params = new URLSearchParams(view.query)
    setParams(Object.fromEntries(kept.map((each) => [each, params.get(each)])))
    setPreferences({ columns: { ...columns, [table]: view.columns } })
    setOpened(false)
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={14} />}
          onClick={() => setOpened(!opened)}
          title="Filters and columns kept under a name"
        >
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} w={260}>
          {own.length === 0 ? <span className="dim">No view is kept yet.</span> : null}
          {own.map((view) => (
            <Group key={view.name} gap={4} wrap="nowrap" justify="space-between">
              <Button variant="subtle" flex={1} justify="flex-start" onClick={() => show(view)}>
                {view.name}
              </Button>
              <ActionIcon
                aria-label={`Forget the view ${view.name}`}
                onClick={() => setPreferences({ savedViews: savedViews.filter((each) => each !== view) })}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (title) save()
            }}
          >
            <Group gap={6} wrap="nowrap">
              <TextInput
                aria-label="Name of the view"
                placeholder="Keep what is shown as…"
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                flex={1}
              />
              <Button type="submit" disabled={!title}>
                {own.some(isSame) ? 'Replace' : 'Keep'}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
