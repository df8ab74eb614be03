/** Owns the short notices that follow what a person did: done, or not done and why. */
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { explain } from './Message.tsx'

/** @param what what was tried, as a sentence's start: `The feed could not be created`. */
export function notifyFailure(what: string, error: unknown): void {
  const { text, code } = explain(error)
  notifications.show({
    title: what,
    message: `${text} (code: ${code})`,
    color: 'red',
    icon: <IconAlertTriangle size={16} />,
    autoClose: 15_000,
  })
}

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'teal', icon: <IconCheck size={16} />, autoClose: 5_000 })
}

/** Done, but not as wished. */
export function notifyWarning(message: string): void {
  notifications.show({ message, color: 'orange', icon: <IconAlertTriangle size={16} />, autoClose: 10_000 })
}
