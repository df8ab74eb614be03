/** Owns the keys that work on every screen. Single letters act only where nobody is typing. */
import { useEffect } from 'react'
import { spotlight } from '@mantine/spotlight'
import { go } from '../../stores/address.ts'
import { useLatest } from '../../stores/useLatest.ts'
import { AREAS } from './areas.ts'

const SEQUENCE_MS = 1_500

let goAt = Number.NEGATIVE_INFINITY

/** Whether `g` was just pressed, so that the next letter names a screen. */
export const isGoing = (): boolean => performance.now() - goAt < SEQUENCE_MS

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  )
}

/** Puts the keyboard on the rows that matter most: those of the details where they are open. */
function focusRows(): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[role="grid"] [data-index][tabindex="0"]')]
  const last = rows.at(-1)
  last?.focus()
  return last !== undefined
}

export function useShortcuts({ openSheet }: { openSheet(): void }): void {
  const sheet = useLatest(openSheet)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return
      if (document.querySelector('[role="dialog"][aria-modal="true"]')) return
      const area = AREAS.find((each) => each.key === event.key)
      if (isGoing() && area) {
        goAt = Number.NEGATIVE_INFINITY
        go(`/${area.id}`)
      } else if (event.key === 'g') {
        goAt = performance.now()
        return
      } else if (event.key === '/') {
        const field = document.querySelector<HTMLInputElement>('[data-screen-search]')
        if (field) {
          field.focus()
          field.select()
        } else spotlight.open()
      } else if (event.key === '?') sheet.current()
      else if (event.key !== 'j' && event.key !== 'k') return
      else if (!focusRows()) return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [sheet])
}
