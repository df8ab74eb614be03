/** Owns text to be taken elsewhere: a key, an address, a command, with a button that copies it. */
import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './CopyField.module.css'

export function CopyField({ label, text, testId }: { label: string; text: string; testId?: string }) {
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        <span className="dim">{label}</span>
        <CopyButton value={text} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={copy}
              leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
              aria-label={`Copy: ${label}`}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
      <pre className={classes.text} data-testid={testId} tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  )
}
