/** Owns the drawer of one order: its promise, its lines, its shipments, its money, and all that happened to it. */
import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { OrderDetail } from '../../../shared/readModels/orders.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { WithFreshness } from '../../components/Freshness.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, customerPath, go, setParams, useAddress } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { SourcePanel } from '../inventory/SourcePanel.tsx'
import { ShipmentList } from '../network/ShipmentList.tsx'
import { BASIS_WORDS, FLOW_RULES, flowWord } from '../orderWords.ts'
import { OrderLines } from './OrderLines.tsx'
import { Claims, Feedback, Money } from './OrderMoney.tsx'
import { OrderState, PromiseMargin, TwoHours } from './OrderState.tsx'
import { OrderTimeline } from './OrderTimeline.tsx'
import { stepWord } from './timelineWords.ts'
import classes from './Speed.module.css'

export function OrderPanel({
  order,
  back,
  onClose,
}: {
  order: string
  /** Where the order was opened from, in the same screen. */
  back: { path: string; word: string } | null
  onClose(): void
}) {
  const { params } = useAddress()
  const record = params.get('record')
  const detail = useTowerQuery('orders.detail', { order }, { refetchEveryMs: 5_000 })
  return (
    <SidePanel
      wide
      title={/^order\b/i.test(order) ? order : `Order ${order}`}
      subtitle={detail.data ? <Subtitle detail={detail.data} /> : undefined}
      onClose={() => {
        setParams({ record: null })
        onClose()
      }}
      testId="order-panel"
      actions={
        back ? (
          <Button
            variant="default"
            leftSection={<IconArrowLeft size={14} />}
            onClick={() => go(back.path, { record: null })}
          >
            {back.word}
          </Button>
        ) : null
      }
    >
      {detail.data ? (
        <Body detail={detail.data} />
      ) : detail.error ? (
        <Failure what="This order" error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <Loading label="Loading the order" lines={12} />
      )}
      {record ? <SourcePanel key={record} identity={record} /> : null}
    </SidePanel>
  )
}

function Subtitle({ detail: { row } }: { detail: OrderDetail }) {
  return (
    <>
      <span title={row.flow ? FLOW_RULES[row.flow] : undefined}>{flowWord(row.flow)}</span>
      {row.channel ? ` · ${row.channel}` : ''}
      {row.region ? ` · to ${row.region}` : ''}
    </>
  )
}

function Body({ detail }: { detail: OrderDetail }) {
  const format = useFormat()
  const { row, lines, claims, payments, feedback, refusedSteps, timeline } = detail
  const refundedMinor = lines.reduce(
    (sum, { returns }) => sum + returns.reduce((part, { refundMinor }) => part + refundMinor, 0),
    0,
  )
  return (
    <>
      <Facts>
        <Fact name="State">
          <WithFreshness freshness={row.freshness}>
            <OrderState row={row} />
          </WithFreshness>
        </Fact>
        <Fact name="Promised">
          <ShortMoment at={row.promisedAt} />
          {row.promisedAt === null ? null : (
            <div className={classes.note} data-testid="promise-margin">
              <PromiseMargin promisedAt={row.promisedAt} endedAt={row.handedOverAt} />
              {row.promiseBasis ? ` · ${BASIS_WORDS[row.promiseBasis]}` : ''}
            </div>
          )}
        </Fact>
        <Fact name="Handed over">
          <ShortMoment at={row.handedOverAt} />
        </Fact>
        <Fact name="Placed">
          <ShortMoment at={row.placedAt} />
        </Fact>
        <Fact name={row.handedOverAt === null ? 'Elapsed so far' : 'Took'}>
          <TwoHours clock={row.elapsedHours} working={row.elapsedBusinessHours} />
        </Fact>
        {row.remainingHours === null ? null : (
          <Fact name="Left until the promise is broken">
            <TwoHours clock={row.remainingHours} working={row.remainingBusinessHours} />
          </Fact>
        )}
        <Fact name="Value">{row.lineCount === 0 ? '–' : format.money(row.valueMinor, row.currency)}</Fact>
        <Fact name="Refunded">{refundedMinor === 0 ? '–' : format.money(refundedMinor, row.currency)}</Fact>
        <Fact name="Customer (pseudonym)">
          {detail.customer ? (
            <a href={addressOf(customerPath(detail.customer))}>{detail.customer}</a>
          ) : (
            'not stated'
          )}
        </Fact>
      </Facts>
      <Section title="Lines" note={format.count(lines.length, 'line', 'lines')}>
        <OrderLines lines={lines} />
      </Section>
      {refusedSteps.length === 0 ? null : (
        <Section
          title="Steps that its flow does not allow"
          note={format.count(refusedSteps.length, 'step', 'steps')}
        >
          <ul className={classes.rows} data-testid="refused-steps">
            {refusedSteps.map((each) => (
              <li key={`${each.identity} ${each.step} ${each.line} ${each.at}`}>
                <StateMark
                  state="warning"
                  word={`${stepWord(each.step)}${each.line === null ? '' : `, line ${each.line}`}`}
                />
                <span>{each.why}</span>
                <span className="dim">
                  <ShortMoment at={each.at} /> ·{' '}
                  <button
                    type="button"
                    className={classes.source}
                    onClick={() => setParams({ record: each.identity })}
                  >
                    its record
                  </button>
                </span>
              </li>
            ))}
          </ul>
          <p className="dim">
            They have no effect. They are kept because what would have allowed them may still arrive.
          </p>
        </Section>
      )}
      <Section title="Shipments">
        <ShipmentList rows={detail.shipments} none="No shipment was told of for this order." />
      </Section>
      <Claims claims={claims} />
      <Money payments={payments} lines={lines} currency={row.currency} />
      <Feedback feedback={feedback} />
      <Section title="Timeline" note={format.count(timeline.length, 'entry', 'entries')}>
        <OrderTimeline entries={timeline} />
      </Section>
    </>
  )
}
