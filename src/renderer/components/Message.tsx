/** Owns what a screen says when it has nothing else to show: empty, nothing found, failed, loading. */
import { useEffect, useState, type ReactNode } from 'react'
import { Button, Code, Skeleton } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { TowerError } from '../../shared/errors.ts'
import classes from './Message.module.css'

export function Message({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={classes.message}>
      <h2>{title}</h2>
      {children ? <div className="dim">{children}</div> : null}
      {action ? <div className={classes.action}>{action}</div> : null}
    </div>
  )
}

/** What is safe to say about an error, and the code to quote. */
export function explain(error: unknown): { text: string; code: string } {
  if (error instanceof TowerError) return { text: error.message, code: error.code }
  return { text: error instanceof Error ? error.message : String(error), code: 'screen' }
}

export function Failure({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) {
  const { text, code } = explain(error)
  return (
    <div role="alert">
      <Message
        title={`${what} could not be shown`}
        action={
          retry ? (
            <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
              Try again
            </Button>
          ) : null
        }
      >
        {text} Nothing that was received is lost. Code: <Code>{code}</Code>
      </Message>
    </div>
  )
}

const SKELETON_AFTER_MS = 300

/** Shows its place at once and its bars only after a while, so that quick answers do not flicker. */
export function Loading({ lines = 6, label }: { lines?: number; label: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={classes.loading} aria-busy="true" aria-live="polite">
      <span className="visually-hidden">{label}</span>
      {late
        ? Array.from({ length: lines }, (_each, index) => (
            <Skeleton key={`line-${index}`} height={14} width={`${92 - ((index * 17) % 40)}%`} />
          ))
        : null}
    </div>
  )
}
