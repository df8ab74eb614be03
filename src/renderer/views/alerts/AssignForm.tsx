/** Owns the choice of whom an alert is given to. */
import { useState } from 'react'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconUser, IconUserOff } from '@tabler/icons-react'
import { usePreferences } from '../../stores/preferences.ts'

interface AssignFormProps {
  /** Who is looking. */
  actor: string | null
  /** Whose it is now. */
  owner: string | null
  onChoose(owner: string | null): void
}

export function AssignForm({ actor, owner, onChoose }: AssignFormProps) {
  const { owners } = usePreferences()
  const [name, setName] = useState('')
  const others = owners.filter((each) => each !== actor && each !== owner)
  const typed = name.trim()
  return (
    <Stack gap={6} w={260}>
      {actor !== null && actor !== owner ? (
        <Button
          variant="light"
          justify="flex-start"
          leftSection={<IconUser size={14} />}
          onClick={() => onChoose(actor)}
          data-autofocus
        >
          Me ({actor})
        </Button>
      ) : null}
      {others.map((each) => (
        <Button key={each} variant="subtle" justify="flex-start" onClick={() => onChoose(each)}>
          {each}
        </Button>
      ))}
      {owner === null ? null : (
        <Button
          variant="subtle"
          justify="flex-start"
          leftSection={<IconUserOff size={14} />}
          onClick={() => onChoose(null)}
        >
          Nobody
        </Button>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed) onChoose(typed)
        }}
      >
        <Group gap={6} wrap="nowrap">
          <TextInput
            aria-label="Name of somebody else or a team"
            placeholder="Somebody else, a team"
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
            flex={1}
          />
          <Button type="submit" variant="default" disabled={!typed}>
            Assign
          </Button>
        </Group>
      </form>
    </Stack>
  )
}
