/** Owns the headline of a run: what the plan is worth, how sure that is, and the three worlds side by side. */
import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { Interval } from '../../../shared/readModels/transfers.ts'
import type { RunSummary, WorldFigures } from '../../../shared/readModels/whatif.ts'
import { Age } from '../../components/Age.tsx'
import { tellEnd } from '../../components/notify.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { tellWhatif } from '../../stores/whatif.ts'
import { EXCLUDED_WORDS, runPath } from './whatifWords.ts'
import classes from './Whatif.module.css'

type Format = ReturnType<typeof useFormat>

export function Headline({ summary }: { summary: RunSummary }) {
  const format = useFormat()
  const { comparison, base } = summary
  return (
    <div className={classes.scrolls} role="region" aria-label="Result" tabIndex={0} data-testid="headline">
      <Outdated summary={summary} />
      <dl className={classes.headline}>
        <Figure name="The plan is worth, reckoned">
          <strong data-testid="plan-value">
            {format.roundMoney(summary.planValueMinor, summary.currency)}
          </strong>
          <span data-testid="gap-text">{summary.gapText}</span>
        </Figure>
        <Figure name="Replayed day by day, 95 % interval">
          {comparison === null ? (
            <span className="dim">not replayed</span>
          ) : (
            <>
              <strong>{format.roundMoney(comparison.planGainMinor.mean, summary.currency)}</strong>
              <span>
                {format.roundMoney(comparison.planGainMinor.low, null)} to{' '}
                {format.roundMoney(comparison.planGainMinor.high, null)}
              </span>
              {comparison.sample === null ? null : (
                <span data-testid="replay-sample">
                  for {format.number(comparison.sample.skus)} of{' '}
                  {format.count(comparison.sample.ofSkus, 'SKU', 'SKUs')}, drawn at random, with which{' '}
                  {format.roundMoney(comparison.sample.planValueMinor, summary.currency)} are reckoned
                </span>
              )}
              <StateMark
                state={comparison.isProven ? 'good' : 'warning'}
                word={comparison.isProven ? 'Beats doing nothing' : 'No proven benefit'}
                title={`${format.number(comparison.replications)} replications on common random numbers`}
              />
            </>
          )}
        </Figure>
        <Figure name="It moves">
          <strong>{format.unitsOf(summary.units)}</strong>
          <span>in {format.count(summary.transfers, 'transfer', 'transfers')}</span>
        </Figure>
        <Figure name="Proven by">
          <span>{summary.method}</span>
          <span className="dim">{format.number(summary.seconds, 1)} s</span>
        </Figure>
      </dl>
      {comparison === null ? null : <Worlds summary={summary} />}
      {summary.sensitivity.length > 0 ? <Sensitivities summary={summary} /> : null}
      <Basis summary={summary} />
      {base === null ? null : (
        <div>
          <p className="dim">
            Made from the stock of <Age at={base.takenAt} /> (data as of <Age at={base.dataAsOf} />
            ): {format.count(base.locations, 'location', 'locations')},{' '}
            {format.count(base.skus, 'SKU', 'SKUs')}, {format.count(base.lanes, 'lane', 'lanes')}.{' '}
            {base.excluded
              .filter(({ units }) => units > 0)
              .map(({ cause, units }) => `${format.unitsOf(units)} ${EXCLUDED_WORDS[cause]}`)
              .join(', ')
              .replace(/^(.+)$/, 'Left where they are: $1.')}
          </p>
          {base.assumptions.length > 0 ? (
            <details>
              <summary>What was assumed ({base.assumptions.length})</summary>
              <ul>
                {base.assumptions.map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            </details>
          ) : null}
        </div>
      )}
    </div>
  )
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={classes.two}>{children}</dd>
    </div>
  )
}

function Outdated({ summary }: { summary: RunSummary }) {
  const format = useFormat()
  if (!summary.isOutdated) return null
  return (
    <div className={classes.runRow} role="status">
      <span>
        <StateMark
          state="warning"
          word={`Stock has moved since: ${format.share(summary.movedShare)} of the units in scope`}
        />
      </span>
      <Button
        variant="default"
        leftSection={<IconRefresh size={14} />}
        onClick={() => {
          void tellEnd(
            tellWhatif('whatif.rebase', { run: summary.run }),
            'It could not be run again',
            ({ run }) => go(runPath(run)),
          )
        }}
      >
        Run again on the stock of now
      </Button>
    </div>
  )
}

const moneyInterval = ({ mean, low, high }: Interval, currency: string | null, format: Format) =>
  `${format.roundMoney(mean, currency)} (${format.roundMoney(low, null)} to ${format.roundMoney(high, null)})`

type World = 'base' | 'scenario' | 'withPlan'
const WORLDS: readonly { world: World; title: string }[] = [
  { world: 'base', title: 'As it is' },
  { world: 'scenario', title: 'Scenario, nothing done' },
  { world: 'withPlan', title: 'Scenario, with the plan' },
]

function Worlds({ summary }: { summary: RunSummary }) {
  const format = useFormat()
  const { comparison, currency } = summary
  if (comparison === null) return null
  const share = (value: Interval | null) =>
    value === null
      ? '–'
      : `${format.share(value.mean)} (${format.number(value.low * 100, 1)} to ${format.number(value.high * 100, 1)})`
  const units = (value: Interval) =>
    `${format.number(value.mean)} (${format.number(value.low)} to ${format.number(value.high)})`
  const money = (value: Interval) => moneyInterval(value, currency, format)
  const rows: readonly { name: string; of(figures: WorldFigures): string }[] = [
    { name: 'Fill rate, units', of: ({ fillRate }) => share(fillRate) },
    { name: 'Lost sales, units', of: ({ lostSalesUnits }) => units(lostSalesUnits) },
    { name: 'Lost sales, money', of: ({ lostSalesMinor }) => money(lostSalesMinor) },
    { name: 'Shipping and handling', of: ({ costMinor }) => money(costMinor) },
    { name: 'Promise kept, of what was shipped', of: (figures) => share(figures.promiseKeptOfShipped) },
    { name: 'Promise kept, of what was asked for', of: (figures) => share(figures.promiseKeptOfDemanded) },
    { name: 'Left over, units', of: ({ leftoverUnits }) => units(leftoverUnits) },
  ]
  return (
    <div className={classes.wide}>
      <table className={classes.table} data-testid="worlds">
        <caption className="visually-hidden">The three worlds, with 95 % intervals</caption>
        <thead>
          <tr>
            <th>Over the horizon, 95 % interval</th>
            {WORLDS.map(({ world, title }) => (
              <th key={world}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {WORLDS.map(({ world }) => (
                <td key={world}>{of(comparison[world])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Sensitivities({ summary }: { summary: RunSummary }) {
  const format = useFormat()
  return (
    <div className={classes.wide}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>If demand is</th>
            <th>The plan gains, 95 % interval</th>
          </tr>
        </thead>
        <tbody>
          {summary.sensitivity.map(({ demandFactor, hasShocks, gainMinor }) => (
            <tr key={`${demandFactor} ${hasShocks}`}>
              <th scope="row">
                {demandFactor === 1
                  ? 'as estimated'
                  : `${format.share(Math.abs(demandFactor - 1), 0)} ${demandFactor > 1 ? 'more' : 'less'}`}
                {hasShocks ? ', with shocks that places and items share' : ''}
              </th>
              <td>{moneyInterval(gainMinor, summary.currency, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Basis({ summary }: { summary: RunSummary }) {
  const words = [...summary.supposed, ...(summary.correction ? [summary.correction] : [])]
  if (words.length === 0) return null
  return (
    <div>
      <strong>Supposed</strong>
      <ul>
        {words.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  )
}
