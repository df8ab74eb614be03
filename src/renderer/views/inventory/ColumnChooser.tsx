/** Owns the choice of columns, kept for this device. */
import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { setPreferences, usePreferences } from '../../stores/preferences.ts'
import { DEFAULT_COLUMNS, POSITION_COLUMNS } from './columns.tsx'

const TABLE = 'positions'

export function useShownColumns(): string[] {
  return usePreferences().columns[TABLE] ?? DEFAULT_COLUMNS
}

export function ColumnChooser() {
  const { columns } = usePreferences()
  const shown = columns[TABLE] ?? DEFAULT_COLUMNS
  const choose = (ids: string[]) => setPreferences({ columns: { ...columns, [TABLE]: ids } })
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {POSITION_COLUMNS.map(({ id, header }) => (
            <Checkbox
              key={id}
              label={header}
              checked={shown.includes(id)}
              disabled={id === 'location' || id === 'sku'}
              onChange={(event) =>
                choose(event.currentTarget.checked ? [...shown, id] : shown.filter((each) => each !== id))
              }
            />
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => choose(DEFAULT_COLUMNS)}>
            Back to the seven
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
