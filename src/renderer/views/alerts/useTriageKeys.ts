/** Owns the keys of the Alerts screen; single letters act only where nobody is typing. */
import { useEffect } from 'react'
import { useLatest } from '../../stores/useLatest.ts'
import { isGoing, isTyping } from '../shell/useShortcuts.ts'

/**
 * Calls `press` with each key that is meant for the list of alerts, before the table or the frame see it.
 * `press` says whether it took the key.
 */
export function useTriageKeys(press: (key: string) => boolean): void {
  const latest = useLatest(press)
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || isGoing()) return
      if (document.querySelector('[role="dialog"]')) return
      if (!latest.current(event.key)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', hear, { capture: true })
    return () => window.removeEventListener('keydown', hear, { capture: true })
  }, [latest])
}
