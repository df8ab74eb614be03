/** Owns one transfer's drawer: how far it is, what can be done, its lines, documents, story and outcome. */
import { useMemo } from 'react'
import type { TransferDetail } from '../../../shared/readModels/transfers.ts'
import { Age } from '../../components/Age.tsx'
import { WithFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, locationPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { Approval } from './ApprovalPanel.tsx'
import { OutcomePart } from './OutcomePart.tsx'
import { Status, Track } from './transferColumns.tsx'
import { TransferActs } from './TransferActs.tsx'
import { TransferDocuments } from './TransferDocuments.tsx'
import { TransferLines } from './TransferLines.tsx'
import { TransferStory } from './TransferStory.tsx'
import { placeName } from './transferWords.ts'
import classes from './Transfers.module.css'

export function TransferPanel({ transfer, onClose }: { transfer: string; onClose(): void }) {
  const answer = useTowerQuery('transfers.detail', { transfer }, { refetchEveryMs: 5_000 })
  const detail = answer.data
  return (
    <SidePanel
      title={detail ? `${placeName(detail.from)} → ${placeName(detail.to)}` : transfer}
      subtitle={
        <>
          <span className={classes.id}>{transfer}</span>
          {detail?.title ? ` · ${detail.title}` : ''}
        </>
      }
      wide
      testId="transfer-panel"
      onClose={onClose}
    >
      {detail === undefined ? (
        answer.error ? (
          <Failure what="The transfer" error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <Loading label="Loading the transfer" lines={10} />
        )
      ) : (
        <Body detail={detail} />
      )}
    </SidePanel>
  )
}

function Body({ detail }: { detail: TransferDetail }) {
  const format = useFormat()
  const { from, to, plan } = detail
  const one = useMemo(() => [detail.transfer], [detail.transfer])
  return (
    <>
      <div data-testid="transfer-status" data-status={detail.status}>
        <Status row={detail} />
      </div>
      <Track row={detail} />
      <TransferActs detail={detail} />
      <Facts>
        <Fact name="From">
          <a href={addressOf(locationPath(from.location))}>{placeName(from)}</a>
        </Fact>
        <Fact name="To">
          <a href={addressOf(locationPath(to.location))}>{placeName(to)}</a>
        </Fact>
        <Fact name="Value">
          {detail.valueMinor === null
            ? 'not known: a price is missing'
            : format.money(detail.valueMinor, detail.currency)}
        </Fact>
        <Fact name="Distance">
          {detail.distanceKm === null ? 'not known' : `${format.number(detail.distanceKm)} km`}
        </Fact>
        <Fact name="Asked for by">{detail.requestedBy}</Fact>
        <Fact name="Approved by">{detail.approvedBy ?? 'nobody yet'}</Fact>
        <Fact name="Changed">
          <Age at={detail.changedAt} />
        </Fact>
        <Fact name="Stock at the source as of">
          <WithFreshness freshness={detail.freshness}>
            <Age at={detail.freshness.dataAsOf} />
          </WithFreshness>
        </Fact>
      </Facts>
      {detail.status === 'submitted' ? (
        <Section title="Approve" note="held against the stock of this moment">
          <Approval transfers={one} />
        </Section>
      ) : null}
      <Section title="Lines" note={format.count(detail.rows.length, 'line', 'lines')}>
        <TransferLines detail={detail} />
      </Section>
      {plan === null ? null : (
        <Section title="From a plan">
          <p>
            Planned <Age at={plan.plannedAt} />: the whole plan was worth{' '}
            {format.money(plan.planValueMinor, plan.currency)}, and no plan on those lanes could be worth more
            than {format.money(plan.boundMinor, plan.currency)}.{plan.correction ? ` ${plan.correction}` : ''}
          </p>
        </Section>
      )}
      <OutcomePart transfer={detail.transfer} isPlanned={plan !== null} />
      <Section title="Documents" note={format.count(detail.documents.length, 'document', 'documents')}>
        <TransferDocuments detail={detail} />
      </Section>
      <Section title="What happened" note={format.count(detail.steps.length, 'step', 'steps')}>
        <TransferStory steps={detail.steps} />
      </Section>
    </>
  )
}
