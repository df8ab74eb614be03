/** Owns the approval of one or many transfers: each is shown with what changed, and each gets its own answer. */
import { useMemo, useState } from 'react'
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import type { ApprovalOutcome, TransferReview } from '../../../shared/readModels/approvals.ts'
import { TRANSFERS_PER_COMMAND } from '../../../shared/transferContract.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { notifyDone, notifyFailure, notifyWarning } from '../../components/notify.tsx'
import { SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { approveAll } from '../../stores/transfers.ts'
import { approvalOf, hindranceOf, totalOf, UNTOUCHED, type ApprovalDraft } from './approvalDraft.ts'
import { Changes, ReviewCard } from './ReviewCard.tsx'
import { placeName } from './transferWords.ts'
import classes from './Transfers.module.css'

export function ApprovalPanel({ transfers, onClose }: { transfers: readonly string[]; onClose(): void }) {
  return (
    <SidePanel
      title="Approve transfers"
      subtitle="Each is held against the stock of this moment"
      wide
      testId="approval-panel"
      onClose={onClose}
    >
      {transfers.length === 0 ? (
        <Message title="Nothing to approve">
          Choose transfers that wait for approval in the list: x selects one, a opens this.
        </Message>
      ) : (
        <Approval transfers={transfers} onDone={onClose} />
      )}
    </SidePanel>
  )
}

interface ApprovalProps {
  transfers: readonly string[]
  /** Called when all were approved. */
  onDone?(): void
}

/** Reviews and the one button under them. */
export function Approval({ transfers, onDone }: ApprovalProps) {
  const input = useMemo(() => ({ transfers: transfers.slice(0, TRANSFERS_PER_COMMAND) }), [transfers])
  const answer = useTowerQuery('transfers.review', input, { keepPrevious: true, refetchEveryMs: 15_000 })
  const [drafts, setDrafts] = useState<Readonly<Record<string, ApprovalDraft>>>({})
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, ApprovalOutcome>>>({})
  const [why, setWhy] = useState('')
  const [onBehalfOf, setOnBehalfOf] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const format = useFormat()
  const reviews = answer.data?.reviews
  if (reviews === undefined) {
    return answer.error ? (
      <Failure what="What to approve" error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading label="Looking at the stock of this moment" lines={8} />
    )
  }
  const open = reviews.filter(({ transfer }) => outcomes[transfer]?.outcome !== 'approved')
  const draftOf = (review: TransferReview) => drafts[review.transfer] ?? UNTOUCHED
  const ready = open.filter((review) => hindranceOf(review, draftOf(review)) === null)
  const units = ready.reduce((sum, review) => sum + totalOf(review, draftOf(review)), 0)
  const delegators = [...new Set(reviews.flatMap((review) => review.onBehalfOf))]
  const send = async () => {
    setSending(true)
    try {
      const told = await approveAll(
        ready.map((review) => approvalOf(review, draftOf(review))),
        { ...(why.trim() ? { why: why.trim() } : {}), ...(onBehalfOf ? { onBehalfOf } : {}) },
      )
      setOutcomes({ ...outcomes, ...Object.fromEntries(told.map((one) => [one.transfer, one])) })
      const approved = told.filter(({ outcome }) => outcome === 'approved')
      const refused = told.length - approved.length
      const approvedUnits = approved.reduce((sum, one) => sum + one.approvedUnits, 0)
      if (approved.length > 0) notifyDone(`Approved ${format.unitsOf(approvedUnits)}. They are set aside.`)
      if (refused > 0) {
        notifyWarning(
          `${format.count(refused, 'transfer was', 'transfers were')} not approved: see what changed.`,
        )
      } else if (approved.length === open.length) onDone?.()
    } catch (error) {
      notifyFailure('Nothing was approved', error)
    } finally {
      setSending(false)
    }
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready.length > 0 && !isSending) void send()
      }}
    >
      {reviews.map((review) => (
        <Each
          key={review.transfer}
          review={review}
          draft={draftOf(review)}
          outcome={outcomes[review.transfer]}
          isOne={reviews.length === 1}
          onChange={(draft) => setDrafts({ ...drafts, [review.transfer]: draft })}
        />
      ))}
      {transfers.length > TRANSFERS_PER_COMMAND ? (
        <p className="dim">
          The first {TRANSFERS_PER_COMMAND} of {format.number(transfers.length)} are shown; the others come
          after them.
        </p>
      ) : null}
      {delegators.length > 0 ? (
        <Select
          label="In whose stead"
          placeholder="My own"
          data={delegators}
          value={onBehalfOf}
          onChange={setOnBehalfOf}
          clearable
        />
      ) : null}
      <TextInput
        label="Why (optional)"
        value={why}
        maxLength={500}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <div className={classes.formRow}>
        <Button
          type="submit"
          leftSection={<IconChecks size={14} />}
          disabled={ready.length === 0}
          loading={isSending}
          data-testid="approve"
        >
          Approve {format.unitsOf(units)}
          {reviews.length > 1 ? ` of ${format.count(ready.length, 'transfer', 'transfers')}` : ''}
        </Button>
        {open.length > ready.length ? (
          <span className="dim">
            {format.count(open.length - ready.length, 'is', 'are')} left out for now
          </span>
        ) : null}
      </div>
    </form>
  )
}

interface EachProps {
  review: TransferReview
  draft: ApprovalDraft
  outcome: ApprovalOutcome | undefined
  isOne: boolean
  onChange(draft: ApprovalDraft): void
}

function Each({ review, draft, outcome, isOne, onChange }: EachProps) {
  const format = useFormat()
  const hindrance = hindranceOf(review, draft)
  const title = `${placeName(review.from)} → ${placeName(review.to)}`
  if (outcome?.outcome === 'approved') {
    return (
      <div className={classes.each}>
        <StateMark state="good" word={`Approved ${format.unitsOf(outcome.approvedUnits)}: ${title}`} />
      </div>
    )
  }
  return (
    <section
      className={isOne ? classes.form : classes.each}
      aria-label={title}
      data-testid={`review-${review.transfer}`}
    >
      {isOne ? null : (
        <div className={classes.eachHead}>
          <span className={classes.two}>
            <strong className="clip">{title}</strong>
            <span className="dim clip">
              {format.money(review.valueMinor, review.currency)} · {format.number(review.distanceKm)} km
            </span>
          </span>
          <Checkbox
            label="Leave out"
            checked={draft.skipped}
            onChange={(event) => onChange({ ...draft, skipped: event.currentTarget.checked })}
          />
        </div>
      )}
      {outcome ? (
        <div className={classes.box} role="alert" data-testid="refusal">
          <StateMark state="serious" word="Not approved" />
          <span>{outcome.message}</span>
          {outcome.changes.length > 0 ? <Changes changes={outcome.changes} /> : null}
        </div>
      ) : null}
      <ReviewCard review={review} draft={draft} onChange={onChange} from={review.from.location} />
      {hindrance === null ? null : <p className="dim">{hindrance.replace(/\.$/, '')}.</p>}
    </section>
  )
}
