/** Owns the line that says that the screens do not show now. */
import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { Moment } from '../../components/Age.tsx'
import { setAsOf } from '../../stores/scope.ts'
import classes from './Shell.module.css'

export function LookingBack({ at }: { at: number }) {
  return (
    <div className={classes.banner}>
      <IconHistory size={16} aria-hidden="true" />
      <span>
        Stock as of <Moment at={at} />. Orders, shipments under way and feeds always show now.
      </span>
      <div className={classes.spacer} />
      <Button size="compact-xs" variant="default" onClick={() => setAsOf(null)}>
        Back to live
      </Button>
    </div>
  )
}
