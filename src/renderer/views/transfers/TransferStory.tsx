/** Owns the story of a transfer: acts of people and answers of warehouses, in the order in which they happened. */
import type { TransferStep } from '../../../shared/readModels/transfers.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { setParams } from '../../stores/address.ts'
import classes from './Transfers.module.css'

export function TransferStory({ steps }: { steps: readonly TransferStep[] }) {
  return (
    <ol className={classes.story} data-testid="transfer-story">
      {steps.map((step) => (
        <li key={`${step.identity} ${step.text}`} data-step={step.step}>
          <span className={classes.when}>
            <ShortMoment at={step.at} />
          </span>
          <span className={classes.two}>
            <span>{step.text}</span>
            <span className="dim">
              {step.actor === null ? (step.feed ?? '') : `${step.actor}${step.role ? `, ${step.role}` : ''}`}
              {step.why ? ` · “${step.why}”` : ''}{' '}
              <button
                type="button"
                className={classes.link}
                title={step.seen ? `What was on the screen then: ${step.seen}` : undefined}
                onClick={() => setParams({ record: step.identity })}
              >
                its record
              </button>
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}
