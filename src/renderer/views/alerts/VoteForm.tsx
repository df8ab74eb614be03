/** Owns the vote on an alert: useful or noise, and why. */
import { useState } from 'react'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react'

export function VoteForm({ onVote }: { onVote(useful: boolean, why: string): void }) {
  const [why, setWhy] = useState('')
  const given = why.trim()
  return (
    <Stack gap={8} w={280}>
      <span className="dim">Votes tell how far a rule can be trusted; they stand on its page.</span>
      <TextInput
        aria-label="Why"
        placeholder="Why, in a few words"
        maxLength={2000}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        data-autofocus
      />
      <Group gap={6} grow>
        <Button variant="default" leftSection={<IconThumbUp size={14} />} onClick={() => onVote(true, given)}>
          Useful
        </Button>
        <Button
          variant="default"
          leftSection={<IconThumbDown size={14} />}
          onClick={() => onVote(false, given)}
        >
          Noise
        </Button>
      </Group>
    </Stack>
  )
}
