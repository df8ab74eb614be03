/** Owns the Transfers screen: its tabs and the drawer of a transfer, of an approval or of a new one. */
import { useCallback } from 'react'
import { Tabs } from '@mantine/core'
import { go, matchPath, useAddress } from '../../stores/address.ts'
import { useTransferRefresh } from '../../stores/transfers.ts'
import { DraftPanel } from './DraftPanel.tsx'
import { LimitsTab } from './LimitsTab.tsx'
import { OutcomesTab } from './OutcomesTab.tsx'
import { TransferPanel } from './TransferPanel.tsx'
import { TransfersTab } from './TransfersTab.tsx'
import classes from './Transfers.module.css'

const TABS = { transfers: 'Transfers', outcomes: 'Outcomes', limits: 'Limits and delegations' } as const
type Tab = keyof typeof TABS
const tabOf = (part: string | null): Tab => (part === 'outcomes' || part === 'limits' ? part : 'transfers')
const pathOf = (tab: string | null) => (tabOf(tab) === 'transfers' ? '/transfers' : `/transfers/${tab}`)

export default function TransfersScreen() {
  const { path } = useAddress()
  useTransferRefresh()
  const tab = tabOf(path.split('/')[2] ?? '')
  const transfer = matchPath('/transfers/transfer/:transfer', path)?.transfer
  const isNew = path === '/transfers/new'
  const isApproving = path === '/transfers/approve'
  const close = useCallback(() => go(pathOf(tab)), [tab])
  return (
    <>
      <h1 className="visually-hidden">Transfers</h1>
      <div className={classes.strip}>
        <Tabs value={tab} onChange={(next) => go(pathOf(next))} className={classes.tabs}>
          <Tabs.List aria-label="Parts of this screen">
            {Object.entries(TABS).map(([value, label]) => (
              <Tabs.Tab key={value} value={value} aria-controls="transfers-tab">
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </div>
      <div className={classes.stage} id="transfers-tab" role="tabpanel" aria-label={TABS[tab]}>
        {tab === 'transfers' ? <TransfersTab opened={transfer} isApproving={isApproving} /> : null}
        {tab === 'outcomes' ? <OutcomesTab /> : null}
        {tab === 'limits' ? <LimitsTab /> : null}
        {transfer === undefined ? null : <TransferPanel key={transfer} transfer={transfer} onClose={close} />}
        {isNew ? <DraftPanel onClose={close} /> : null}
      </div>
    </>
  )
}
