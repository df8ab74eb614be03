/** Owns the Alerts screen: its tabs and the drawer of an alert, a rule or a silence. */
import { useCallback } from 'react'
import { Tabs } from '@mantine/core'
import { useFormat } from '../../components/useFormat.ts'
import { go, matchPath, useAddress } from '../../stores/address.ts'
import { useAlertRefresh, useAlertSummary } from '../../stores/alerts.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { AlertPanel } from './AlertPanel.tsx'
import { AlertsTab } from './AlertsTab.tsx'
import { EvaluatedAt } from './EvaluatedAt.tsx'
import { OutputPanel } from './OutputPanel.tsx'
import { OutputsTab } from './OutputsTab.tsx'
import { OwnRulePanel } from './OwnRulePanel.tsx'
import { RulePanel } from './RulePanel.tsx'
import { RulesTab } from './RulesTab.tsx'
import { SilencePanel } from './SilencePanel.tsx'
import { SilencesTab } from './SilencesTab.tsx'
import classes from './Alerts.module.css'

const TABS = { alerts: 'Alerts', rules: 'Rules', silences: 'Silences', outputs: 'Outputs' } as const
type Tab = keyof typeof TABS
const tabOf = (part: string | null): Tab =>
  part === 'rules' || part === 'silences' || part === 'outputs' ? part : 'alerts'
const pathOf = (tab: string | null) => (tabOf(tab) === 'alerts' ? '/alerts' : `/alerts/${tab}`)

export default function AlertsScreen() {
  const { path } = useAddress()
  useAlertRefresh()
  const part = path.split('/')[2] ?? ''
  const tab = tabOf(part)
  const alert = matchPath('/alerts/alert/:alert', path)?.alert
  const rule = matchPath('/alerts/rules/:rule', path)?.rule
  const silence = matchPath('/alerts/silences/:silence', path)?.silence
  const output = matchPath('/alerts/outputs/:output', path)?.output
  const close = useCallback(() => go(pathOf(part)), [part])
  return (
    <>
      <h1 className="visually-hidden">Alerts</h1>
      <div className={classes.strip}>
        <Tabs value={tab} onChange={(next) => go(pathOf(next))} className={classes.tabs}>
          <Tabs.List aria-label="Parts of this screen">
            {Object.entries(TABS).map(([value, label]) => (
              <Tabs.Tab key={value} value={value} aria-controls="alerts-tab">
                {label} {value === 'alerts' ? <Firing /> : null}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        <EvaluatedAt />
      </div>
      <div className={classes.stage} id="alerts-tab" role="tabpanel" aria-label={TABS[tab]}>
        {tab === 'alerts' ? <AlertsPart alert={alert} close={close} /> : null}
        {tab === 'rules' ? <RulesTab selected={rule} /> : null}
        {tab === 'silences' ? <SilencesTab selected={silence} /> : null}
        {tab === 'outputs' ? <OutputsTab selected={output} /> : null}
        {rule === 'new' ? <OwnRulePanel onClose={close} /> : null}
        {rule === undefined || rule === 'new' ? null : <RulePanel key={rule} rule={rule} onClose={close} />}
        {silence === undefined ? null : <SilencePanel key={path} silence={silence} onClose={close} />}
        {output === undefined ? null : <OutputPanel key={output} output={output} onClose={close} />}
      </div>
    </>
  )
}

function AlertsPart({ alert, close }: { alert: string | undefined; close(): void }) {
  const detail = useTowerQuery(
    'alerts.detail',
    { alert: alert ?? '' },
    { enabled: alert !== undefined, refetchEveryMs: 10_000 },
  )
  return (
    <AlertsTab opened={alert} openedRow={alert === undefined ? undefined : detail.data?.row}>
      {(triage) =>
        alert === undefined ? null : (
          <AlertPanel
            key={alert}
            detail={detail.data}
            error={detail.error}
            retry={() => void detail.refetch()}
            triage={triage}
            onClose={close}
          />
        )
      }
    </AlertsTab>
  )
}

function Firing() {
  const summary = useAlertSummary()
  const format = useFormat()
  if (!summary) return null
  const { critical, serious, warning } = summary.firing
  return <span className="dim">{format.number(critical + serious + warning)}</span>
}
