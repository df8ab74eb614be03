/** Owns the drawer on the right: details with an address of their own, beside the screen and never over a question. */
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useLatest } from '../stores/useLatest.ts'
import classes from './SidePanel.module.css'

interface SidePanelProps {
  title: string
  subtitle?: ReactNode
  wide?: boolean
  testId?: string
  onClose(): void
  actions?: ReactNode
  children: ReactNode
}

export function SidePanel({ title, subtitle, wide, testId, onClose, actions, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const headingId = useId()
  const close = useLatest(onClose)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  useEffect(() => {
    let isAnswered = false
    // A dialog that answers Escape is gone by the time that the key arrives below.
    const look = () => {
      isAnswered = document.querySelector('[role="dialog"]') !== null
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      // A dialog, a menu or a field answers its own Escape first.
      if (isAnswered) return
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="listbox"]')) {
        event.target.blur()
        return
      }
      close.current()
    }
    window.addEventListener('keydown', look, { capture: true })
    window.addEventListener('keydown', escape)
    return () => {
      window.removeEventListener('keydown', look, { capture: true })
      window.removeEventListener('keydown', escape)
    }
  }, [close])
  return (
    <aside
      className={classes.panel}
      data-wide={wide || undefined}
      aria-labelledby={headingId}
      data-testid={testId}
    >
      <header className={classes.head}>
        <div className={classes.titles}>
          <h2 id={headingId} ref={heading} tabIndex={-1} className="clip" title={title}>
            {title}
          </h2>
          {subtitle ? <div className="dim clip">{subtitle}</div> : null}
        </div>
        {actions}
        <ActionIcon onClick={onClose} aria-label="Close the details (Esc)" title="Close (Esc)">
          <IconX size={16} />
        </ActionIcon>
      </header>
      {/* Focusable, so that keys can scroll it where nothing in it takes the focus. */}
      <div className={classes.body} role="region" aria-labelledby={headingId} tabIndex={0}>
        {children}
      </div>
    </aside>
  )
}

/** A titled part of a drawer. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h3>{title}</h3>
        {note ? <span className="dim">{note}</span> : null}
      </div>
      {children}
    </section>
  )
}

/** One named figure or fact. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt className="dim">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** @param wide for facts that are whole times */
export function Facts({ wide, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <dl className={classes.facts} data-wide={wide || undefined}>
      {children}
    </dl>
  )
}
