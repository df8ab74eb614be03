/** Owns the lines of an order: what was ordered, where each part of it stands, and what came back. */
import type { LinePortion, LineReturn, OrderLineState } from '../../../shared/readModels/orders.ts'
import { ORDER_STEPS, RETURN_STEPS } from '../../../shared/vocabulary.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, ledgerPath, locationPath, shipmentPath, skuPath } from '../../stores/address.ts'
import { CAUSED_BY_WORDS, RETURN_STEP_WORDS, STATUS_WORDS, STEP_WORDS } from '../orderWords.ts'
import { DISPOSITION_WORDS } from '../words.ts'
import { PromiseText } from './OrderState.tsx'
import classes from './Speed.module.css'

export function OrderLines({ lines }: { lines: readonly OrderLineState[] }) {
  if (lines.length === 0) return <p className="dim">No record has said what was ordered.</p>
  return (
    <ul className={classes.lines}>
      {lines.map((line) => (
        <Line key={line.line} line={line} />
      ))}
    </ul>
  )
}

function Line({ line }: { line: OrderLineState }) {
  const format = useFormat()
  return (
    <li data-testid={`order-line-${line.line}`}>
      <div className={classes.lineHead}>
        <span className="dim nowrap">Line {line.line}</span>
        <a href={addressOf(skuPath(line.sku))} className="clip" title={line.sku}>
          {line.skuName ?? line.sku}
        </a>
        <span className="nowrap">
          {format.unitsOf(line.units)}
          {line.priceMinor === null ? '' : ` at ${format.money(line.priceMinor, line.currency)}`}
        </span>
      </div>
      <div className={classes.lineHead}>
        <span className="dim nowrap">Promised</span>
        <span>
          <PromiseText promise={line.promise} />
        </span>
        {line.late === null ? null : line.late ? (
          <StateMark state="warning" word="Late" />
        ) : (
          <StateMark state="good" word="Kept" />
        )}
      </div>
      {line.portions.map((portion, index) => (
        <Portion
          key={`${portion.stage} ${portion.location} ${portion.shipment} ${index}`}
          portion={portion}
          sku={line.sku}
        />
      ))}
      {line.returns.map((each) => (
        <Return key={each.return} back={each} />
      ))}
    </li>
  )
}

/** Units that went one way together, with the steps they took. */
function Portion({ portion, sku }: { portion: LinePortion; sku: string }) {
  const format = useFormat()
  const taken = ORDER_STEPS.filter((step) => portion.stepAt[step] !== undefined).toSorted(
    // As they came: what was rejected is allocated anew.
    (a, b) => (portion.stepAt[a] ?? 0) - (portion.stepAt[b] ?? 0),
  )
  return (
    <div className={classes.portion}>
      <div>
        <strong>
          {format.units(portion.units)} × {STATUS_WORDS[portion.stage].toLowerCase()}
        </strong>
        {portion.cancelledBy ? ` ${CAUSED_BY_WORDS[portion.cancelledBy]}` : ''}
        {portion.location ? (
          <>
            {' · '}
            <a href={addressOf(locationPath(portion.location))}>{portion.locationName ?? portion.location}</a>
            {' · '}
            <a href={addressOf(ledgerPath(portion.location, sku))} data-testid="line-ledger">
              stock there
            </a>
          </>
        ) : null}
        {portion.shipment ? (
          <>
            {' · '}
            <a href={addressOf(shipmentPath(portion.shipment))} title={portion.shipment}>
              shipment
            </a>
          </>
        ) : null}
      </div>
      {taken.length === 0 ? null : (
        <ol className={classes.steps}>
          {taken.map((step) => (
            <li key={step}>
              {STEP_WORDS[step]}
              <div className="dim">
                <ShortMoment at={portion.stepAt[step]} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Return({ back }: { back: LineReturn }) {
  const format = useFormat()
  const taken = RETURN_STEPS.filter((step) => back.stepAt[step] !== undefined)
  const kind =
    back.undeliveredUnits === 0
      ? 'returned by the customer'
      : back.undeliveredUnits === back.units
        ? 'never delivered, the demand was cancelled'
        : `of these ${format.units(back.undeliveredUnits)} never delivered`
  return (
    <div className={classes.portion} data-testid="line-return">
      <div>
        <strong>Return of {format.units(back.units)}</strong> <span className="dim">({kind})</span>:{' '}
        {RETURN_STEP_WORDS[back.step].toLowerCase()}
        {back.disposition ? `, ${DISPOSITION_WORDS[back.disposition].toLowerCase()}` : ''}
        {back.reason ? <span className="dim"> · {back.reason}</span> : null}
        {back.location ? (
          <>
            {' · '}
            <a href={addressOf(locationPath(back.location))}>{back.location}</a>
          </>
        ) : null}
      </div>
      {taken.length === 0 ? null : (
        <ol className={classes.steps}>
          {taken.map((step) => (
            <li key={step}>
              {RETURN_STEP_WORDS[step]}
              <div className="dim">
                <ShortMoment at={back.stepAt[step]} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
