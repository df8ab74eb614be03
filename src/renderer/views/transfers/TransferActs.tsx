/** Owns what can be done with one transfer as it stands, each with its amount and what follows from it. */
import { useState } from 'react'
import { Button, Popover, Textarea } from '@mantine/core'
import { IconBan, IconCircleX, IconEdit, IconLock, IconSend, IconTruckDelivery } from '@tabler/icons-react'
import type { TransferActReport, TransferDetail } from '../../../shared/readModels/transfers.ts'
import { notifyDone, notifyWarning, tellEnd } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { tellTower, useTransferRights } from '../../stores/transfers.ts'
import classes from './Transfers.module.css'

/** Tells the end of an act, or why the engine did not do it. */
const told = (act: Promise<unknown>, words: string) =>
  tellEnd(act, 'That was not done', (answer) => {
    const refused = refusalOf(answer)
    if (refused) notifyWarning(refused)
    else notifyDone(words)
  })

/** Commands about several transfers answer for each, where others fail as a whole. */
function refusalOf(answer: unknown): string | null {
  const [row] = (answer as Partial<TransferActReport>).transfers ?? []
  return row?.message ?? null
}

export function TransferActs({ detail }: { detail: TransferDetail }) {
  const format = useFormat()
  const rights = useTransferRights()
  const { transfer, status } = detail
  const one = { transfers: [transfer] }
  const unsent = detail.heldUnits
  const isAsked = status === 'draft' || status === 'submitted'
  const mayCancel =
    isAsked || (unsent > 0 && status !== 'rejected' && status !== 'closed' && status !== 'cancelled')
  return (
    <div className={classes.acts} role="toolbar" aria-label="What to do with this transfer">
      {status === 'draft' ? (
        <Button
          leftSection={<IconSend size={14} />}
          disabled={!rights.ask}
          title={rights.why}
          onClick={() =>
            void told(tellTower('transfers.submit', one), 'Asked for. Somebody else has to approve it.')
          }
          data-testid="submit"
        >
          Submit {format.unitsOf(detail.requestedUnits)} for approval
        </Button>
      ) : null}
      {status === 'approved' ? (
        <Button
          leftSection={<IconTruckDelivery size={14} />}
          disabled={!rights.decide}
          title={rights.why}
          onClick={() => void told(tellTower('transfers.release', one), 'Released: the documents go out.')}
          data-testid="release"
        >
          Release {format.unitsOf(unsent)}
        </Button>
      ) : null}
      {status === 'submitted' ? (
        <WithWords
          label="Reject…"
          icon={<IconCircleX size={14} />}
          disabled={!rights.decide}
          title={rights.why}
          says="Nothing is set aside; whoever asked can change it and ask again."
          button="Reject"
          act={(why) => told(tellTower('transfers.reject', { ...one, why }), 'Rejected.')}
        />
      ) : null}
      {isAsked || status === 'approved' || status === 'released' || status === 'rejected' ? (
        <Button
          variant="default"
          leftSection={<IconEdit size={14} />}
          disabled={!rights.ask}
          title={rights.why}
          onClick={() => go('/transfers/new', { amend: transfer })}
        >
          Change
        </Button>
      ) : null}
      {mayCancel ? (
        <WithWords
          label={isAsked ? 'Call off…' : `Call off ${format.unitsOf(unsent)}…`}
          icon={<IconBan size={14} />}
          disabled={!rights.ask}
          title={rights.why}
          says={
            isAsked
              ? 'Nothing was set aside, so nothing else changes.'
              : `${format.unitsOf(unsent)} that have not left are free again at the source.${status === 'released' ? ' The warehouse is told to ship no more.' : ''}`
          }
          button="Call off"
          act={(why) =>
            told(tellTower('transfers.cancel', { transfer, version: detail.version, why }), 'Called off.')
          }
        />
      ) : null}
      {status === 'received' ? (
        <Button
          variant="default"
          leftSection={<IconLock size={14} />}
          disabled={!rights.decide || detail.trouble === 'variance'}
          title={detail.trouble === 'variance' ? 'Say first what became of the difference' : rights.why}
          onClick={() => void told(tellTower('transfers.close', one), 'Closed.')}
          data-testid="close-transfer"
        >
          Close
        </Button>
      ) : null}
    </div>
  )
}

interface WithWordsProps {
  label: string
  icon: React.ReactNode
  disabled: boolean
  title: string
  /** What follows from it. */
  says: string
  button: string
  act(why: string): Promise<unknown>
}

/** A button behind which the words are asked for that stand with the act. */
function WithWords({ label, icon, disabled, title, says, button, act }: WithWordsProps) {
  const [opened, setOpened] = useState(false)
  const [why, setWhy] = useState('')
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={icon}
          disabled={disabled}
          title={title}
          onClick={() => setOpened(!opened)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.form}
          style={{ width: 300 }}
          onSubmit={(event) => {
            event.preventDefault()
            if (why.trim() === '') return
            setOpened(false)
            void act(why.trim())
          }}
        >
          <p className="dim">{says}</p>
          <Textarea
            label="Why"
            value={why}
            maxLength={2000}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
          <Button type="submit" disabled={why.trim() === ''}>
            {button}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
