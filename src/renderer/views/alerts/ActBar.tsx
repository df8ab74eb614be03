/** Owns what can be done with alerts: the buttons with their amounts and keys, and the small forms behind them. */
import type { ReactNode } from 'react'
import { Button, Popover } from '@mantine/core'
import {
  IconCheck,
  IconClockPause,
  IconMessageReport,
  IconPlayerPlay,
  IconUserPlus,
} from '@tabler/icons-react'
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { useFormat } from '../../components/useFormat.ts'
import { acknowledge, assign, snooze, unacknowledge, vote, type ActOutcome } from '../../stores/alertActs.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { AssignForm } from './AssignForm.tsx'
import { SnoozeForm } from './SnoozeForm.tsx'
import { tellAct } from './tellAct.ts'
import { VoteForm } from './VoteForm.tsx'
import classes from './Alerts.module.css'

export type ActMenu = 'assign' | 'snooze' | 'vote'

/** The alerts that an act would be done to. */
export interface Targets {
  count: number
  /** The one alert, where it is one. */
  only: AlertRow | null
  rows(): Promise<readonly AlertRow[]>
}
export const NO_TARGETS: Targets = { count: 0, only: null, rows: () => Promise.resolve([]) }

type OnRows = (rows: readonly AlertRow[]) => Promise<ActOutcome>
const act = (targets: Targets, done: string, on: OnRows) => tellAct(targets.rows().then(on), done)

export const acknowledgeAll = (targets: Targets): void => {
  if (targets.count > 0) act(targets, 'Acknowledged', acknowledge)
}

interface ActBarProps {
  targets: Targets
  menu: ActMenu | null
  setMenu(menu: ActMenu | null): void
  children?: ReactNode
}

export function ActBar({ targets, menu, setMenu, children }: ActBarProps) {
  const format = useFormat()
  const rights = useAlertRights()
  const { count, only } = targets
  const amount = count > 1 ? ` ${format.count(count, 'alert', 'alerts')}` : ''
  const off = count === 0 || !rights.act
  const hint = (key: string) => rights.why || `Key: ${key}`
  const onRows = (done: string, on: OnRows) => {
    setMenu(null)
    act(targets, done, on)
  }
  const isTaken = only?.acknowledgedAt !== null && only !== null
  const isSnoozed = only?.snoozedUntil !== null && only !== null
  const isOver = only?.state === 'resolved'
  return (
    <div className={classes.acts} role="toolbar" aria-label="What to do with these alerts">
      {children}
      {isTaken ? (
        <Button
          variant="default"
          disabled={off}
          title={rights.why}
          leftSection={<IconCheck size={14} />}
          onClick={() => onRows('No longer acknowledged:', unacknowledge)}
        >
          Take back the acknowledgement
        </Button>
      ) : (
        <Button
          disabled={off || isOver}
          title={hint('e')}
          leftSection={<IconCheck size={14} />}
          onClick={() => acknowledgeAll(targets)}
          data-testid="acknowledge"
        >
          Acknowledge{amount}
        </Button>
      )}
      <MenuButton
        opened={menu === 'assign'}
        open={(opened) => setMenu(opened ? 'assign' : null)}
        disabled={off}
        title={hint('s')}
        icon={<IconUserPlus size={14} />}
        word={`Assign${amount}`}
      >
        <AssignForm
          actor={rights.actor}
          owner={only?.owner ?? null}
          onChoose={(owner) =>
            onRows(owner === null ? 'Given to nobody:' : `Given to ${owner}:`, (rows) => assign(rows, owner))
          }
        />
      </MenuButton>
      {isSnoozed ? (
        <Button
          variant="default"
          disabled={off}
          title={rights.why}
          leftSection={<IconPlayerPlay size={14} />}
          onClick={() => onRows('No longer snoozed:', (rows) => snooze(rows, null))}
        >
          End the snooze
        </Button>
      ) : (
        <MenuButton
          opened={menu === 'snooze'}
          open={(opened) => setMenu(opened ? 'snooze' : null)}
          disabled={off || isOver}
          title={hint('z')}
          icon={<IconClockPause size={14} />}
          word={`Snooze${amount}`}
        >
          <SnoozeForm onChoose={(until) => onRows('Snoozed', (rows) => snooze(rows, until))} />
        </MenuButton>
      )}
      <MenuButton
        opened={menu === 'vote'}
        open={(opened) => setMenu(opened ? 'vote' : null)}
        disabled={!rights.speak || only === null}
        title={only === null && count > 1 ? 'One alert at a time' : rights.speak ? 'Key: v' : rights.why}
        icon={<IconMessageReport size={14} />}
        word="Vote"
      >
        <VoteForm
          onVote={(useful, why) => {
            setMenu(null)
            if (only) tellAct(vote(only, useful, why), useful ? 'Voted useful:' : 'Voted noise:')
          }}
        />
      </MenuButton>
    </div>
  )
}

interface MenuButtonProps {
  opened: boolean
  open(opened: boolean): void
  disabled: boolean
  title: string
  icon: ReactNode
  word: string
  children: ReactNode
}

function MenuButton({ opened, open, disabled, title, icon, word, children }: MenuButtonProps) {
  return (
    <Popover
      opened={opened && !disabled}
      onChange={open}
      position="top-end"
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="default"
          disabled={disabled}
          title={title}
          leftSection={icon}
          onClick={() => open(!opened)}
        >
          {word}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  )
}
