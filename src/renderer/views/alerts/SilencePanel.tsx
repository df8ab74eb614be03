/** Owns the drawer of one silence: what it matches and when it holds, its end, and the form of a new one. */
import { useState } from 'react'
import { Button } from '@mantine/core'
import type { AlertSilenceRow } from '../../../shared/readModels/alerts.ts'
import { Instant, Moment } from '../../components/Age.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Fact, Facts, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, useAddress } from '../../stores/address.ts'
import { refreshAlerts } from '../../stores/alerts.ts'
import { useTowerCommand } from '../../stores/engine.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { matcherWords, useLabelNames, weeklyWords } from './matcherWords.ts'
import { matchersOf } from './silenceDraft.ts'
import { SilenceForm } from './SilenceForm.tsx'
import { SilenceState, useSilences } from './SilencesTab.tsx'

export function SilencePanel({ silence, onClose }: { silence: string; onClose(): void }) {
  const { params } = useAddress()
  const [matchers] = useState(() => matchersOf(params.get('matchers')))
  const answer = useSilences()
  const close = () => {
    setParams({ matchers: null })
    onClose()
  }
  if (silence === 'new') {
    return (
      <SidePanel
        title="New silence"
        subtitle="Alerts that match are found and kept; nobody is called for them"
        onClose={close}
        testId="silence-form"
      >
        <SilenceForm matchers={matchers} onDone={() => go('/alerts/silences', { matchers: null })} />
      </SidePanel>
    )
  }
  const row = answer.data?.silences.find((each) => each.silence === silence)
  return (
    <SidePanel title="Silence" subtitle={row?.why} onClose={close} testId="silence-panel">
      {row ? (
        <Body row={row} />
      ) : answer.error ? (
        <Failure what="This silence" error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.data ? (
        <Message title="There is no such silence">It may have ended more than 28 days ago.</Message>
      ) : (
        <Loading label="Loading the silence" />
      )}
    </SidePanel>
  )
}

function Body({ row }: { row: AlertSilenceRow }) {
  const format = useFormat()
  const names = useLabelNames()
  const rights = useAlertRights()
  const end = useTowerCommand('alerts.endSilence')
  return (
    <>
      <SilenceState row={row} />
      <Facts wide>
        <Fact name="Silences alerts of">{matcherWords(row.matchers, names)}</Fact>
        <Fact name="Why">{row.why}</Fact>
        <Fact name="From">
          <Moment at={row.from} />
        </Fact>
        <Fact name="Until">{row.until === null ? 'ended by hand' : <Instant at={row.until} />}</Fact>
        <Fact name="In these hours">
          {row.weekly ? `${weeklyWords(row.weekly)} (${row.timeZone ?? 'UTC'})` : 'all the time'}
        </Fact>
        <Fact name="Mutes now">
          {row.active ? format.count(row.alerts, 'open alert', 'open alerts') : 'nothing'}
        </Fact>
        <Fact name="Set by">{row.actor}</Fact>
        <Fact name="Set">
          <Instant at={row.at} />
        </Fact>
      </Facts>
      {row.ended ? null : (
        <Button
          variant="default"
          disabled={!rights.set}
          title={rights.why}
          loading={end.isPending}
          style={{ alignSelf: 'start' }}
          onClick={() =>
            end.mutate(
              { silence: row.silence },
              {
                onSuccess() {
                  refreshAlerts()
                  notifyDone(
                    row.active && row.alerts > 0
                      ? `The silence is over: ${format.count(row.alerts, 'alert calls', 'alerts call')} again.`
                      : 'The silence is over.',
                  )
                },
                onError: (error) => notifyFailure('The silence was not ended', error),
              },
            )
          }
        >
          {row.active && row.alerts > 0
            ? `End it: ${format.count(row.alerts, 'alert calls', 'alerts call')} again`
            : 'End this silence'}
        </Button>
      )}
    </>
  )
}
