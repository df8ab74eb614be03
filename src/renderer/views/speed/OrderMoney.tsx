/** Owns an order's claims on stock, its money there and back, and the customer's words about it. */
import type { ClaimRow, OrderDetail, OrderLineState } from '../../../shared/readModels/orders.ts'
import type { RatingScale } from '../../../shared/vocabulary.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { Section } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, ledgerPath } from '../../stores/address.ts'
import { CLAIM_STATE_WORDS } from '../orderWords.ts'
import classes from './Speed.module.css'

export function Claims({ claims }: { claims: readonly ClaimRow[] }) {
  const format = useFormat()
  if (claims.length === 0) return null
  return (
    <Section title="Claims on stock" note={format.count(claims.length, 'claim', 'claims')}>
      <ul className={classes.rows}>
        {claims.map((each) => (
          <li key={each.claim}>
            <span>
              {CLAIM_STATE_WORDS[each.state]}: {format.units(each.openUnits)} of {format.units(each.units)}{' '}
              units, {each.kind}
            </span>
            <a href={addressOf(ledgerPath(each.location, each.sku))} className="clip">
              {each.sku} at {each.location}
            </a>
            <span className="dim">
              taken <ShortMoment at={each.takenAt} /> by {each.actor}
              {each.state === 'open' && each.expiresAt !== null ? (
                <>
                  , runs out <ShortMoment at={each.expiresAt} />
                </>
              ) : null}
              {each.endedWhy ? `, ${each.endedWhy}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface MoneyProps {
  payments: OrderDetail['payments']
  lines: readonly OrderLineState[]
  currency: string | null
}

export function Money({ payments, lines, currency }: MoneyProps) {
  const format = useFormat()
  const refunds = lines.flatMap(({ line, returns }) =>
    returns.filter(({ refundMinor }) => refundMinor !== 0).map((each) => ({ line, ...each })),
  )
  if (payments.length + refunds.length === 0) return null
  return (
    <Section title="Payments and refunds">
      <ul className={classes.rows}>
        {payments.map((each, index) => (
          <li key={`${each.at} ${each.method} ${index}`}>
            <span>Paid {format.money(each.amountMinor, each.currency)}</span>
            <span>{each.method.replaceAll('_', ' ')}</span>
            <span className="dim">
              <ShortMoment at={each.at} />
            </span>
          </li>
        ))}
        {refunds.map((each) => (
          <li key={`${each.line} ${each.return}`}>
            <span>Refunded {format.money(each.refundMinor, currency)}</span>
            <span>line {each.line}</span>
            <span className="dim">
              <ShortMoment at={each.stepAt.refunded} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

const OUT_OF: Record<RatingScale, string> = { stars: 'of 5 stars', nps: 'of 10 (NPS)', csat: 'of 5 (CSAT)' }

export function Feedback({ feedback }: { feedback: OrderDetail['feedback'] }) {
  if (feedback.length === 0) return null
  return (
    <Section title="What the customer made of it">
      <ul className={classes.rows}>
        {feedback.map((each, index) => (
          <li key={`${each.at} ${index}`}>
            <strong>
              {each.rating} {OUT_OF[each.scale]}
            </strong>
            <span className={classes.words}>
              {[each.title, each.text].filter(Boolean).join(': ') || (
                <span className="dim">without words</span>
              )}
            </span>
            <span className="dim">
              <ShortMoment at={each.at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
