/** Owns the drawer of one rated order: what the customer said, what happened to the order, and where to go from there. */
import { Button } from '@mantine/core'
import type { RatedOrder } from '../../../shared/readModels/experience.ts'
import { Instant } from '../../components/Age.tsx'
import { UNKNOWN } from '../../components/format.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { addressOf, customerPath, go, orderPath } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { flowWord, STATUS_WORDS } from '../orderWords.ts'
import { causeWord } from './causeWords.ts'
import { LateBy } from './LateBy.tsx'
import { Stars } from './Stars.tsx'
import classes from './Experience.module.css'

export function RatingPanel({ order, onClose }: { order: string; onClose(): void }) {
  const answers = useTowerQuery('experience.ratedOrders', { order, limit: 20 })
  const rows = answers.data?.rows ?? []
  const first = rows[0]
  return (
    <SidePanel title="A customer’s answer" subtitle={order} onClose={onClose} testId="rating-panel">
      {first ? (
        <>
          {rows.map((row) => (
            <Answer key={`${row.at} ${row.scale}`} row={row} />
          ))}
          <WhatHappened row={first} />
        </>
      ) : answers.data ? (
        <Message title="Nobody has rated this order">
          It may have another id, or its answer was taken back.
        </Message>
      ) : answers.error ? (
        <Failure what="This answer" error={answers.error} retry={() => void answers.refetch()} />
      ) : (
        <Loading label="Loading the answer" />
      )}
    </SidePanel>
  )
}

function Answer({ row }: { row: RatedOrder }) {
  return (
    <section className={classes.answer}>
      <div>
        <Stars rating={row.rating} scale={row.scale} />{' '}
        <span className="dim">
          <Instant at={row.at} />
        </span>
      </div>
      {row.title ? <strong>{row.title}</strong> : null}
      {row.text ? <p className={classes.said}>{row.text}</p> : <p className="dim">no words</p>}
    </section>
  )
}

function WhatHappened({ row }: { row: RatedOrder }) {
  const { customer } = row
  const status = row.status as keyof typeof STATUS_WORDS | null
  return (
    <>
      <Section title="What happened to the order">
        <p data-testid="rating-cause" data-value={row.cause ?? ''}>
          <strong>{row.cause ? causeWord(row.cause) : 'Nothing that its steps tell'}</strong>
          {row.causeDetail && row.cause !== 'unknown' ? (
            <span className="dim"> – {row.causeDetail}</span>
          ) : null}
        </p>
        <Facts>
          <Fact name="Late by">
            <LateBy hours={row.lateHours} />
          </Fact>
          <Fact name="Status">{status ? (STATUS_WORDS[status] ?? status) : UNKNOWN}</Fact>
          <Fact name="Channel">{row.channel ?? UNKNOWN}</Fact>
          <Fact name="Flow">{flowWord(row.flow)}</Fact>
          <Fact name="Region">{row.region ?? UNKNOWN}</Fact>
          <Fact name="Customer (pseudonym)">{customer ?? UNKNOWN}</Fact>
        </Facts>
      </Section>
      <div className={classes.actions}>
        <Button component="a" href={addressOf(orderPath(row.order))} data-testid="rating-order">
          Open the order
        </Button>
        {customer ? (
          <Button variant="default" onClick={() => go(customerPath(customer))} data-testid="rating-customer">
            Open the customer’s timeline…
          </Button>
        ) : null}
      </div>
    </>
  )
}
