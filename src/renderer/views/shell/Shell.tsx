/** Owns the frame: rail, bar, the place of the screen, and what the keyboard does everywhere. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useConnectionState } from '../../stores/engine.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { CriticalNews } from './CriticalNews.tsx'
import { CommandPalette } from './CommandPalette.tsx'
import { NavigationRail } from './NavigationRail.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { TopBar } from './TopBar.tsx'
import { CONNECTION_WORDS } from './connectionWords.ts'
import { useShortcuts } from './useShortcuts.ts'
import classes from './Shell.module.css'

export function Shell({ children }: { children: ReactNode }) {
  const [sheetOpen, setSheetOpen] = useState(false)
  useShortcuts({ openSheet: () => setSheetOpen(true) })
  const main = useRef<HTMLElement>(null)
  return (
    <div className={classes.shell}>
      <a
        href="#main"
        className={classes.skip}
        onClick={(event) => {
          // The hash is the address, so the link must not change it.
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the screen
      </a>
      <NavigationRail />
      <div className={classes.column}>
        <TopBar />
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          {children}
        </main>
      </div>
      <Announcer />
      <CriticalNews />
      <CommandPalette openSheet={() => setSheetOpen(true)} />
      <ShortcutSheet opened={sheetOpen} onClose={() => setSheetOpen(false)} />
    </div>
  )
}

/** Speaks changes of the connection politely; says nothing at the start. */
function Announcer() {
  const state = useConnectionState()
  const status = useTowerStatus()
  const [words, setWords] = useState('')
  const before = useRef(state)
  useEffect(() => {
    if (before.current === state) return
    const started = before.current === 'connecting'
    before.current = state
    if (!started || state === 'disconnected') setWords(CONNECTION_WORDS[state].says)
  }, [state])
  const refused = useRef<number | undefined>(undefined)
  const openQuarantine = status?.openQuarantine
  useEffect(() => {
    const last = refused.current
    refused.current = openQuarantine
    if (last !== undefined && openQuarantine !== undefined && openQuarantine > last) {
      setWords(`${openQuarantine - last} more records were refused and wait in quarantine.`)
    }
  }, [openQuarantine])
  return (
    <div aria-live="polite" role="status" className="visually-hidden">
      {words}
    </div>
  )
}
