/** Owns the short notices that follow what a person did: done, or not done and why, and the way back. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { explain } from './Message.tsx'

const closeButtonProps = { 'aria-label': 'Close this notice' }

/** @param what what was tried, as a sentence's start: `The feed could not be created`. */
export function notifyFailure(what: string, error: unknown): void {
  const { text, code } = explain(error)
  notifications.show({
    closeButtonProps,
    title: what,
    message: `${text} (code: ${code})`,
    color: 'red',
    icon: <IconAlertTriangle size={16} />,
    autoClose: 15_000,
  })
}

export function notifyDone(message: string): void {
  notifications.show({
    closeButtonProps,
    message,
    color: 'teal',
    icon: <IconCheck size={16} />,
    autoClose: 5_000,
  })
}

/** Done, but not as wished. */
export function notifyWarning(message: string): void {
  notifications.show({
    closeButtonProps,
    message,
    color: 'orange',
    icon: <IconAlertTriangle size={16} />,
    autoClose: 10_000,
  })
}

/** Done, with the way back. */
export function notifyUndoable(message: string, undo: () => void): void {
  const id = notifications.show({
    closeButtonProps,
    message: (
      <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
        {message}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconArrowBackUp size={13} />}
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          Undo
        </Button>
      </span>
    ),
    color: 'teal',
    icon: <IconCheck size={16} />,
    autoClose: 8_000,
  })
}

/**
 * Waits for what a person asked for and tells its end.
 * @param failure what was tried, as a sentence's start: `The run could not be started`
 * @param then what follows where it was done; words are told as they are
 */
export async function tellEnd<T>(
  act: Promise<T>,
  failure: string,
  then: string | ((value: T) => void),
): Promise<void> {
  try {
    const value = await act
    if (typeof then === 'string') notifyDone(then)
    else then(value)
  } catch (error) {
    notifyFailure(failure, error)
  }
}
