/** Owns the choice of a table's columns, kept for this device. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { setPreferences, usePreferences } from '../stores/preferences.ts'

/** Ids of the columns that this person chose for a table, else the given ones. */
export function useShownColumns(table: string, defaults: readonly string[]): readonly string[] {
  return usePreferences().columns[table] ?? defaults
}

interface ColumnChooserProps {
  table: string
  columns: readonly { id: string; header: string }[]
  defaults: readonly string[]
  /** Columns that always stand. */
  fixed: readonly string[]
}

export function ColumnChooser({ table, columns, defaults, fixed }: ColumnChooserProps) {
  const { columns: chosen } = usePreferences()
  const shown = chosen[table] ?? defaults
  const choose = (ids: readonly string[]) => setPreferences({ columns: { ...chosen, [table]: [...ids] } })
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {columns.map(({ id, header }) => (
            <Checkbox
              key={id}
              label={header}
              checked={shown.includes(id)}
              disabled={fixed.includes(id)}
              onChange={(event) =>
                choose(event.currentTarget.checked ? [...shown, id] : shown.filter((each) => each !== id))
              }
            />
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => choose(defaults)}>
            Back to the {defaults.length}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
