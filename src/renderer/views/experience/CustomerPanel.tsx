/** Owns the drawer of one customer's timeline: closed until a reason is given, which is written down with the name. */
import { useState } from 'react'
import { Button, Textarea } from '@mantine/core'
import type { CustomerTimeline } from '../../../shared/readModels/experience.ts'
import { Moment } from '../../components/Age.tsx'
import { explain } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, orderPath } from '../../stores/address.ts'
import { refresh, useTowerCommand } from '../../stores/engine.ts'
import { TIMELINE_KIND_WORDS } from '../orderWords.ts'
import classes from './Experience.module.css'

const WHY_LETTERS_MIN = 3

export function CustomerPanel({ reference, onClose }: { reference: string; onClose(): void }) {
  const open = useTowerCommand('customers.open')
  return (
    <SidePanel
      title="One customer, across channels"
      subtitle={`Pseudonym ${reference}`}
      wide
      onClose={onClose}
      testId="customer-panel"
    >
      {open.data ? (
        <Timeline timeline={open.data} />
      ) : (
        <Question
          isPending={open.isPending}
          error={open.error}
          ask={(why) =>
            open.mutate({ pseudonym: reference, why }, { onSuccess: () => refresh('experience.accessLog') })
          }
        />
      )}
    </SidePanel>
  )
}

interface QuestionProps {
  isPending: boolean
  error: Error | null
  ask(why: string): void
}

function Question({ isPending, error, ask }: QuestionProps) {
  const [why, setWhy] = useState('')
  const given = why.trim()
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (given.length >= WHY_LETTERS_MIN) ask(given)
      }}
    >
      <p>
        Customers stand here under pseudonyms. Opening one shows who it is and all that was recorded of them.
        Your name, the time and your reason are written into the log, where they cannot be changed.
      </p>
      <Textarea
        label="Why do you open this customer?"
        placeholder="For example: complaint 4711, parcel not found"
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        minRows={2}
        maxLength={2000}
        autosize
        required
        error={error ? explain(error).text : undefined}
        data-testid="customer-why"
      />
      <div>
        <Button
          type="submit"
          loading={isPending}
          disabled={given.length < WHY_LETTERS_MIN}
          data-testid="customer-open"
        >
          Write the reason down and open
        </Button>
      </div>
    </form>
  )
}

function Timeline({ timeline }: { timeline: CustomerTimeline }) {
  const format = useFormat()
  return (
    <>
      <Facts>
        <Fact name="Customer">
          <span data-testid="customer-id">{timeline.customer}</span>
        </Fact>
        <Fact name="Orders">{format.number(timeline.orders)}</Fact>
      </Facts>
      {timeline.ordersLeftOut > 0 ? (
        <p className="dim">
          {format.count(timeline.ordersLeftOut, 'older order is', 'older orders are')} not listed.
        </p>
      ) : null}
      <Section title="Timeline" note="latest first">
        <ol className={classes.timeline}>
          {timeline.entries
            .toSorted((a, b) => b.at - a.at)
            .map((entry, index) => (
              <li key={`${entry.at} ${entry.kind} ${entry.what} ${index}`}>
                <span className="dim nowrap">
                  <Moment at={entry.at} />
                </span>
                <span className={classes.kind}>
                  {entry.kind === 'touch' ? 'Touch' : TIMELINE_KIND_WORDS[entry.kind]}
                </span>
                <div>
                  {entry.what}
                  {entry.channel ? <span className="dim"> · {entry.channel}</span> : null}
                  {entry.order ? (
                    <>
                      {' · '}
                      <a href={addressOf(orderPath(entry.order))}>{entry.order}</a>
                    </>
                  ) : null}
                  {entry.detail ? <div className="dim">{entry.detail}</div> : null}
                </div>
              </li>
            ))}
        </ol>
      </Section>
    </>
  )
}
